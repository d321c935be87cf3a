// Marks of a reviewer: a fact, an article's place in a story, or a copy is right or wrong. They
// stay in this browser, by the name of the data, until they are taken back.

const marks = new Map();
const MARKS = `samestory:${head.key}`;
const markListeners = [];

const storage = (act) => {
  // Some browsers refuse storage to files; marks then last as long as the page.
  try { return act(localStorage); } catch { return null; }
};
for (const mark of storage((store) => [...JSON.parse(store.getItem(MARKS))]) || []) marks.set(mark.key, mark);

const changed = () => {
  storage((store) => store.setItem(MARKS, JSON.stringify([...marks.values()])));
  for (const row of document.querySelectorAll("[data-mark]")) showMark(row);
  markListeners.forEach((listener) => listener());
};

const showMark = (row) => {
  const mark = marks.get(row.dataset.mark);
  const [right, wrong] = row.querySelectorAll("button");
  right.setAttribute("aria-pressed", String(Boolean(mark && mark.right)));
  wrong.setAttribute("aria-pressed", String(Boolean(mark && !mark.right)));
};

const setMark = (mark, right) => {
  const before = marks.get(mark.key);
  if (before && before.right === right) marks.delete(mark.key);
  else marks.set(mark.key, { ...mark, right });
  changed();
};

// Two buttons, seen while reviewing. `about` tells listeners what is judged.
const markButtons = (mark, about) => {
  const one = (right, word) => button(word, { class: right ? "right" : "wrong", "aria-label": `${word}: ${about}` }, () => setMark(mark, right));
  const row = el("span", { class: "marking", "data-mark": mark.key }, one(true, "right"), one(false, "wrong"));
  showMark(row);
  return row;
};

const markFact = (place, at, fact) =>
  markButtons({ kind: "fact", key: `fact ${fact.id}`, story: place, at, id: fact.id }, "these statements belong together as shown");
const markMember = (place, article) =>
  markButtons({ kind: "member", key: `member ${article.id}`, article: article.id, story: stories[place].id }, "this article belongs to the story");
const markCopy = (group, copy) =>
  markButtons({ kind: "copy", key: `copy ${copy.id}`, article: copy.id, group: group.id, survivor: group.survivor.id }, "this is a copy");

const reviewing = (on) => {
  document.body.classList.toggle("reviewing", on);
  for (const toggle of document.querySelectorAll(".review-toggle")) toggle.setAttribute("aria-pressed", String(on));
};
