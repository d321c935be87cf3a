// Small charts as inline SVG; each has its words beside it or in a label.

const SPAN = Math.max(1, LAST_DAY - FIRST_DAY + 1);

// A day on an axis; with its year where the dump runs over several.
const axisDay = (day) => (date(FIRST_DAY * DAY).getUTCFullYear() === date(LAST_DAY * DAY).getUTCFullYear() ? shortDay : dayWords)(day * DAY);

// Where a day stands on the width of a chart of the whole dump.
const across = (day, width) => Math.min(1, Math.max(0, (day - FIRST_DAY) / SPAN)) * width;

// Articles a day over the time of the dump.
const sparkline = (entry, width = 132, height = 26) => {
  const days = [];
  for (let at = 0; at < entry.days.length; at += 2) days.push(entry.days.slice(at, at + 2));
  const most = Math.max(1, ...days.map(([, articles]) => articles));
  const bar = Math.max(2.5, width / SPAN - 1);
  const bars = days.map(([day, articles]) => {
    const tall = Math.max(3, (articles / most) * (height - 2));
    const x = Math.min(across(day, width), width - bar);
    return svg("rect", { x: x.toFixed(1), y: (height - 1 - tall).toFixed(1), width: bar.toFixed(1), height: tall.toFixed(1) });
  });
  const words = days.length ? `Articles a day: ${days.slice(0, 12).map(([day, n]) => `${shortDay(day * DAY)} ${n}`).join(", ")}` : "Undated";
  return svg("svg", { class: "spark", viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": words },
    svg("line", { x1: 0, x2: width, y1: height - 0.5, y2: height - 0.5 }), ...bars);
};

// Days in as many columns as can be seen.
const columns = (most) => {
  const size = Math.ceil(SPAN / most);
  const all = Array.from({ length: Math.ceil(SPAN / size) }, (_, at) => ({ day: FIRST_DAY + at * size, articles: 0, copies: 0 }));
  for (const [day, articles, copies] of DAYS) {
    if (day < FIRST_DAY || day > LAST_DAY) continue;
    const column = all[Math.floor((day - FIRST_DAY) / size)];
    column.articles += articles;
    column.copies += copies;
  }
  return { size, all };
};

// Articles over time, copies below.
const histogram = () => {
  const [width, height] = [960, 120];
  const { size, all } = columns(120);
  const most = Math.max(1, ...all.map((column) => column.articles));
  const bar = width / all.length;
  const tall = (n) => (n / most) * (height - 18);
  const drawn = all.map((column, at) => {
    const words = `${axisDay(column.day)}${size > 1 ? ` and ${size - 1} days more` : ""}: ${counted(column.articles, "article")}, ${counted(column.copies, "copy", "copies")}`;
    const box = (n, name) => svg("rect", { class: name, x: (at * bar + 1).toFixed(1), width: Math.max(1, bar - 2).toFixed(1), y: (height - tall(n)).toFixed(1), height: tall(n).toFixed(1) });
    return svg("g", {}, svg("title", {}, words), box(column.articles, "all"), column.copies ? box(column.copies, "copied") : null);
  });
  const words = `Articles over time, at most ${number(most)} ${size > 1 ? `in ${size} days` : "a day"}`;
  return el("figure", { class: "histogram" },
    svg("svg", { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", role: "img", "aria-label": words }, ...drawn),
    axis(),
    el("figcaption", {}, `Articles ${size > 1 ? `in every ${size} days` : "a day"}, at most ${number(most)}. `,
      el("span", { class: "key copied" }), "copies of a text.", STRAYS ? ` ${counted(STRAYS, "article")} of other years or days at the ends are not drawn.` : ""));
};

// First, middle and last day under a chart of the whole dump.
const axis = () => {
  const days = [...new Set([FIRST_DAY, Math.round((FIRST_DAY + LAST_DAY) / 2), LAST_DAY])];
  return el("div", { class: "axis", "aria-hidden": "true" }, ...days.map((day) => el("span", {}, axisDay(day))));
};

// One line a story: when it ran, and on which days.
const timeline = (count) => {
  const dated = stories.map((_, place) => place).filter((place) => stories[place].first !== undefined);
  const chosen = dated.slice(0, count).sort((a, b) => stories[a].first - stories[b].first || a - b);
  const most = Math.max(1, ...chosen.flatMap((place) => stories[place].days.filter((_, at) => at % 2)));
  const row = (place) => {
    const entry = stories[place];
    const dots = [];
    for (let at = 0; at < entry.days.length; at += 2) {
      const [day, articles] = entry.days.slice(at, at + 2);
      dots.push(svg("circle", { cx: (across(day + 0.5, 600)).toFixed(1), cy: 12, r: (2.5 + 5 * Math.sqrt(articles / most)).toFixed(1) }));
    }
    const ends = [dayOf(entry.first), dayOf(entry.last)].map((day) => across(day + 0.5, 600).toFixed(1));
    return el("li", { class: isConflict(entry) ? "disputed" : null },
      el("a", { href: storyHash(place), title: entry.label }, bdi(entry.label)),
      svg("svg", { viewBox: "0 0 600 24", role: "img", "aria-label": `${span(entry.first, entry.last)}, ${counted(entry.articles, "article")}` },
        svg("line", { x1: ends[0], x2: ends[1], y1: 12, y2: 12 }), ...dots));
  };
  return el("ol", { class: "timeline" }, ...chosen.map(row));
};

// A figure over time: it holds from one statement to the next.
const stepLine = (story, fact) => {
  const moment = (value, at) => {
    const day = value.as_of && Date.parse(value.as_of.slice(0, 10)) / 60000;
    return Number.isFinite(day) ? day : story.articles[fact.mentions[at].article].time;
  };
  const points = (fact.values || [])
    .map((value) => ({ value, time: Math.min(...value.mentions.map((at) => moment(value, at)).filter(Number.isFinite)) }))
    .filter((point) => Number.isFinite(point.time))
    .sort((a, b) => a.time - b.time || a.value.number - b.value.number);
  if (new Set(points.map((point) => point.time)).size < 2) return null;
  const undated = fact.values.filter((value) => !points.some((point) => point.value === value)).map((value) => value.said);
  const [width, height, side, foot] = [560, 170, 46, 30];
  const [from, to] = [points[0].time, points[points.length - 1].time];
  const figures = points.map((point) => point.value.number);
  const [low, high] = [Math.min(...figures), Math.max(...figures)];
  const x = (time) => side + ((time - from) / (to - from)) * (width - 2 * side);
  const y = (figure) => height - foot - 26 - ((figure - low) / (high - low || 1)) * (height - foot - 56);
  const path = points.map((point, at) => at === 0 ? `M${x(point.time).toFixed(1)} ${y(point.value.number).toFixed(1)}`
    : `H${x(point.time).toFixed(1)}V${y(point.value.number).toFixed(1)}`).join("");
  const anchor = (at) => at === 0 ? "start" : at === points.length - 1 ? "end" : "middle";
  // Where the line comes down, the figure stands below it.
  const falls = (at) => at > 0 && figures[at] < figures[at - 1];
  const shift = (at) => at === 0 ? -6 : at === points.length - 1 ? 6 : 0;
  const dots = points.map((point, at) => svg("g", {},
    svg("circle", { cx: x(point.time).toFixed(1), cy: y(point.value.number).toFixed(1), r: 4 }),
    svg("text", { class: "figure", x: (x(point.time) + shift(at)).toFixed(1), y: (y(point.value.number) + (falls(at) ? 20 : -10)).toFixed(1), "text-anchor": anchor(at) }, point.value.said)));
  const days = [...new Set(points.map((point) => point.time))];
  const ticks = days.map((time, at) => svg("text", { class: "tick", x: x(time).toFixed(1), y: height - 6,
    "text-anchor": at === 0 ? "start" : at === days.length - 1 ? "end" : "middle", dx: at === 0 ? -6 : at === days.length - 1 ? 6 : 0 }, shortDay(time)));
  const words = points.map((point) => `${point.value.said} on ${dayWords(point.time)}`).join(", then ");
  const line = svg("svg", { class: "steps", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": words },
    svg("line", { class: "ground", x1: side - 6, x2: width - side + 6, y1: height - foot + 4, y2: height - foot + 4 }),
    svg("path", { d: path }), ...dots, ...ticks);
  return el("div", {}, line, undated.length ? el("p", { class: "fine" }, "Undated: ", bdi(undated.join(", "))) : null);
};
