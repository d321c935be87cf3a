// How long a report takes to open, to search, and to show a story.
//
//   node speed.mjs REPORT...

import { statSync } from "node:fs";
import { open, visit } from "./browser.mjs";

const { context, close } = await open();
for (const file of process.argv.slice(2)) {
  const { page, trouble } = await visit(context, file);
  const timing = await page.evaluate(() => {
    const paint = performance.getEntriesByName("first-contentful-paint")[0];
    return { loaded: performance.getEntriesByType("navigation")[0].loadEventEnd, paint: paint ? paint.startTime : null };
  });
  const timed = async (act, ready) => {
    const began = performance.now();
    await act();
    await page.waitForFunction(ready);
    return Math.round(performance.now() - began);
  };
  const to = (hash) => () => page.evaluate((next) => { location.hash = next; }, hash);
  const list = await timed(to("stories"), () => document.querySelector(".story-row"));
  const search = await timed(() => page.locator("#search").fill("minister police"), () => document.getElementById("found").textContent.includes(" of "));
  const facts = await timed(to("facts"), () => document.querySelector("#facts .found"));
  const copies = await timed(to("copies"), () => document.querySelector("#copies .found, #copies .none"));
  const first = await page.evaluate(() => JSON.parse(document.getElementById("data-head").textContent).stories[0].id);
  const story = await timed(to(`story:${encodeURIComponent(first)}`), () => document.getElementById("story-title"));
  const memory = await page.evaluate(() => Math.round(performance.memory.usedJSHeapSize / 1e6));
  const megabytes = (statSync(file).size / 1e6).toFixed(1);
  console.log(`${file}: ${megabytes} MB, first paint ${Math.round(timing.paint)} ms, loaded ${Math.round(timing.loaded)} ms; ` +
    `stories ${list} ms, search ${search} ms, facts ${facts} ms, copies ${copies} ms, widest story ${story} ms; heap ${memory} MB`);
  if (trouble.length) console.log(trouble.join("\n"));
  await page.close();
}
await close();
