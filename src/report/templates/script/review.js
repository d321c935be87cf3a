// The marks of a reviewer as labels that `samestory eval` and `samestory tune` take.

const jsonLines = (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
const marksOf = (kind) => [...marks.values()].filter((mark) => mark.kind === kind);

// An article and its cluster; one that does not belong is a cluster of its own.
const storyLabels = () => marksOf("member").map((mark) => ({ id: mark.article, cluster: mark.right ? mark.story : null }));

const copyLabels = () => {
  const marked = marksOf("copy");
  const survivors = new Map(marked.map((mark) => [mark.survivor, mark.group]));
  return [...[...survivors].map(([id, cluster]) => ({ id, cluster })), ...marked.map((mark) => ({ id: mark.article, cluster: mark.right ? mark.group : null }))];
};

// Mentions of a fact that are worded differently.
const statements = (mark) => {
  const story = details.at(mark.story);
  const fact = story.facts[mark.at];
  const own = fact.mentions.flatMap((mention, index) => typeof mention.words === "number" ? [] : [index]);
  return { fact, all: own.map((index) => ({
    index, sentence: sentenceOf(fact, fact.mentions[index]).replace(/…$/, ""), article: story.articles[fact.mentions[index].article].id,
    value: valueOf(fact, index)?.said, manner: fact.mentions[index].manner || "" })) };
};

// Every sentence against the first: the same fact, in conflict, or different.
const pairLabels = () => marksOf("fact").flatMap((mark) => {
  const { fact, all } = statements(mark);
  return all.slice(1).map((one) => {
    const differs = one.value !== all[0].value || one.manner !== all[0].manner;
    const conflict = mark.right && fact.verdict === "conflict" && differs;
    return { id: `${fact.id}:0-${one.index}`, a: all[0].sentence, b: one.sentence, label: Number(mark.right && !conflict), conflict: Number(conflict) };
  });
});

// Right facts are to be found, wrong ones are look-alikes that must not be joined.
const factLabels = () => {
  const documents = {};
  const truth = { documents, facts: [], not_the_same: [] };
  for (const mark of marksOf("fact")) {
    const { fact, all } = statements(mark);
    const mentions = all.map((one) => { documents[one.article] = one.article; return { doc: one.article, quote: one.sentence }; });
    if (mark.right) truth.facts.push({ fact: fact.claim, required: "must", verdict: fact.verdict, mentions });
    else for (const other of mentions.slice(1)) truth.not_the_same.push({ a: mentions[0], b: other, why: `${fact.id} was marked wrong` });
  }
  return truth;
};

const EXPORTS = [
  ["Stories", "stories-gold.jsonl", () => jsonLines(storyLabels()), "member", ["samestory eval stories --gold FILE DIR", "samestory tune --gold FILE INPUT"]],
  ["Copies", "copies-gold.jsonl", () => jsonLines(copyLabels()), "copy", ["samestory eval duplicates --gold FILE DIR", "samestory tune --kind duplicates --gold FILE INPUT"]],
  ["Sentence pairs of facts", "pairs-gold.jsonl", () => jsonLines(pairLabels()), "fact", ["samestory pairs FILE -o SCORED", "samestory eval pairs --gold FILE SCORED"]],
  ["Facts", "facts-gold.json", () => `${JSON.stringify(factLabels(), null, 1)}\n`, "fact", ["samestory eval facts --gold FILE DIR"]],
];

const save = (name, text) => {
  const address = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
  const anchor = el("a", { href: address, download: name });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
};

const exportRow = ([title, name, text, kind, use]) => {
  const count = marksOf(kind).length;
  const shown = el("textarea", { readonly: true, rows: "6", "aria-label": name, hidden: true, spellcheck: "false" });
  return el("li", {},
    el("h3", {}, title), el("p", { class: "fine" }, counted(count, "mark"), ...use.flatMap((line) => [el("br"), el("code", {}, line)])),
    el("p", { class: "buttons" },
      button(`Save ${name}`, { disabled: count === 0 }, () => save(name, text())),
      button("Show", { disabled: count === 0 }, () => { shown.value = text(); shown.hidden = !shown.hidden; })), shown);
};

const reviewPart = () => {
  const counts = el("p", { role: "status", class: "found" });
  const exports = el("ul", { class: "exports" });
  const toggle = button("Show the buttons right and wrong", { class: "review-toggle", "aria-pressed": "false" }, () => reviewing(!document.body.classList.contains("reviewing")));
  const clear = button("Take back all marks", {}, () => { marks.clear(); changed(); });
  const draw = () => {
    const right = [...marks.values()].filter((mark) => mark.right).length;
    counts.textContent = marks.size ? `${counted(marks.size, "mark")}: ${right} right, ${marks.size - right} wrong` : "Nothing is marked yet.";
    clear.disabled = marks.size === 0;
    exports.replaceChildren(...EXPORTS.map(exportRow));
    document.getElementById("mark-count").textContent = marks.size ? ` ${marks.size}` : "";
  };
  markListeners.push(draw);
  draw();
  return [
    el("p", { class: "lead" }, "Mark what is right and what is wrong, and hand the marks to samestory as labels: it measures itself by them (eval) and fits its settings to them (tune). With the buttons shown, there are two beside each article of a story, each fact and each copy. The marks stay in this browser."),
    el("p", { class: "buttons" }, toggle, clear), counts, exports,
  ];
};
