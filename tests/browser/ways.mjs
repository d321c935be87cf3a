// Ways of reading: by keys, in the dark, on a phone, on paper, without the script, by a screen
// reader; and articles made to break the page.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { led, open, visit } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const all = (folder) => ["overview", "stories", "facts", "copies", "review", "method", ...folder.stories.slice(0, 3).map((story) => `story:${encodeURIComponent(story.id)}`)];
const focused = (page) => page.evaluate(() => {
  const at = document.activeElement;
  return [at.tagName, at.id, at.className.baseVal ?? at.className, at.textContent.trim().slice(0, 40)].join("|");
});

export const the_keyboard_reaches_everything = async ({ context, sample }) => {
  const { page } = await visit(context, sample.report);
  await page.keyboard.press("Tab");
  assert.match(await focused(page), /Skip to the content/);
  const names = [];
  for (let at = 0; at < 6; at += 1) { await page.keyboard.press("Tab"); names.push((await focused(page)).split("|")[3]); }
  assert.deepEqual(names, ["Overview", "Stories", "Facts", "Copies", "Review", "Method"]);
  // The map is one stop; its arrows lead from dot to dot, Enter into the story.
  await page.locator(".map a[tabindex='0']").focus();
  const here = () => page.evaluate(() => document.activeElement.getAttribute("aria-label"));
  const seen = new Set([await here()]);
  // On the rim of the map an arrow may lead nowhere, but not all four do.
  for (const key of ["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"]) {
    await page.keyboard.press(key);
    seen.add(await here());
  }
  assert.ok(seen.size > 1, "an arrow leads to another dot");
  const stops = await page.locator(".map a[tabindex='0']").count();
  assert.equal(stops, 1);
  await led(page, () => page.keyboard.press("Enter"));
  assert.match(await focused(page), /story-title/);
};

export const the_keyboard_walks_lists_and_grid = async ({ context, sample }) => {
  const { page } = await visit(context, sample.report, "#stories");
  await page.keyboard.press("/");
  assert.match(await focused(page), /^INPUT\|search/);
  await page.locator(".story-row a").nth(1).focus();
  await led(page, () => page.keyboard.press("Enter"));
  await page.locator(".grid tbody button[tabindex='0']").focus();
  await page.keyboard.press("ArrowRight");
  assert.match(await focused(page), /\|cell\|/);
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("tr.quotes").count(), 1);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowLeft");
  assert.match(await focused(page), /\|claim/);
  assert.equal(await page.locator(".grid tbody button[tabindex='0']").count(), 1);
  await led(page, () => page.goBack());
  await page.locator(".story-row").first().waitFor();
};

const judged = async (page, where) => {
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const serious = violations.filter((one) => ["serious", "critical"].includes(one.impact));
  assert.deepEqual(serious.map((one) => `${where}: ${one.id}: ${one.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${node.failureSummary}`).join("\n")}`), []);
};

export const axe_finds_nothing_serious = async ({ context, sample }) => {
  for (const colorScheme of ["light", "dark"]) {
    const { page, go } = await visit(context, sample.report);
    await page.emulateMedia({ colorScheme });
    await page.evaluate(axe);
    for (const view of all(sample)) {
      await go(view);
      for (const opener of await page.locator("section:visible .cell").all().then((cells) => cells.slice(0, 1))) await opener.click();
      await judged(page, `${view}, ${colorScheme}`);
    }
    await page.close();
  }
};

export const the_dark_is_dark = async ({ context, sample }) => {
  const { page } = await visit(context, sample.report);
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number).reduce((sum, n) => sum + n));
  await page.emulateMedia({ colorScheme: "dark" });
  assert.ok(await paper() < 150);
  await page.emulateMedia({ colorScheme: "light" });
  assert.ok(await paper() > 600);
};

export const nothing_hangs_over_the_edge_of_a_phone = async ({ context, sample, hostile }) => {
  for (const folder of [sample, hostile]) {
    const { page, go } = await visit(context, folder.report);
    await page.setViewportSize({ width: 375, height: 700 });
    for (const view of all(folder)) {
      await go(view);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= 375, `${view} is ${width} pixels wide`);
    }
    await page.close();
  }
};

export const paper_shows_what_is_folded = async ({ context, sample }) => {
  const story = sample.stories.find((one) => one.articles.length > one.texts);
  const { page } = await visit(context, sample.report, `#story:${encodeURIComponent(story.id)}`);
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  assert.equal(await page.locator("nav").isVisible(), false);
  assert.equal(await page.locator("#story details:not([open])").count(), 0);
  const pdf = await page.pdf({ format: "A4" });
  assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
};

export const without_the_script_the_news_is_there = async ({ sample }) => {
  const { context, close } = await open({ javaScriptEnabled: false });
  try {
    const { page } = await visit(context, sample.report);
    const text = await page.locator("main").innerText();
    for (const story of sample.stories) assert.ok(text.includes(story.label), story.label);
    const conflict = sample.facts.find((fact) => fact.verdict === "conflict");
    assert.ok(text.includes(conflict.claim));
    assert.equal(await page.locator("#review").isVisible(), false);
  } finally { await close(); }
};

export const hostile_articles_stay_words = async ({ context, hostile }) => {
  const { page, trouble, go } = await visit(context, hostile.report);
  for (const view of all(hostile)) await go(view);
  assert.deepEqual(trouble, []);
  assert.equal(await page.evaluate(() => globalThis.broken), undefined);
  await go("stories");
  const labels = (await page.locator(".story-row h3").allTextContents()).join("\n");
  assert.ok(labels.includes("<script>"), labels);
  assert.ok(!labels.includes("\u202e") && !labels.includes("\0"), "marks that turn the text");
  assert.ok(Math.max(...labels.split("\n").map((label) => label.length)) <= 300, "a headline of 10,000 characters is cut");
};
