// Which part of the page is seen: the address after `#` says it.

const SECTIONS = ["overview", "stories", "facts", "copies", "review", "method"];
const section = (name) => document.getElementById(name);
const scrolls = new Map();
let current = null;

// What stands there without the script gives way to what the script draws.
const take = (name, parts) => {
  section(name).querySelectorAll(".plain").forEach((plain) => plain.remove());
  section(name).append(...parts);
};

// A list is drawn when it is first looked at.
const drawn = new Map([
  ["stories", storiesList],
  ["facts", factsList],
  ["copies", copiesList],
]);

const overviewParts = () => {
  const dated = stories.filter((entry) => entry.first !== undefined).length;
  const shown = Math.min(18, dated);
  const over = el("section", { class: "time-part", "aria-labelledby": "time-title" },
    el("h3", { id: "time-title" }, "Over time"), DAYS.length ? histogram() : el("p", { class: "none" }, "No article has a date."),
    shown ? el("h4", {}, dated > shown ? `When the ${shown} widest of ${number(dated)} stories ran` : "When the stories ran") : "",
    timeline(shown));
  return [over, mapOf()].filter(Boolean);
};

// "#story:s-1" -> ["story", "s-1"]
const asked = () => {
  const [name, ...rest] = location.hash.slice(1).split(":");
  let id = rest.join(":");
  try { id = decodeURIComponent(id); } catch { /* as it is */ }
  return [name || "overview", id];
};

const factPlace = (id) => {
  for (const [place, at] of head.facts) if (details.at(place).facts[at].id === id) return [place, at];
  return null;
};

const show = (name, title) => {
  if (current) scrolls.set(current, scrollY);
  for (const other of [...SECTIONS, "story"]) section(other).hidden = other !== name;
  for (const anchor of document.querySelectorAll("nav a")) {
    const here = anchor.hash === `#${name}` || (name === "story" && anchor.hash === "#stories");
    if (here) anchor.setAttribute("aria-current", "page");
    else anchor.removeAttribute("aria-current");
  }
  document.title = title ? `${title} – ${TITLE}` : TITLE;
};
const TITLE = document.title;

const openStory = (place, fact) => {
  section("story").replaceChildren(...drawStory(place));
  show("story", stories[place].label);
  scrollTo(0, 0);
  if (fact !== undefined) {
    const row = document.getElementById(details.at(place).facts[fact].id);
    const toggle = document.getElementById("with-singles");
    if (!row && toggle) { toggle.click(); return openFact(details.at(place).facts[fact].id); }
    return openFact(row?.id);
  }
  document.getElementById("story-title").focus({ preventScroll: true });
};
const openFact = (id) => {
  const claim = id && document.getElementById(id)?.querySelector(".claim");
  if (!claim) return;
  claim.click();
  claim.scrollIntoView({ block: "center" });
  claim.focus({ preventScroll: true });
};

const go = () => {
  const [name, id] = asked();
  if (name === "story" && placeOf.has(id)) openStory(placeOf.get(id));
  else if (name === "fact" && factPlace(id)) openStory(...factPlace(id));
  else {
    const known = SECTIONS.includes(name) ? name : "overview";
    if (drawn.has(known)) {
      take(known, drawn.get(known)());
      drawn.delete(known);
    }
    const moved = current !== null;
    show(known, known === "overview" ? "" : section(known).querySelector("h2").textContent);
    scrollTo(0, scrolls.get(known) || 0);
    if (moved) section(known).querySelector("h2").focus({ preventScroll: true });
    current = known;
    return;
  }
  current = "story";
};

take("overview", overviewParts());
take("review", reviewPart());
// Addresses of stories and facts without the script lead into lists that are gone now.
document.querySelectorAll("section > h2").forEach((title) => title.setAttribute("tabindex", "-1"));
addEventListener("hashchange", go);
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.closest("input, textarea, select")) return;
  const search = document.querySelector("section:not([hidden]) input[type=search]");
  if (!search) return;
  event.preventDefault();
  search.focus();
});
// Paper shows what is folded, too.
addEventListener("beforeprint", () => document.querySelectorAll("section:not([hidden]) details:not([open])").forEach((one) => { one.open = true; }));
go();
