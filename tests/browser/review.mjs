// Marks and the labels made of them. The files in OUT are given to `samestory eval` afterwards.

import assert from "node:assert/strict";
import path from "node:path";
import { readFileSync } from "node:fs";
import { visit } from "./browser.mjs";

const lines = (file) => readFileSync(file, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));

const saved = async (page, name, out) => {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: `Save ${name}` }).click()]);
  const file = path.join(out, name);
  await download.saveAs(file);
  return file;
};

export const marks_become_labels = async ({ context, sample, out }) => {
  const story = sample.stories.find((one) => one.articles.length === one.texts && one.texts > 3 && sample.factsOf(one).some((fact) => fact.verdict === "agreed"));
  const { page, trouble, go } = await visit(context, sample.report, "#review");
  await page.getByRole("button", { name: /Show the buttons/ }).click();

  await go(`story:${encodeURIComponent(story.id)}`);
  const members = page.locator(".headline-cards .marking");
  const shown = await members.count();
  for (let at = 0; at < shown; at += 1) await members.nth(at).locator(at === 0 ? ".wrong" : ".right").click();
  const fact = sample.factsOf(story).find((one) => one.verdict === "agreed" && new Set(one.mentions.map((mention) => mention.sentence)).size > 1);
  await page.locator(`tr[id="${fact.id}"] .claim`).click();
  await page.locator("tr.quotes .right").click();
  assert.equal(await page.locator("tr.quotes .right").getAttribute("aria-pressed"), "true");

  await go("copies");
  const group = sample.duplicates[0];
  await page.locator(`details.group[id="${group.group}"] .marking .right`).first().click();

  await go("review");
  assert.match(await page.locator("#review .found").textContent(), new RegExp(`^${shown + 2} marks: ${shown + 1} right, 1 wrong`));
  const stories = lines(await saved(page, "stories-gold.jsonl", out));
  assert.equal(stories.length, shown);
  assert.equal(stories.filter((row) => row.cluster === story.id).length, shown - 1);
  assert.equal(stories.filter((row) => row.cluster === null).length, 1);
  assert.ok(stories.every((row) => story.articles.includes(row.id)));
  assert.deepEqual(lines(await saved(page, "copies-gold.jsonl", out)),
    [{ id: group.survivor, cluster: group.group }, { id: group.members[0].id, cluster: group.group }]);
  const pairs = lines(await saved(page, "pairs-gold.jsonl", out));
  assert.ok(pairs.length >= 1 && pairs.every((row) => row.label === 1 && fact.mentions.some((mention) => mention.sentence.replace(/\s+/g, " ").startsWith(row.a))));
  const truth = JSON.parse(readFileSync(await saved(page, "facts-gold.json", out), "utf8"));
  assert.equal(truth.facts[0].fact, fact.claim);
  assert.deepEqual(trouble, []);

  // The marks are there again, and can be taken back.
  await page.reload();
  await go("review");
  assert.match(await page.locator("#review .found").textContent(), new RegExp(`^${shown + 2} marks`));
  await page.getByRole("button", { name: "Take back all marks" }).click();
  assert.match(await page.locator("#review .found").textContent(), /Nothing is marked/);
};
