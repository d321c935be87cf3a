// The list of stories: search, filters, order.

const PAGE = 30;

const ORDERS = {
  outlets: ["Most outlets", (a, b) => a - b],
  conflicts: ["Most conflicts", (a, b) => stories[b].verdicts[0] - stories[a].verdicts[0] || a - b],
  facts: ["Most facts of several outlets", (a, b) => shared(b) - shared(a) || a - b],
  articles: ["Most articles", (a, b) => stories[b].articles - stories[a].articles || a - b],
  newest: ["Latest first", (a, b) => (stories[b].last ?? -Infinity) - (stories[a].last ?? -Infinity) || a - b],
  oldest: ["Earliest first", (a, b) => (stories[a].first ?? Infinity) - (stories[b].first ?? Infinity) || a - b],
};
const shared = (place) => stories[place].verdicts.slice(0, 4).reduce((sum, n) => sum + n, 0);

const field = (label, control) => el("label", { class: "field" }, el("span", {}, label), control);
const select = (options, change) => el("select", { change }, ...options.map(([value, word]) => el("option", { value }, word)));

const verdictMarks = (entry) => el("span", { class: "marks" }, ...VERDICTS.flatMap((verdict, at) => entry.verdicts[at] ? [
  el("span", { class: `mark ${verdict.name}`, title: `${entry.verdicts[at]} ${verdict.name}` },
    el("span", { class: "sign", "aria-hidden": "true" }, verdict.sign), number(entry.verdicts[at]), unseen(` ${verdict.name}`)), " "] : []));

const storyRow = (place) => {
  const entry = stories[place];
  const figure = (n, one, many) => el("span", { class: "stat" }, el("b", {}, number(n)), ` ${n === 1 ? one : many}`);
  return el("li", { class: "story-row" },
    el("h3", { dir: "auto" }, link(storyHash(place), entry.label)),
    el("p", { class: "when" }, span(entry.first, entry.last), el("span", { class: "who" }, listed(entry.outlets.map(outletName).sort(), 3))),
    sparkline(entry),
    el("p", { class: "stats" }, figure(entry.outlets.length, "outlet", "outlets"), figure(entry.texts, "text", "texts"), figure(entry.witnesses, "witness", "witnesses"), figure(entry.articles, "article", "articles")),
    verdictMarks(entry));
};

const storiesList = () => {
  const list = el("ol", { class: "story-list" });
  const found = el("p", { id: "found", role: "status" });
  const rest = el("div");
  const search = el("input", { id: "search", type: "search", autocomplete: "off", spellcheck: "false", placeholder: "Headline, term or outlet" });
  const outlet = select([["", "Any outlet"], ...head.outlets.slice(0, 500).map(([name, articles], at) => [at, `${name} (${number(articles)})`])]);
  const sizes = [2, 3, 4, 5, 8, 12, 20].filter((n) => stories.some((entry) => entry.outlets.length >= n));
  const size = select([["0", "Any size"], ...sizes.map((n) => [n, `${n} outlets or more`])]);
  const [from, to] = ["from", "to"].map((name) => el("input", { type: "date", name }));
  const conflict = el("input", { type: "checkbox", id: "only-conflicts" });
  const order = select(Object.entries(ORDERS).map(([name, [word]]) => [name, word]));

  const matches = (place) => {
    const entry = stories[place];
    const ends = [from.value && Date.parse(from.value) / 60000, to.value && Date.parse(to.value) / 60000 + DAY];
    return (!outlet.value || entry.outlets.includes(Number(outlet.value)))
      && entry.outlets.length >= Number(size.value)
      && (!conflict.checked || isConflict(entry))
      && (!ends[0] || (entry.last !== undefined && entry.last >= ends[0]))
      && (!ends[1] || (entry.first !== undefined && entry.first < ends[1]))
      && wordsOf(search.value).every((word) => searchText(place).includes(word));
  };
  const draw = () => {
    const places = stories.map((_, place) => place).filter(matches).sort(ORDERS[order.value][1]);
    found.textContent = places.length === stories.length ? counted(places.length, "story", "stories") : `${number(places.length)} of ${counted(stories.length, "story", "stories")}`;
    rest.replaceChildren(inSteps(list, places.length, PAGE, (at) => storyRow(places[at])));
  };
  let waiting = null;
  search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(draw, 120); });
  const controls = [outlet, size, from, to, conflict, order];
  controls.forEach((control) => control.addEventListener("change", draw));
  const clear = button("Clear", {}, () => {
    [search, outlet, from, to].forEach((control) => { control.value = ""; });
    [size.value, order.value, conflict.checked] = ["0", "outlets", false];
    draw();
  });
  draw();
  return [
    el("form", { class: "tools", role: "search", submit: (event) => event.preventDefault() },
      field("Search", search), field("Outlet", outlet), field("Size", size), field("From", from), field("To", to), field("Order", order),
      el("label", { class: "check" }, conflict, " With a conflict"), clear),
    found, list, rest,
    left.stories ? el("p", { class: "rest" }, `${left.stories} more in `, el("code", {}, "stories.jsonl"), ".") : null,
    left.details ? el("p", { class: "rest" }, `Of ${left.details} only the line in this list is on the page, and the search knows no more of them than its headline, terms and outlets; their articles are in `, el("code", {}, "articles.jsonl"), ", their facts in ", el("code", {}, "facts.jsonl"), ".") : null,
  ].filter(Boolean);
};
