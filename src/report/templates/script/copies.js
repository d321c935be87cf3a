// Groups of copies, with the difference in its place.

const bytes = (n) => `${number(n)} ${n === 1 ? "byte" : "bytes"}`;

// The copy from its beginning: what only it has, and how much of the shared text lies between.
const difference = (copy) => {
  const parts = [];
  let end = 0;
  for (const passage of copy.passages || []) {
    if (passage.start > end) parts.push(el("span", { class: passage.shared ? "own" : "same" }, `${bytes(passage.start - end)} ${passage.shared ? "of its own" : "the same"}`), " ");
    parts.push(el(passage.shared ? "span" : "ins", { class: "passage", dir: "auto" }, passage.text), " ");
    end = passage.end;
  }
  if (!parts.length) return null;
  const all = (copy.passages || []).every((passage) => passage.shared);
  return el("p", { class: "difference" }, ...parts, el("span", { class: all ? "own" : "same" }, all ? "and the rest" : "the rest the same"));
};

// How long after the first it came out.
const delay = (group, copy) => {
  if (copy.time === undefined || group.survivor.time === undefined) return "";
  const minutes = copy.time - group.survivor.time;
  const [far, word] = [Math.abs(minutes), minutes < 0 ? "earlier" : "later"];
  if (far === 0) return "at the same time";
  return far < 60 ? `${far} min ${word}` : far < 2 * DAY ? `${Math.floor(far / 60)} h ${far % 60} min ${word}` : `${Math.round(far / DAY)} days ${word}`;
};

const copyRow = (group, copy) => el("li", {},
  el("p", { class: "byline" }, el("span", { class: "outlet" }, bdi(outletOf(copy))), " ", moment(copy), delay(group, copy) ? ` (${delay(group, copy)})` : "", el("span", { class: "relation" }, copy.relation)),
  el("p", { class: "title" }, headline(copy)),
  el("p", { class: "scores" },
    el("span", {}, el("span", { class: "meter", "aria-hidden": "true" }, el("span", { style: `width:${copy.jaccard * 100}%` })), ` ${percent(copy.jaccard)} of all word triples are common`),
    el("span", {}, el("span", { class: "meter", "aria-hidden": "true" }, el("span", { style: `width:${copy.containment * 100}%` })), ` ${percent(copy.containment)} of the shorter text stands in the longer`)),
  difference(copy),
  el("p", { class: "fine" }, el("code", {}, copy.id), " ", markCopy(group, copy)));

const groupEntry = (place) => {
  const group = groups.at(place);
  const body = el("details", { class: "group", id: group.id },
    el("summary", {}, el("span", { class: "title" }, bdi(group.survivor.title || "(no headline)", langOf(group.survivor))),
      el("span", { class: "meta" }, byline(group.survivor), ` · ${counted(group.members.length, "copy", "copies")}`)));
  const fill = () => body.children.length > 1 || body.append(el("div", { class: "body" },
    group.survivor.url ? el("p", { class: "fine" }, el("a", { href: group.survivor.url, rel: "noopener noreferrer" }, "Open the text at its outlet")) : "",
    el("ul", { class: "members" }, ...group.members.map((copy) => copyRow(group, copy))),
    group.more ? el("p", { class: "rest" }, `${group.more} more in `, el("code", {}, "duplicates.jsonl"), ".") : "",
    el("p", { class: "fine" }, el("code", {}, group.id))));
  body.addEventListener("toggle", fill);
  if (place < 2) { fill(); body.open = true; }
  return el("li", {}, body);
};

const copiesList = () => {
  const list = el("ol", { class: "group-list" });
  const [found, rest] = [el("p", { class: "found", role: "status" }), el("div")];
  const all = Array.from({ length: groups.count() }, (_, place) => place);
  if (!all.length) return [el("p", { class: "none" }, "No article copies another.")];
  const search = el("input", { id: "search-copies", type: "search", autocomplete: "off", spellcheck: "false", placeholder: "Headline or outlet" });
  const relations = [...new Set(all.slice(0, 2000).flatMap((place) => groups.at(place).members.map((copy) => copy.relation)))].sort();
  const relation = select([["", "Any relation"], ...relations.map((word) => [word, word])]);
  const text = (group) => folded([group.survivor, ...group.members].flatMap((one) => [one.title, outletOf(one)]).join(" "));
  const draw = () => {
    const words = wordsOf(search.value);
    const chosen = all.filter((place) => {
      if (!words.length && !relation.value) return true;
      const group = groups.at(place);
      return (!relation.value || group.members.some((copy) => copy.relation === relation.value)) && words.every((word) => text(group).includes(word));
    });
    found.textContent = `${counted(chosen.length, "text")} that several articles carry`;
    rest.replaceChildren(inSteps(list, chosen.length, PAGE, (at) => groupEntry(chosen[at])));
  };
  let waiting = null;
  search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(draw, 120); });
  relation.addEventListener("change", draw);
  draw();
  return [
    el("p", { class: "lead" }, "One text in several articles. The first of each group stands for the text; the others were compared with it word by word. Underlined words stand only in the copy."),
    el("div", { class: "tools" }, field("Search", search), field("Relation", relation)), found, list, rest,
    left.groups ? el("p", { class: "rest" }, `${left.groups} more in `, el("code", {}, "duplicates.jsonl"), ".") : null,
  ].filter(Boolean);
};
