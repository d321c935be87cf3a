// Tests of report.html in a real browser.
//
//   node run.mjs SAMPLE HOSTILE OUT [SHOTS]
//
// SAMPLE is the result folder of the sample dump, HOSTILE that of articles made to break the page.
// Labels that the page exports go to OUT; pictures of each view go to SHOTS. Ends with 1 where a
// test fails.

import { mkdirSync } from "node:fs";
import { executable, open } from "./browser.mjs";
import { read } from "./folder.mjs";
import * as views from "./views.mjs";
import * as story from "./story.mjs";
import * as ways from "./ways.mjs";
import * as review from "./review.mjs";
import * as shots from "./shots.mjs";

const [sample, hostile, out, pictures] = process.argv.slice(2);
if (!out) throw new Error("usage: node run.mjs SAMPLE HOSTILE OUT [SHOTS]");
if (!executable()) throw new Error("no Chromium: apt-get install chromium, or name one in CHROMIUM");
mkdirSync(out, { recursive: true });

const given = { sample: read(sample), hostile: read(hostile), out };
const only = process.env.ONLY;
const tests = [views, story, ways, review].flatMap((module) => Object.entries(module)).filter(([name]) => !only || name.includes(only));
let failed = 0;
const { context, close } = await open();
for (const [name, test] of tests) {
  const began = performance.now();
  try {
    await test({ context, ...given });
    console.log(`ok      ${name.replaceAll("_", " ")} (${Math.round(performance.now() - began)} ms)`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name.replaceAll("_", " ")}\n${error.stack}`);
  }
  for (const page of context.pages().slice(1)) await page.close();
}
await close();
if (pictures) await shots.take(given, pictures);
console.log(`${tests.length - failed} of ${tests.length} tests passed`);
process.exit(failed ? 1 : 0);
