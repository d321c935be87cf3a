// Which part of the page is seen: the address after `#` says it.

const SECTIONS = ["overview", "stories", "facts", "copies", "review", "method"];
const section = (name) => document.getElementById(name);
const scrolls = new Map();
let current = null;

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

// The widest conflicts, under the verdicts.
const disputesLead = () => {
  const entry = ([place, at]) => {
    const story = details.at(place);
    const fact = story.facts[at];
    const sides = sidesOf(story, fact).map((side) => el("li", {}, el("strong", {}, bdi(side.said)), " ", bdi(listed(side.outlets, 3))));
    return el("li", {}, el("p", { class: "claim", dir: "auto" }, link(factHash(place, fact), fact.claim)), el("ul", { class: "said" }, ...sides));
  };
  const widest = head.facts[0].slice(0, 3);
  return widest.length ? [el("h3", {}, "In dispute"), el("ol", { class: "lead-disputes" }, ...widest.map(entry))] : [];
};

// "#story:s-1/f-2" -> ["story", "s-1", "f-2"]
const asked = () => {
  const [name, rest] = location.hash.slice(1).split(/:(.*)/s);
  const plain = (text) => { try { return decodeURIComponent(text); } catch { return text; } };
  return [name || "overview", ...(rest || "").split("/").map(plain)];
};

const show = (name, title) => {
  if (current) scrolls.set(current, scrollY);
  for (const other of [...SECTIONS, "story"]) section(other).hidden = other !== name;
  for (const anchor of document.querySelectorAll("nav a")) {
    const here = anchor.hash === `#${name}` || (name === "story" && anchor.hash === "#stories");
    if (here) anchor.setAttribute("aria-current", "page");
    else anchor.removeAttribute("aria-current");
  }
  document.body.classList.toggle("inner", name !== "overview");
  document.title = title ? `${title} – ${TITLE}` : TITLE;
};
const TITLE = document.title;

const openStory = (place, fact) => {
  section("story").replaceChildren(...drawStory(place));
  show("story", stories[place].label);
  scrollTo(0, 0);
  const toggle = document.getElementById("with-singles");
  if (fact && toggle && !document.getElementById(fact)) toggle.click();
  if (fact && document.getElementById(fact)) openFact(fact);
  else document.getElementById("story-title").focus({ preventScroll: true });
};
const openFact = (id) => {
  const claim = document.getElementById(id).querySelector(".claim");
  claim.click();
  claim.scrollIntoView({ block: "center" });
  claim.focus({ preventScroll: true });
};

const go = () => {
  const [name, id, fact] = asked();
  if (name === "story" && placeOf.has(id)) openStory(placeOf.get(id), fact);
  else {
    const known = SECTIONS.includes(name) ? name : "overview";
    if (drawn.has(known)) {
      section(known).append(...drawn.get(known)());
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

// What stands there without the script gives way to what the script draws.
document.querySelectorAll(".plain").forEach((plain) => plain.remove());
document.querySelector("#overview .columns > div").append(...disputesLead());
section("overview").append(...overviewParts());
section("review").append(...reviewPart());
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
