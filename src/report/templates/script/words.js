// Counts, days and times in words; all times in UTC.

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY = 1440;

const number = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
const counted = (n, one, many) => `${number(n)} ${n === 1 ? one : many || one + "s"}`;
const percent = (share) => {
  const whole = Math.round(share * 100);
  if (whole === 0 && share > 0) return "<1%";
  return whole === 100 && share < 1 ? ">99%" : `${whole}%`;
};

const date = (minute) => new Date(minute * 60000);
const dayOf = (minute) => Math.floor(minute / DAY);
const dayWords = (minute) => {
  const at = date(minute);
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
};
const shortDay = (minute) => dayWords(minute).replace(/ \d+$/, "");
const timeWords = (minute) => `${dayWords(minute)}, ${date(minute).toISOString().slice(11, 16)}`;

// "11 Sep 2023", "11–13 Sep 2023", "30 Sep – 2 Oct 2023"
const span = (first, last) => {
  if (first === undefined || last === undefined) return "undated";
  if (dayOf(first) === dayOf(last)) return dayWords(last);
  const [a, b] = [date(first), date(last)];
  if (a.getUTCFullYear() !== b.getUTCFullYear()) return `${dayWords(first)} – ${dayWords(last)}`;
  if (a.getUTCMonth() !== b.getUTCMonth()) return `${shortDay(first)} – ${dayWords(last)}`;
  return `${a.getUTCDate()}–${dayWords(last)}`;
};

const listed = (names, most) => names.length <= most ? names.join(", ")
  : `${names.slice(0, most).join(", ")} and ${number(names.length - most)} more`;

// Accents and case do not count.
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const wordsOf = (text) => folded(text).split(/\s+/).filter(Boolean);
