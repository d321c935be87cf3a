// A fact: verdict, who says what, and the sentences.

const badge = (name) => {
  const verdict = VERDICTS.find((one) => one.name === name);
  return el("span", { class: `badge ${name}` }, el("span", { class: "sign", "aria-hidden": "true" }, verdict.sign), name);
};

const headline = (article) => article.url
  ? el("a", { href: article.url, rel: "noopener noreferrer" }, bdi(article.title || "(no headline)", langOf(article)))
  : bdi(article.title || "(no headline)", langOf(article));

const moment = (article) => article.time === undefined
  ? el("span", { class: "undated" }, "undated")
  : el("time", { datetime: date(article.time).toISOString() }, timeWords(article.time));

const byline = (article) => el("span", { class: "byline" }, el("span", { class: "outlet" }, bdi(outletOf(article))), " ", moment(article));

// The sides of a fact: its values, or its ways of putting it where they differ.
const sidesOf = (story, fact) => {
  if (fact.values && fact.values.length) {
    return fact.values.map((value) => ({ said: value.said, asOf: value.as_of, outlets: outletsOf(story, fact, value.mentions), mentions: value.mentions }));
  }
  const manners = [["", "told as done"], ["planned", "told as planned"], ["denied", "denied"]];
  const sides = manners.map(([manner, said]) => {
    const at = fact.mentions.flatMap((mention, index) => (mention.manner || "") === manner ? [index] : []);
    return { said, asOf: null, outlets: outletsOf(story, fact, at), mentions: at };
  }).filter((side) => side.mentions.length);
  return sides.length > 1 ? sides : [];
};

const sidesTable = (story, fact) => {
  const sides = sidesOf(story, fact);
  if (!sides.length) return null;
  return el("table", { class: "sides" },
    el("thead", {}, el("tr", {}, ...["Said", "By", "As of"].map((word) => el("th", { scope: "col" }, word)))),
    el("tbody", {}, ...sides.map((side) => el("tr", {},
      el("th", { scope: "row" }, bdi(side.said)),
      el("td", {}, bdi(listed(side.outlets, 12))),
      el("td", { class: "n" }, asOf(side))))));
};
const asOf = (side) => {
  const day = side.asOf && Date.parse(side.asOf.slice(0, 10));
  return Number.isFinite(day) ? dayWords(day / 60000) : side.asOf || "–";
};

// The quoted sentences, those of the same words together; `chosen` are the mentions to show.
const quotes = (story, fact, chosen) => {
  const at = chosen || fact.mentions.map((_, index) => index);
  const told = new Map();
  for (const index of at) {
    const mention = fact.mentions[index];
    const key = [typeof mention.words === "number" ? mention.words : index, mention.speaker, mention.as_of, mention.manner].join("|");
    told.set(key, [...(told.get(key) || []), index]);
  }
  return [...told.values()].map((same) => quote(story, fact, same));
};

const quote = (story, fact, same) => {
  const mention = fact.mentions[same[0]];
  const article = story.articles[mention.article];
  const also = outletsOf(story, fact, same.slice(1)).filter((name) => name !== outletOf(article));
  const words = piecesOf(fact, mention).map((piece, index) => index % 2 ? el("mark", {}, piece) : piece);
  const notes = [
    mention.speaker && [", said by ", bdi(mention.speaker)],
    mention.as_of && `, of ${asOf({ asOf: mention.as_of })}`,
    mention.manner === "planned" && ", as planned",
    mention.manner === "denied" && ", as a denial",
    also.length && ["; the same words in ", bdi(listed(also, 12))],
  ].filter(Boolean);
  return el("figure", { class: "quote" },
    el("blockquote", { dir: "auto", lang: langOf(article) }, ...words),
    el("figcaption", {}, byline(article), ...notes, el("br"), el("span", { class: "title" }, headline(article))));
};

const originsLine = (story, fact) => {
  if (!fact.origins.length) return null;
  const one = (origin) => {
    const carried = outletsOf(story, fact, origin.mentions).filter((name) => name !== origin.name);
    const notes = [carried.length && `carried by ${listed(carried, 8)}`, origin.why].filter(Boolean).join("; ");
    return el("span", { class: "origin" }, bdi(origin.name), notes ? el("small", {}, " (", bdi(notes), ")") : null);
  };
  const origins = fact.origins.flatMap((origin, at) => at ? ["; ", one(origin)] : [one(origin)]);
  return el("p", { class: "origins" }, el("span", { class: "label" }, counted(fact.origins.length, "independent origin")), " ", ...origins);
};

const factFoot = (place, at, fact) => el("p", { class: "fine" },
  `${fact.kind}, ${percent(fact.confidence)} sure that all speak of the same; `, el("code", {}, fact.id),
  fact.more ? `; ${fact.more} more in facts.jsonl` : "", " ", markFact(place, at, fact));

// Everything about a fact, for a place where it is opened.
const factBody = (place, at, chosen) => {
  const story = details.at(place);
  const fact = story.facts[at];
  return el("div", { class: "fact-body" }, ...quotes(story, fact, chosen), originsLine(story, fact), factFoot(place, at, fact));
};
