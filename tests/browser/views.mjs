// Opening, the overview, and the lists.

import assert from "node:assert/strict";
import { led, visit } from "./browser.mjs";

const rows = (page) => page.locator(".story-row");
const labels = (page) => page.locator(".story-row h3").allTextContents();

export const opens_without_a_complaint_and_asks_for_nothing = async ({ context, sample }) => {
  const { page, trouble, go } = await visit(context, sample.report);
  for (const view of ["stories", "facts", "copies", "review", "method", `story:${encodeURIComponent(sample.stories[0].id)}`, "nothing"]) {
    await go(view);
    assert.equal(await page.locator("main > section:visible").count(), 1, view);
  }
  assert.deepEqual(trouble, []);
};

export const overview_has_a_line_and_a_dot_for_each_story = async ({ context, sample }) => {
  const { page } = await visit(context, sample.report);
  const dated = sample.stories.filter((story) => story.first).length;
  assert.equal(await page.locator(".timeline li").count(), Math.min(18, dated));
  const mapped = sample.stories.filter((story) => story.x !== null).length;
  assert.ok(mapped > 2, "the sample has a map");
  assert.equal(await page.locator(".map a").count(), mapped);
  assert.match(await page.locator(".histogram svg").getAttribute("aria-label"), /Articles over time/);
  // Pointing at a dot tells its story, a click leads there.
  const dot = page.locator(".map a").last();
  const label = (await dot.getAttribute("aria-label")).split(",")[0];
  await dot.hover();
  assert.ok((await page.locator(".told").textContent()).includes(label), label);
  await led(page, () => dot.click());
  assert.ok((await page.locator("#story-title").textContent()).includes(label), label);
};

export const the_map_changes_its_colours = async ({ context, sample }) => {
  const { page } = await visit(context, sample.report);
  const classes = () => page.locator(".map a").evaluateAll((all) => all.map((one) => one.getAttribute("class")).join());
  const before = await classes();
  await page.getByLabel("outlet with most articles").check();
  assert.notEqual(await classes(), before);
  assert.ok(await page.locator(".map-part .legend li").count() > 1);
};

export const stories_can_be_searched = async ({ context, sample }) => {
  const { page } = await visit(context, sample.report, "#stories");
  assert.equal(await rows(page).count(), sample.stories.length);
  const wanted = sample.stories.find((story) => story.terms[0].term === "hanoi");
  await page.locator("#search").fill("HÁNOI");
  await page.waitForFunction(() => document.querySelectorAll(".story-row").length === 1);
  assert.deepEqual(await labels(page), [wanted.label]);
  await page.locator("#search").fill("nothing has these words");
  await page.waitForFunction(() => document.querySelectorAll(".story-row").length === 0);
  assert.match(await page.locator("#found").textContent(), /^0 of/);
  await page.getByRole("button", { name: "Clear" }).click();
  assert.equal(await rows(page).count(), sample.stories.length);
};

export const stories_can_be_filtered = async ({ context, sample }) => {
  const { page } = await visit(context, sample.report, "#stories");
  const tools = page.locator("#stories form");
  const expect = async (kept, what) => {
    const wanted = sample.stories.filter(kept).map((story) => story.label).sort();
    assert.ok(wanted.length && wanted.length < sample.stories.length, what);
    assert.deepEqual((await labels(page)).sort(), wanted, what);
    await page.getByRole("button", { name: "Clear" }).click();
  };
  const conflicts = new Set(sample.facts.filter((fact) => fact.verdict === "conflict").map((fact) => fact.story));
  await tools.getByLabel("With a conflict").check();
  await expect((story) => conflicts.has(story.id), "conflict");
  const outlet = sample.stories[0].sources[0];
  const value = await page.locator("select").first().locator("option", { hasText: outlet }).getAttribute("value");
  await tools.locator("select").nth(0).selectOption(value);
  await expect((story) => story.sources.includes(outlet), "outlet");
  await tools.locator("select").nth(1).selectOption("4");
  await expect((story) => story.sources.length >= 4, "size");
  await tools.getByLabel("From").fill("2023-09-14");
  await tools.getByLabel("To", { exact: true }).fill("2023-09-15");
  await expect((story) => story.last >= "2023-09-14" && story.first < "2023-09-16", "dates");
};

export const stories_can_be_sorted = async ({ context, sample }) => {
  const { page } = await visit(context, sample.report, "#stories");
  const order = async (name, key) => {
    await page.locator("#stories form select").nth(2).selectOption(name);
    const keys = (await labels(page)).map((label) => key(sample.stories.find((story) => story.label === label)));
    assert.deepEqual(keys, [...keys].sort((a, b) => a < b ? 1 : a > b ? -1 : 0), name);
  };
  await order("outlets", (story) => story.sources.length);
  await order("articles", (story) => story.articles.length);
  await order("newest", (story) => story.last);
};

export const a_row_has_its_figures = async ({ context, sample }) => {
  const { page } = await visit(context, sample.report, "#stories");
  const story = sample.stories.find((one) => one.articles.length > one.texts);
  const row = rows(page).filter({ hasText: story.label });
  const figures = await row.locator(".stat b").allTextContents();
  assert.deepEqual(figures, [story.sources.length, story.texts, story.witnesses, story.articles.length].map(String));
  assert.match(await row.locator(".spark").getAttribute("aria-label"), /Articles a day: \d+ Sep/);
};

export const facts_stand_under_their_verdict = async ({ context, sample }) => {
  const { page } = await visit(context, sample.report, "#facts");
  for (const verdict of ["conflict", "updated", "repeated"]) {
    await page.locator(`.chip.${verdict}`).click();
    const wanted = sample.facts.filter((fact) => fact.verdict === verdict).length;
    assert.equal(await page.locator(".fact-entry").count(), Math.min(30, wanted), verdict);
  }
  await page.locator(".chip.agreed").click();
  const agreed = sample.facts.filter((fact) => fact.verdict === "agreed").length;
  await page.locator("#facts .more").click();
  assert.equal(await page.locator(".fact-entry").count(), Math.min(60, agreed));
  await led(page, () => page.locator(".fact-entry .claim a").first().click());
  assert.equal(await page.locator("tr.quotes").count(), 1);
};

export const copies_show_their_difference_in_place = async ({ context, sample }) => {
  const { page } = await visit(context, sample.report, "#copies");
  assert.equal(await page.locator(".group-list > li").count(), sample.duplicates.length);
  const group = sample.duplicates.find((one) => one.members.some((copy) => copy.relation === "near"));
  const entry = page.locator(`details.group[id="${group.group}"]`);
  assert.equal(await entry.locator(".members > li").count(), group.members.length);
  const near = group.members.findIndex((copy) => copy.relation === "near");
  const row = entry.locator(".members > li").nth(near);
  const changed = group.members[near].passages.map((passage) => passage.text.replace(/\s+/g, " "));
  assert.deepEqual(await row.locator("ins").allTextContents(), changed);
  assert.match(await row.locator(".scores").textContent(), /\d+% of all word triples/);
  assert.match(await row.locator(".relation").textContent(), /nearly the same/);
};
