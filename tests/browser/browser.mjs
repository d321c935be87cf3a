// Debian's Chromium, driven headless, and a page that keeps account of what it does.

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const PLACES = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

export const executable = () => PLACES.find((place) => place && existsSync(place));

// A browser with a profile of its own; `options` as for a context of playwright.
export const open = async (options = {}) => {
  const profile = mkdtempSync(path.join(tmpdir(), "samestory-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: executable(), args: FLAGS, headless: true, acceptDownloads: true,
    viewport: { width: 1200, height: 900 }, ...options,
  });
  context.setDefaultTimeout(15000);
  return { context, close: async () => { await context.close(); rmSync(profile, { recursive: true, force: true }); } };
};

// Opens a file and notes every complaint and every request that is not for the file itself.
export const visit = async (context, file, hash = "") => {
  const page = await context.newPage();
  const address = pathToFileURL(file).href;
  const trouble = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && trouble.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => trouble.push(`error: ${error.stack}`));
  page.on("dialog", (dialog) => { trouble.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => {
    const url = request.url().split("#")[0];
    if (url !== address && !url.startsWith("blob:") && !url.startsWith("data:")) trouble.push(`request: ${url}`);
  });
  await page.goto(address + hash);
  const go = (to) => page.evaluate((next) => new Promise((arrived) => {
    const before = location.hash;
    addEventListener("hashchange", () => arrived(), { once: true });
    location.hash = next;
    if (location.hash === before) arrived();
  }), to);
  return { page, trouble, go };
};

// Does what leads to another view, and waits until the page has gone there: it hears of a changed
// address only after the click is over. The page's own listener comes before this one.
export const led = async (page, act) => {
  await page.evaluate(() => {
    globalThis.arrival = new Promise((arrived) => addEventListener("hashchange", () => arrived(), { once: true }));
  });
  await act();
  await page.evaluate(() => globalThis.arrival);
};
