// The page of one story.

const TEXTS = 8;

// The texts of a story by first appearance, each with its copies.
const textsOf = (story) => {
  const texts = [];
  const places = new Map();
  story.articles.forEach((article) => {
    const known = article.group === undefined ? undefined : places.get(article.group);
    if (known !== undefined) return texts[known].push(article);
    if (article.group !== undefined) places.set(article.group, texts.length);
    texts.push([article]);
  });
  // The survivor stands for the text; the others stay in order of time.
  return texts.map((text) => [...text.filter((one) => !one.copy), ...text.filter((one) => one.copy)]);
};

const headlineCard = (place, text, first) => {
  const [article, ...copies] = text;
  const why = article.why ? `shares ${article.why.join(", ")}` : "";
  const sure = article.score === undefined ? "" : `${percent(article.score)} likely in this story`;
  return el("li", {},
    el("p", { class: "byline" }, first ? [el("span", { class: "first" }, "first"), " "] : null, el("span", { class: "outlet" }, bdi(outletOf(article))), " ", moment(article)),
    el("p", { class: "title" }, headline(article)),
    el("p", { class: "fine" }, [sure, why].filter(Boolean).join("; "), " ", markMember(place, article)),
    copies.length ? el("details", { class: "folded" },
      el("summary", {}, counted(copies.length, "copy", "copies")),
      el("ul", {}, ...copies.map((copy) => el("li", {}, byline(copy), copy.copy ? `, ${copy.copy}: ` : ": ", headline(copy), " ", markMember(place, copy))))) : null);
};

const headlinesPart = (place, story) => {
  const texts = textsOf(story);
  const dated = texts.flat().filter((article) => article.time !== undefined).sort((a, b) => a.time - b.time);
  const first = texts.find((text) => text.includes(dated[0]));
  const list = el("ol", { class: "headline-cards" });
  const more = inSteps(list, texts.length, TEXTS, (at) => headlineCard(place, texts[at], dated.length > 1 && texts[at] === first));
  return el("section", { "aria-labelledby": "headlines-title" },
    el("h3", { id: "headlines-title" }, "Headlines in order of time"), list, more,
    story.more_articles ? el("p", { class: "rest" }, `${story.more_articles} more in `, el("code", {}, "articles.jsonl"), ".") : null);
};

const disputeCard = (place, story, at) => {
  const fact = story.facts[at];
  const body = el("details", { class: "sentences" }, el("summary", {}, counted(new Set(fact.mentions.map((mention, index) => typeof mention.words === "number" ? mention.words : index)).size, "sentence")), "");
  body.addEventListener("toggle", () => body.children.length > 1 || body.append(factBody(place, at, null)));
  return el("article", { class: `dispute ${fact.verdict}` },
    el("p", {}, badge(fact.verdict)),
    el("h4", { dir: "auto" }, fact.claim),
    sidesTable(story, fact) || originsLine(story, fact), stepLine(story, fact), body);
};

const disputesPart = (place, story) => {
  const of = (verdict) => story.facts.flatMap((fact, at) => fact.verdict === verdict ? [at] : []);
  const parts = [["conflict", "In conflict"], ["updated", "Figures that changed"]];
  const all = (verdict) => stories[place].verdicts[VERDICTS.findIndex((one) => one.name === verdict)];
  return parts.filter(([verdict]) => all(verdict)).map(([verdict, title]) =>
    el("section", { "aria-labelledby": `${verdict}-title` },
      el("h3", { id: `${verdict}-title` }, title),
      el("div", { class: "disputes" }, ...of(verdict).map((at) => disputeCard(place, story, at))),
      restIn(all(verdict) - of(verdict).length)));
};

// How many facts are left to the data file.
const restIn = (count) => count > 0 ? el("p", { class: "rest" }, `${counted(count, "fact")} more in `, el("code", {}, "facts.jsonl"), ".") : null;

// What one outlet alone carries, and what most of the others carry and it does not.
const alonePart = (place, story) => {
  const outlets = outletsByFacts(place, story);
  if (outlets.length < 3 || !story.facts.length) return null;
  const carried = story.facts.map((fact) => byOutlet(story, fact));
  const only = (outlet) => story.facts.flatMap((_, at) => carried[at].size === 1 && carried[at].has(outlet) ? [at] : []);
  const missing = (outlet) => story.facts.flatMap((_, at) => !carried[at].has(outlet) && carried[at].size > (outlets.length - 1) / 2 ? [at] : []);
  const claims = (title, name, all) => all.length ? el("div", { class: name }, el("h4", {}, title),
    el("ul", {}, ...all.map((at) => el("li", { dir: "auto" }, link(factHash(place, story.facts[at]), story.facts[at].claim))))) : null;
  const row = (outlet) => {
    const [alone, lacking] = [only(outlet), missing(outlet)];
    const counts = [alone.length ? `${alone.length} only here` : "", lacking.length ? `${lacking.length} missing` : ""].filter(Boolean).join(", ");
    return el("details", { class: "outlet-facts" },
      el("summary", {}, el("span", { class: "outlet" }, bdi(outletName(outlet))), " ", el("span", { class: "meta" }, counts || "nothing alone, nothing missing")),
      claims("Missing here, told by most others", "lacking", lacking), claims("Only in this outlet", "alone", alone));
  };
  return el("section", { "aria-labelledby": "alone-title" },
    el("h3", { id: "alone-title" }, "Only in, missing in"),
    el("p", { class: "lead" }, "What one outlet alone carries, and what more than half of the others carry and it does not. A sentence in words too different to be matched counts as missing."),
    story.more_facts ? el("p", { class: "rest" }, `Of this story ${story.more_facts} more are in `, el("code", {}, "facts.jsonl"), "; they are not counted here.") : null,
    ...outlets.map(row));
};

const termsLine = (entry, story) => {
  const share = (at) => story.weights[at] / story.weights[0];
  const weight = (at) => 1 + (share(at) > 1 / 3) + (share(at) > 1 / 1.5);
  return entry.terms.length ? el("p", { class: "terms" }, el("span", { class: "label" }, "Key terms"), " ",
    ...entry.terms.flatMap((term, at) => [el("span", { class: `term w${weight(at)}` }, bdi(term)), " "])) : null;
};

const storyNumbers = (entry) => [counted(entry.outlets.length, "outlet"), counted(entry.texts, "distinct text"),
  counted(entry.witnesses, "witness", "witnesses"), counted(entry.articles, "article"), span(entry.first, entry.last)].join(" · ");

const followLines = (place) => {
  const line = (word, other) => el("p", { class: "follow" }, `${word} `, link(storyHash(other), bdi(stories[other].label)), el("span", { class: "meta" }, ` ${span(stories[other].first, stories[other].last)}`));
  const earlier = stories[place].continues;
  const later = stories.flatMap((entry, other) => entry.continues === place ? [other] : []);
  return [earlier !== undefined && stories[earlier] ? line("Continues", earlier) : null, ...later.map((other) => line("Goes on in", other))];
};

const drawStory = (place) => {
  const [entry, story] = [stories[place], details.at(place)];
  const title = el("h2", { id: "story-title", dir: "auto", tabindex: "-1" }, entry.label);
  const intro = [
    el("p", { class: "back" }, link("#stories", "All stories")), title,
    el("p", { class: "meta" }, storyNumbers(entry)), sparkline(entry, 320, 34), ...followLines(place),
  ];
  if (!story) {
    return [...intro, el("p", { class: "rest" }, "This page has no room for its articles and facts; they are in ", el("code", {}, "articles.jsonl"), " and ", el("code", {}, "facts.jsonl"), ".")];
  }
  const grid = story.facts.length ? el("section", { "aria-labelledby": "grid-title" }, el("h3", { id: "grid-title" }, "Who says what"), factGrid(place)) : null;
  return [...intro, termsLine(entry, story), headlinesPart(place, story), ...disputesPart(place, story), grid, alonePart(place, story),
    el("p", { class: "fine" }, el("code", {}, entry.id))].filter(Boolean);
};
