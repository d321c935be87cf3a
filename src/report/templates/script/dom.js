// Builds elements. Text from articles is only ever set as text, never read as markup.

const SVG = "http://www.w3.org/2000/svg";

// Attributes that are functions listen; those that are null or false are left out.
const fill = (element, attributes, children) => {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
};
const el = (name, attributes, ...children) => fill(document.createElement(name), attributes, children);
const svg = (name, attributes, ...children) => fill(document.createElementNS(SVG, name), attributes, children);

// Foreign words keep their own direction.
const bdi = (text, lang) => el("bdi", { lang: lang || null }, text);
const link = (hash, ...children) => el("a", { href: hash }, ...children);
const unseen = (text) => el("span", { class: "unseen" }, text);

const button = (text, attributes, click) => el("button", { type: "button", click, ...attributes }, text);

// A list that shows `step` entries and, on demand, as many more.
const inSteps = (container, count, step, entry) => {
  let shown = 0;
  const more = button("", { class: "more" }, () => {
    const first = shown;
    show();
    const focus = container.children[first]?.querySelector("a, button, summary");
    if (focus) focus.focus();
  });
  const show = () => {
    const end = Math.min(count, shown + step);
    const entries = document.createDocumentFragment();
    for (; shown < end; shown++) entries.append(entry(shown));
    container.append(entries);
    more.textContent = `Show ${number(Math.min(step, count - shown))} more of ${number(count - shown)}`;
    more.hidden = shown >= count;
  };
  container.replaceChildren();
  show();
  return more;
};
