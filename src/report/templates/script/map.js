// The map of stories: alike ones lie close. Every dot leads to its story, by pointer or by keys.

const DOTS = 1500;
const NAMED = 14;
const HUES = 7;

const mapOf = () => {
  const all = stories.map((_, place) => place).filter((place) => stories[place].at);
  if (all.length < 2) return null;
  const shown = all.slice(0, DOTS);
  const [width, height, edge] = [1000, 620, 46];
  const range = (axis) => {
    const values = shown.map((place) => stories[place].at[axis]);
    return [Math.min(...values), Math.max(...values)];
  };
  const [xs, ys] = [range(0), range(1)];
  const scaled = (value, [low, high], size) => edge + ((value - low) / (high - low || 1)) * (size - 2 * edge);
  const most = Math.max(...shown.map((place) => stories[place].outlets.length));
  // The more dots, the smaller.
  const widest = Math.max(3.5, 19 - 2.2 * Math.log2(Math.max(1, shown.length / 10)));
  const spots = shown.map((place) => ({
    place, x: scaled(stories[place].at[0], xs, width), y: scaled(stories[place].at[1], ys, height),
    r: 3 + widest * Math.sqrt(stories[place].outlets.length / most),
  }));
  // Big ones first, so that small ones lie on top and can be reached.
  const marks = spots.map((spot) => svg("a", { href: storyHash(spot.place), tabindex: "-1", "aria-label": told(spot.place) },
    svg("circle", { cx: spot.x.toFixed(1), cy: spot.y.toFixed(1), r: spot.r.toFixed(1) })));
  marks[0].setAttribute("tabindex", "0");

  const told_ = el("p", { class: "told", role: "status" }, "Point at a story, or walk the map with the arrow keys.");
  const tell = (at) => { told_.replaceChildren(el("strong", {}, bdi(stories[spots[at].place].label)), ` ${storyNumbers(stories[spots[at].place])}`); };
  const colours = el("ul", { class: "legend" });
  const by = { day: colourByDay, outlet: colourByOutlet };
  const paint = (name) => {
    const { classes, key } = by[name](spots);
    marks.forEach((mark, at) => mark.setAttribute("class", classes[at]));
    colours.replaceChildren(...key.map(([style, word]) => el("li", {}, el("span", { class: `swatch ${style}`, "aria-hidden": "true" }), " ", bdi(word))));
  };
  const choice = (name, word, checked) => el("label", { class: "check" }, el("input", { type: "radio", name: "map-colour", value: name, checked, change: () => paint(name) }), ` ${word}`);
  const drawing = svg("svg", { class: "map", viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": "Map of stories" }, ...marks, ...names(spots, width));
  marks.forEach((mark, at) => ["pointerenter", "focus"].forEach((kind) => mark.addEventListener(kind, () => tell(at))));
  drawing.addEventListener("keydown", (event) => walkMap(event, spots, marks));
  paint("day");
  return el("section", { class: "map-part", "aria-labelledby": "map-title" },
    el("h3", { id: "map-title" }, "Map of stories"),
    el("p", { class: "fine" }, `Stories with words in common lie close; the axes have no meaning. Size: outlets.${all.length > shown.length ? ` The ${number(shown.length)} widest of ${number(all.length)}.` : ""}`),
    el("fieldset", { class: "choices" }, el("legend", {}, "Colour by"), choice("day", "first day", true), choice("outlet", "outlet with most articles", false)),
    drawing, told_, colours);
};

const told = (place) => `${stories[place].label}, ${counted(stories[place].outlets.length, "outlet")}, ${span(stories[place].first, stories[place].last)}`;

// Names of the widest stories, where they do not lie on each other.
const names = (spots, width) => {
  const taken = [];
  const out = [];
  for (const spot of spots.slice(0, 60)) {
    if (out.length >= NAMED) break;
    const label = stories[spot.place].label;
    const text = label.length > 34 ? `${label.slice(0, 33).trimEnd()}…` : label;
    const long = text.length * 7.2;
    const after = spot.x + spot.r + 5 + long < width;
    const x = after ? spot.x + spot.r + 5 : spot.x - spot.r - 5;
    const box = [after ? x : x - long, spot.y - 10, after ? x + long : x, spot.y + 8];
    if (box[0] < 0 || taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) continue;
    taken.push(box);
    out.push(svg("text", { x: x.toFixed(1), y: (spot.y + 4).toFixed(1), "text-anchor": after ? "start" : "end", "aria-hidden": "true" }, text));
  }
  return out;
};

const colourByDay = (spots) => {
  const hue = (place) => stories[place].first === undefined ? "none" : `hue${Math.min(HUES - 1, Math.max(0, Math.floor(((dayOf(stories[place].first) - FIRST_DAY) / SPAN) * HUES)))}`;
  const first = (at) => axisDay(FIRST_DAY + Math.ceil((at * SPAN) / HUES));
  const key = Array.from({ length: HUES }, (_, at) => [`hue${at}`, `from ${first(at)}`]).filter(([, word], at, all) => !at || word !== all[at - 1][1]);
  return { classes: spots.map((spot) => hue(spot.place)), key };
};

// The outlet with most articles in a story, as far as its details are here.
const leading = (place) => {
  const of = new Map();
  for (const article of details.at(place)?.articles || []) of.set(article.outlet, (of.get(article.outlet) || 0) + 1);
  return [...of].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0];
};
const colourByOutlet = (spots) => {
  const lead = spots.map((spot) => leading(spot.place));
  const sizes = new Map();
  lead.forEach((outlet) => outlet !== undefined && sizes.set(outlet, (sizes.get(outlet) || 0) + 1));
  const named = [...sizes].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, HUES).map(([outlet]) => outlet);
  const style = (outlet) => named.includes(outlet) ? `paint${named.indexOf(outlet)}` : "none";
  return { classes: lead.map(style), key: [...named.map((outlet, at) => [`paint${at}`, outletName(outlet)]), ["none", "others"]] };
};

// An arrow key leads to the nearest dot on that side.
const walkMap = (event, spots, marks) => {
  const side = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  const at = marks.indexOf(event.target.closest("a"));
  if (!side || at < 0) return;
  event.preventDefault();
  let [best, least] = [-1, Infinity];
  spots.forEach((spot, other) => {
    const [dx, dy] = [spot.x - spots[at].x, spot.y - spots[at].y];
    const along = dx * side[0] + dy * side[1];
    const aside = Math.abs(dx * side[1]) + Math.abs(dy * side[0]);
    if (other !== at && along > 0 && along + 2 * aside < least) [best, least] = [other, along + 2 * aside];
  });
  if (best < 0) return;
  marks[at].setAttribute("tabindex", "-1");
  marks[best].setAttribute("tabindex", "0");
  marks[best].focus();
};
