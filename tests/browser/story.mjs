// The page of a story, held against the data files.

import assert from "node:assert/strict";
import { led, visit } from "./browser.mjs";

const hash = (story) => `#story:${encodeURIComponent(story.id)}`;
const widest = (sample) => sample.stories.find((story) => sample.factsOf(story).some((fact) => fact.verdict === "updated") && sample.factsOf(story).some((fact) => fact.verdict === "conflict"));

export const the_grid_has_a_cell_for_each_fact_and_outlet = async ({ context, sample }) => {
  const story = widest(sample);
  const { page } = await visit(context, sample.report, hash(story));
  const heads = (await page.locator(".grid thead th").allTextContents()).slice(1);
  assert.deepEqual([...heads].sort(), story.sources.map(sample.named).sort());
  const facts = sample.factsOf(story);
  const check = async (wanted) => {
    const shown = await page.locator(".grid tbody tr").evaluateAll((all) => all.map((row) => [row.id, [...row.cells].slice(1).map((cell) => cell.className)]));
    assert.deepEqual(shown.map(([id]) => id).sort(), wanted.map((fact) => fact.id).sort());
    for (const [id, cells] of shown) {
      const fact = wanted.find((one) => one.id === id);
      const says = heads.filter((_, at) => cells[at] !== "silent").sort();
      assert.deepEqual(says, fact.sources.map(sample.named).sort(), id);
      if (fact.verdict === "conflict" && fact.values.length) assert.ok(cells.includes("conflict"), id);
      if (fact.verdict === "updated") assert.ok(cells.includes("updated"), id);
    }
  };
  await check(facts.filter((fact) => fact.verdict !== "single"));
  await page.locator("#with-singles").check();
  await check(facts);
};

export const cells_tell_plans_denials_and_values = async ({ context, sample }) => {
  const seen = new Set();
  for (const story of sample.stories) {
    const { page } = await visit(context, sample.report, hash(story));
    for (const fact of sample.factsOf(story).filter((one) => one.verdict !== "single")) {
      const row = page.locator(`tr[id="${fact.id}"]`);
      const heads = (await page.locator(".grid thead th").allTextContents()).slice(1);
      const at = (source) => row.locator("td").nth(heads.indexOf(sample.named(source)));
      for (const mention of fact.mentions) {
        const own = fact.mentions.filter((one) => one.source === mention.source);
        const state = await at(mention.source).getAttribute("class");
        if (own.some((one) => one.modality === "denied")) { assert.equal(state, "denied", fact.id); seen.add("denied"); }
        else if (fact.values.length === 0 && fact.verdict === "agreed" && own.every((one) => one.modality === "planned")) { assert.equal(state, "planned", fact.id); seen.add("planned"); }
        else if (fact.verdict === "conflict" && mention.value !== null) {
          const digits = (await at(mention.source).locator(".value").allTextContents()).join(" ").replaceAll(",", "");
          assert.ok(digits.includes(String(mention.value)), `${fact.id}: ${digits} lacks ${mention.value}`);
          seen.add("value");
        }
      }
    }
    await page.close();
  }
  assert.ok(seen.has("value") && seen.has("planned"), [...seen].join());
};

export const a_cell_opens_the_sentence_with_shared_words_marked = async ({ context, sample }) => {
  const story = widest(sample);
  const { page } = await visit(context, sample.report, hash(story));
  const fact = sample.factsOf(story).find((one) => one.verdict === "agreed" && new Set(one.mentions.map((mention) => mention.sentence)).size > 1);
  const row = page.locator(`tr[id="${fact.id}"]`);
  const cell = row.locator(".cell").first();
  await cell.click();
  assert.equal(await cell.getAttribute("aria-expanded"), "true");
  const quoted = await page.locator("tr.quotes blockquote").allTextContents();
  const own = fact.mentions.map((mention) => mention.sentence.replace(/\s+/g, " "));
  assert.ok(quoted.length >= 1 && quoted.every((sentence) => own.includes(sentence)), quoted.join("\n"));
  assert.ok(await page.locator("tr.quotes mark").count() > 0);
  await cell.click();
  assert.equal(await page.locator("tr.quotes").count(), 0);
  // The claim opens every sentence, once.
  await row.locator(".claim").click();
  assert.equal(await page.locator("tr.quotes blockquote").count(), new Set(own).size);
};

export const a_conflict_names_each_value_and_who_gives_it = async ({ context, sample }) => {
  const story = widest(sample);
  const { page } = await visit(context, sample.report, hash(story));
  const conflicts = sample.factsOf(story).filter((fact) => fact.verdict === "conflict");
  assert.equal(await page.locator(".dispute.conflict").count(), conflicts.length);
  for (const fact of conflicts.filter((one) => one.values.length)) {
    const card = page.locator(".dispute.conflict").filter({ hasText: fact.claim });
    assert.equal(await card.locator("tbody tr").count(), fact.values.length);
    for (const [at, value] of fact.values.entries()) {
      const line = await card.locator("tbody tr").nth(at).textContent();
      assert.ok(line.replaceAll(",", "").includes(String(value.value)), line);
      for (const mention of value.mentions) assert.ok(line.includes(sample.named(fact.mentions[mention].source)), line);
    }
  }
};

export const a_figure_that_changed_is_a_line_of_steps = async ({ context, sample }) => {
  const changed = sample.facts.find((fact) => fact.verdict === "updated" && new Set(fact.values.map((value) => value.as_of)).size > 1);
  const { page } = await visit(context, sample.report, hash(sample.stories.find((story) => story.id === changed.story)));
  const line = page.locator(".dispute.updated").filter({ hasText: changed.claim }).locator(".steps");
  // A value without a day stands on no line.
  const dated = changed.values.filter((value) => value.as_of || value.mentions.some((at) => changed.mentions[at].published));
  assert.equal(await line.locator("circle").count(), dated.length);
  const words = await line.getAttribute("aria-label");
  assert.match(words, / on \d+ \w+ \d+, then /);
  // Later means farther right, more means higher.
  const spots = await line.locator("circle").evaluateAll((all) => all.map((one) => [Number(one.getAttribute("cx")), Number(one.getAttribute("cy"))]));
  const days = [...dated].sort((a, b) => a.as_of < b.as_of ? -1 : a.as_of > b.as_of ? 1 : a.value - b.value);
  days.slice(1).forEach((value, at) => {
    assert.ok(spots[at + 1][0] >= spots[at][0], words);
    assert.equal(Math.sign(spots[at][1] - spots[at + 1][1]), Math.sign(value.value - days[at].value), words);
  });
};

export const only_in_and_missing_in_follow_the_facts = async ({ context, sample }) => {
  const story = widest(sample);
  const { page } = await visit(context, sample.report, hash(story));
  const facts = sample.factsOf(story);
  for (const source of story.sources) {
    const alone = facts.filter((fact) => fact.sources.length === 1 && fact.sources[0] === source);
    const lacking = facts.filter((fact) => !fact.sources.includes(source) && fact.sources.length > (story.sources.length - 1) / 2);
    const part = page.locator(".outlet-facts").filter({ has: page.locator("summary", { hasText: sample.named(source) }) });
    const claims = async (list) => (await part.locator(`${list} li`).allTextContents()).sort();
    const told = (list) => list.map((fact) => fact.claim.replace(/\s+/g, " ")).sort();
    assert.deepEqual(await claims(".alone"), told(alone), source);
    assert.deepEqual(await claims(".lacking"), told(lacking), source);
  }
};

export const headlines_run_in_order_with_copies_folded = async ({ context, sample }) => {
  const story = sample.stories.find((one) => one.articles.length > one.texts && one.texts > 1);
  const { page } = await visit(context, sample.report, hash(story));
  const cards = page.locator(".headline-cards > li");
  assert.equal(await cards.count(), Math.min(8, story.texts));
  assert.equal(await page.locator(".first").count(), 1);
  const folded = await page.locator(".folded li").count();
  assert.equal(folded, story.articles.length - story.texts);
  const first = story.articles.map(sample.article).filter((article) => article.published)[0];
  const card = await cards.filter({ has: page.locator(".first") }).textContent();
  assert.ok(card.includes(sample.named(first.source)), card);
};

export const a_story_leads_to_the_one_it_continues_and_back = async ({ context, sample }) => {
  const later = sample.stories.find((story) => story.continues);
  const earlier = sample.stories.find((story) => story.id === later.continues);
  const { page } = await visit(context, sample.report, hash(later));
  await led(page, () => page.locator(".follow a").first().click());
  assert.equal(await page.locator("#story-title").textContent(), earlier.label);
  await led(page, () => page.locator(".follow a", { hasText: later.label }).click());
  assert.equal(await page.locator("#story-title").textContent(), later.label);
};
