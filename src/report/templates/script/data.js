// The packed data of the page: the head at once, a story or a group when it is looked at.

const read = (id) => document.getElementById(id).textContent;
const { stories, rest: head } = JSON.parse(read("data-head"));
const left = head.left;
const VERDICTS = head.verdicts;

// Lines are cut apart once and read one by one.
const lines = (id) => {
  let cut = null;
  const known = new Map();
  const all = () => cut || (cut = read(id).split("\n").filter((line) => line.startsWith("{")));
  return {
    count: () => all().length,
    at: (place) => {
      if (!known.has(place) && all()[place]) known.set(place, JSON.parse(all()[place]));
      return known.get(place) || null;
    },
  };
};
const details = lines("data-stories");
const groups = lines("data-copies");

const outletName = (place) => head.outlets[place][0];
const langOf = (article) => article.lang || head.lang || null;
const outletOf = (article) => outletName(article.outlet);
const placeOf = new Map(stories.map((story, place) => [story.id, place]));
const storyHash = (place) => `#story:${encodeURIComponent(stories[place].id)}`;
const factHash = (place, fact) => `${storyHash(place)}/${encodeURIComponent(fact.id)}`;
const isConflict = (story) => story.verdicts[0] > 0;

// The days of the dump: day, articles, copies. Charts leave out a few stray articles at both ends
// (a wrong date may lie decades off).
const DAYS = [];
for (let at = 0; at < head.days.length; at += 3) DAYS.push(head.days.slice(at, at + 3));
const dated = DAYS.reduce((sum, [, articles]) => sum + articles, 0);
const firstKept = (days) => {
  let strays = 0;
  return days.find(([, articles]) => (strays += articles) > dated / 200) || [0];
};
const [FIRST_DAY] = firstKept(DAYS);
const [LAST_DAY] = firstKept([...DAYS].reverse());
const STRAYS = DAYS.reduce((sum, [day, articles]) => sum + (day < FIRST_DAY || day > LAST_DAY ? articles : 0), 0);

// The sentence of a mention: its own pieces, or those of an earlier mention.
const piecesOf = (fact, mention) =>
  typeof mention.words === "number" ? fact.mentions[mention.words].words : mention.words;
const sentenceOf = (fact, mention) => piecesOf(fact, mention).join("");
const valueOf = (fact, at) => (fact.values || []).find((value) => value.mentions.includes(at)) || null;
const outletsOf = (story, fact, at) =>
  [...new Set(at.map((index) => outletOf(story.articles[fact.mentions[index].article])))].sort();

// What a search in a story looks at; made when first asked for.
const searched = new Map();
const searchText = (place) => {
  if (!searched.has(place)) {
    const entry = stories[place];
    const titles = details.at(place)?.articles.map((article) => article.title) || [];
    const parts = [entry.label, ...entry.terms, ...entry.outlets.map(outletName), ...titles];
    searched.set(place, folded(parts.join(" ")));
  }
  return searched.get(place);
};
