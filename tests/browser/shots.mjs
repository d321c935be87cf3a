// Pictures of each view of the sample dump.

import { mkdirSync } from "node:fs";
import path from "node:path";
import { led, open, visit } from "./browser.mjs";

const busiest = (sample) => sample.stories.find((story) => sample.factsOf(story).some((fact) => fact.verdict === "updated") && sample.factsOf(story).some((fact) => fact.verdict === "conflict"));

export const take = async ({ sample }, dir) => {
  mkdirSync(dir, { recursive: true });
  const { context, close } = await open();
  const story = `#story:${encodeURIComponent(busiest(sample).id)}`;
  const to = (part) => async (page) => { await page.locator(part).first().evaluate((one) => scrollTo(0, one.getBoundingClientRect().top + scrollY - 60)); };
  const openCell = async (page) => { await page.locator(".grid .claim").first().click(); await to(".grid-part")(page); };
  const mark = async (page) => {
    await page.evaluate(() => document.body.classList.add("reviewing"));
    for (const at of [0, 1, 2]) await page.locator(`.headline-cards .marking .${at === 1 ? "wrong" : "right"}`).nth(at).click();
    await led(page, () => page.evaluate(() => { location.hash = "review"; }));
    await page.locator("#review .exports button", { hasText: "Show" }).first().click();
  };
  const shots = [
    ["overview", "#overview", {}], ["time", "#overview", { then: to(".time-part") }], ["map", "#overview", { then: to(".map-part") }],
    ["stories", "#stories", {}], ["story", story, {}], ["disputes", story, { then: to(".disputes") }], ["grid", story, { then: openCell }],
    ["only-in", story, { then: async (page) => { await page.locator(".outlet-facts summary").nth(1).click(); await page.setViewportSize({ width: 1120, height: 520 }); await to(".outlet-facts")(page); } }],
    ["facts", "#facts", {}], ["copies", "#copies", {}], 
    ["overview-dark", "#overview", { dark: true }], ["grid-dark", story, { dark: true, then: openCell }],
    ["story-phone", story, { phone: true }], ["grid-phone", story, { phone: true, then: openCell }], ["stories-phone", "#stories", { phone: true }],
    // Last: marks stay.
    ["review", story, { then: mark }],
  ];
  for (const [name, hash, { dark, phone, then }] of shots) {
    const { page } = await visit(context, sample.report);
    await page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
    await page.setViewportSize(phone ? { width: 375, height: 760 } : { width: 1120, height: 740 });
    await page.evaluate((to) => { location.hash = to; }, hash);
    await page.waitForTimeout(80);
    if (then) await then(page);
    await page.screenshot({ path: path.join(dir, `${name}.png`) });
    await page.close();
  }
  await close();
};
