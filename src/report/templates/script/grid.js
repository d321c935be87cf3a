// The facts of a story against its outlets. Each cell says how an outlet puts a fact, and opens
// its sentence.

const WIDE = 8;

const STATES = {
  agree: "says so",
  shared: "says so, from one origin with others",
  conflict: "contradicts others",
  updated: "gives a figure that changed",
  planned: "as planned",
  denied: "denies it",
  silent: "does not say",
};

// How an outlet puts a fact, from its mentions.
const stateOf = (fact, at) => {
  if (!at.length) return "silent";
  const manners = at.map((index) => fact.mentions[index].manner || "");
  if (manners.includes("denied")) return "denied";
  if (fact.verdict === "conflict" && at.some((index) => valueOf(fact, index))) return "conflict";
  if (fact.verdict === "updated") return "updated";
  if (manners.every((manner) => manner === "planned")) return "planned";
  if (fact.verdict === "conflict") return "conflict";
  const origin = fact.origins.find((one) => one.mentions.includes(at[0]));
  return origin && new Set(origin.mentions.map((index) => fact.mentions[index].article)).size > 1 ? "shared" : "agree";
};

// Mentions of a fact by outlet.
const byOutlet = (story, fact) => {
  const of = new Map();
  fact.mentions.forEach((mention, index) => {
    const outlet = story.articles[mention.article].outlet;
    of.set(outlet, [...(of.get(outlet) || []), index]);
  });
  return of;
};

// Outlets of a story, those with the most facts first.
const outletsByFacts = (place, story) => {
  const facts = new Map();
  for (const fact of story.facts) for (const outlet of byOutlet(story, fact).keys()) facts.set(outlet, (facts.get(outlet) || 0) + 1);
  return [...stories[place].outlets].sort((a, b) => (facts.get(b) || 0) - (facts.get(a) || 0) || a - b);
};

const dot = (state) => el("span", { class: `dot ${state}`, "aria-hidden": "true" });

const cell = (place, at, outlet, chosen) => {
  const fact = details.at(place).facts[at];
  const state = stateOf(fact, chosen);
  const name = outletName(outlet);
  if (state === "silent") return el("td", { class: "silent" }, dot("silent"), unseen("silent"));
  const values = ["conflict", "updated"].includes(fact.verdict) ? [...new Set(chosen.map((index) => valueOf(fact, index)?.said).filter(Boolean))] : [];
  const words = [STATES[state], ...values].join(": ");
  const open = button("", { class: "cell", tabindex: "-1", "aria-expanded": "false", "aria-label": `${name} ${words}`, title: `${name} ${words}` }, () => openQuotes(open, place, at, chosen));
  open.append(dot(state), ...values.map((value) => el("span", { class: "value" }, bdi(value))));
  return el("td", { class: state }, open);
};

// Opens or closes the row of quotes under a row of the grid.
const openQuotes = (opener, place, at, chosen) => {
  const row = opener.closest("tr");
  const wasOpen = opener.getAttribute("aria-expanded") === "true";
  if (row.nextElementSibling?.classList.contains("quotes")) row.nextElementSibling.remove();
  row.querySelectorAll("[aria-expanded]").forEach((one) => one.setAttribute("aria-expanded", "false"));
  if (wasOpen) return;
  opener.setAttribute("aria-expanded", "true");
  const body = el("td", { colspan: row.children.length }, el("div", { class: "inset" }, factBody(place, at, chosen)));
  row.after(el("tr", { class: "quotes" }, body));
};

// The arrow keys walk the grid; Tab leaves it.
const walk = (event, table) => {
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  const opener = event.target.closest(".cell, .claim");
  if (!step || !opener) return;
  const rows = [...table.tBodies[0].rows].filter((row) => !row.classList.contains("quotes"));
  const at = [rows.indexOf(opener.closest("tr")), [...opener.closest("tr").cells].indexOf(opener.closest("td, th"))];
  for (let [row, column] = [at[0] + step[0], at[1] + step[1]]; rows[row]?.cells[column]; row += step[0], column += step[1]) {
    const next = rows[row].cells[column].querySelector("button");
    if (!next) continue;
    event.preventDefault();
    table.querySelectorAll("tbody button.cell, tbody button.claim").forEach((one) => one.setAttribute("tabindex", "-1"));
    next.setAttribute("tabindex", "0");
    next.focus();
    return;
  }
};

const gridRow = (place, at, outlets) => {
  const story = details.at(place);
  const fact = story.facts[at];
  const of = byOutlet(story, fact);
  const claim = button("", { class: "claim", tabindex: "-1", "aria-expanded": "false", dir: "auto" }, () => openQuotes(claim, place, at, null));
  claim.append(badge(fact.verdict), " ", fact.claim);
  return el("tr", { id: fact.id, class: fact.verdict },
    el("th", { scope: "row" }, claim),
    ...outlets.map((outlet) => cell(place, at, outlet, of.get(outlet) || [])));
};

// An article without an outlet goes by its id, which may be long.
const outletHead = (outlet) => {
  const [, no, id] = outletName(outlet).match(/^(no outlet )(.*)$/s) || [null, outletName(outlet), ""];
  return el("span", {}, bdi(no), id ? el("small", {}, bdi(id)) : null);
};

const legend = () => el("ul", { class: "legend" }, ...Object.entries(STATES).map(([state, words]) => el("li", {}, dot(state), " ", words)));

const factGrid = (place) => {
  const story = details.at(place);
  const outlets = outletsByFacts(place, story);
  const all = story.facts.map((_, at) => at);
  const several = all.filter((at) => story.facts[at].verdict !== "single");
  const body = el("tbody");
  const draw = (shown) => {
    body.replaceChildren(...shown.map((at) => gridRow(place, at, outlets)));
    body.querySelector("button")?.setAttribute("tabindex", "0");
  };
  const table = el("table", { class: outlets.length > WIDE ? "grid many" : "grid", keydown: (event) => walk(event, table) },
    el("caption", { class: "unseen" }, "Facts by outlet"),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Fact"), ...outlets.map((outlet) => el("th", { scope: "col" }, outletHead(outlet))))),
    body);
  const alone = all.length - several.length;
  const toggle = el("input", { type: "checkbox", id: "with-singles", change: () => draw(toggle.checked ? all : several) });
  draw(several);
  return el("div", { class: "grid-part" }, legend(),
    alone ? el("p", { class: "toggle" }, el("label", {}, toggle, ` Also ${counted(alone, "fact")} that one outlet alone carries`)) : null,
    several.length ? null : el("p", { class: "none" }, "No fact was found in more than one outlet."),
    el("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": "Facts by outlet" }, table),
    story.more_facts ? el("p", { class: "rest" }, `${story.more_facts} more in `, el("code", {}, "facts.jsonl"), ".") : null);
};
