// The facts of all stories: by verdict, searched.

const factEntry = ([place, at]) => {
  const story = details.at(place);
  const fact = story.facts[at];
  const outlets = new Set(fact.mentions.map((mention) => story.articles[mention.article].outlet)).size;
  const body = el("details", { class: "sentences" },
    el("summary", {}, `${counted(outlets, "outlet")}, ${counted(fact.origins.length, "independent origin")}`), "");
  body.addEventListener("toggle", () => body.children.length > 1 || body.append(factBody(place, at, null)));
  return el("li", { class: `fact-entry ${fact.verdict}` },
    el("div", {},
      el("p", { class: "claim", dir: "auto" }, link(factHash(place, fact), fact.claim)),
      el("p", { class: "fine" }, "in ", link(storyHash(place), bdi(stories[place].label))), body),
    sidesTable(story, fact) || originsLine(story, fact));
};

const factsList = () => {
  const list = el("ol", { class: "fact-list" });
  const [found, rest] = [el("p", { class: "found", role: "status" }), el("div")];
  const search = el("input", { id: "search-facts", type: "search", autocomplete: "off", spellcheck: "false", placeholder: "Words of a fact" });
  let wanted = VERDICTS.find((verdict) => verdict.count > 0)?.name;
  const chips = VERDICTS.map((verdict) => button("", { class: `chip ${verdict.name}`, "aria-pressed": "false", disabled: verdict.count === 0 }, () => { wanted = verdict.name; draw(); }));
  chips.forEach((chip, at) => chip.append(el("span", { class: "sign", "aria-hidden": "true" }, VERDICTS[at].sign), VERDICTS[at].name, " ", el("span", { class: "count" }, number(VERDICTS[at].count))));
  const draw = () => {
    chips.forEach((chip, at) => chip.setAttribute("aria-pressed", String(VERDICTS[at].name === wanted)));
    const words = wordsOf(search.value);
    const verdict = VERDICTS.find((one) => one.name === wanted);
    const listed = verdict ? head.facts[VERDICTS.indexOf(verdict)] : [];
    const claimHas = (word) => ([place, at]) => folded(details.at(place).facts[at].claim).includes(word);
    const chosen = words.reduce((kept, word) => kept.filter(claimHas(word)), listed);
    const some = verdict && listed.length < verdict.count ? ` (of ${number(listed.length)} on this page; all ${number(verdict.count)} are in facts.jsonl)` : "";
    found.textContent = verdict ? `${counted(chosen.length, "fact")}${some}: ${verdict.meaning}` : "No fact was found in more than one article.";
    rest.replaceChildren(inSteps(list, chosen.length, PAGE, (at) => factEntry(chosen[at])));
  };
  let waiting = null;
  search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(draw, 120); });
  draw();
  return [
    el("div", { class: "tools" }, field("Search", search), el("div", { class: "chips", role: "group", "aria-label": "Verdict" }, ...chips)),
    found, list, rest,
    left.facts ? el("p", { class: "rest" }, `${left.facts} more in `, el("code", {}, "facts.jsonl"), ".") : null,
  ].filter(Boolean);
};
