//! Pages of a dump that are no articles: section fronts, consent walls, paywall stubs, live blogs,
//! daily digests.
//!
//! Told by general signs, never by an outlet's name: what a page asks of its reader (consent,
//! subscription), in the words of several languages and only where the page says little else; what
//! its headline calls it; the shape of its lines (a list of headlines; paragraphs that begin with
//! the time of day, newest first). What only a whole run shows is in [`super::page_run`]. A page is taken for an
//! article unless a sign is clear: a wrong sign hides an article.
//!
//! The signs of wording know European languages, Russian, Arabic, Chinese, Japanese and Korean.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use memchr::memmem::find;
use serde::{Deserialize, Serialize};

use crate::analysis::PageKind;
use crate::text::words;

/// An article, or the sign by which a page is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Page {
    /// No sign is clear.
    #[default]
    Article,
    /// Neither title nor text has words.
    NoWords,
    /// It asks for consent to cookies.
    AsksForConsent,
    /// It asks for a subscription.
    AsksForSubscription,
    /// Its headline calls it a live blog.
    TitledLive,
    /// Its paragraphs are the entries of a live blog.
    TimedEntries,
    /// Its headline calls it a digest.
    TitledDigest,
    /// A list of headlines.
    Headlines,
    /// Its body stands under other headlines too.
    RepeatedBody,
    /// Its lines stand in other bodies too.
    StandingLines,
}

impl Page {
    /// The kind.
    pub fn kind(self) -> PageKind {
        match self {
            Self::Article => PageKind::Article,
            Self::NoWords => PageKind::Empty,
            Self::AsksForConsent => PageKind::Consent,
            Self::TitledLive | Self::TimedEntries => PageKind::Live,
            Self::TitledDigest => PageKind::Digest,
            Self::Headlines => PageKind::Front,
            Self::AsksForSubscription | Self::RepeatedBody | Self::StandingLines => PageKind::Stub,
        }
    }

    /// The sign in words; none for an article.
    pub fn why(self) -> Option<&'static str> {
        Some(match self {
            Self::Article => return None,
            Self::NoWords => "no words",
            Self::AsksForConsent => "asks for consent to cookies and says little else",
            Self::AsksForSubscription => "asks for a subscription after a few lines",
            Self::TitledLive => "its headline calls it a live blog",
            Self::TimedEntries => "its paragraphs begin with the time of day",
            Self::TitledDigest => "its headline calls it a digest",
            Self::Headlines => "a list of headlines",
            Self::RepeatedBody => "one body under unlike headlines of its outlet",
            Self::StandingLines => "nothing but the standing lines of its outlet",
        })
    }
}

/// Bytes up to which a page may be a consent wall.
const WALL: usize = 2500;
/// Bytes up to which a page may be a paywall stub.
const STUB: usize = 700;
/// Lines that make a list.
const LIST: usize = 12;
/// Words of a headline that may be the name of a section.
const SECTION_NAME: usize = 3;
/// What may stand before the time of an entry.
const MARKS: [char; 6] = ['[', '(', '•', '-', '*', ' '];
/// Paragraphs that begin with a time of day in a live blog.
const ENTRIES: usize = 5;

/// Words for what a consent wall sets.
const COOKIES: [&str; 7] =
    ["cookie", "куки", "файлы cookie", "クッキー", "ملفات تعريف الارتباط", "쿠키", "gdpr"];
/// Words for what it asks.
const CONSENT: [&str; 26] = [
    "consent",
    "accept all",
    "i agree",
    "we use cookies",
    "privacy settings",
    "privacy policy",
    "your privacy",
    "zustimm",
    "einwillig",
    "datenschutz",
    "consentement",
    "accepter",
    "aceptar",
    "consentimiento",
    "consentimento",
    "aceitar",
    "consenso",
    "accetta",
    "toestemming",
    "samtycke",
    "zgod",
    "соглас",
    "同意",
    "プライバシー",
    "موافق",
    "동의",
];
/// Phrases in which a paywall asks for a subscription.
const SUBSCRIBE: [&str; 46] = [
    "subscribe to read",
    "subscribe to continue",
    "subscribe now to",
    "subscribe for full access",
    "subscribe to unlock",
    "to continue reading",
    "continue reading this",
    "already a subscriber",
    "already a member?",
    "for subscribers only",
    "only for subscribers",
    "exclusively for subscribers",
    "article is for subscribers",
    "story is for subscribers",
    "subscriber-only",
    "subscribers only",
    "subscriber exclusive",
    "sign in to read",
    "sign in to continue",
    "log in to read",
    "log in to continue",
    "register to read",
    "become a member to",
    "start your free trial",
    "jetzt abonnieren",
    "für abonnenten",
    "weiterlesen mit",
    "réservé aux abonnés",
    "abonnez-vous pour",
    "pour lire la suite",
    "suscríbete para",
    "exclusivo para suscriptores",
    "contenido exclusivo",
    "exclusivo para assinantes",
    "assine para",
    "riservato agli abbonati",
    "abbonati per",
    "alleen voor abonnees",
    "оформите подписку",
    "только для подписчиков",
    "订阅后",
    "訂閱後",
    "会員限定",
    "有料会員",
    "구독자 전용",
    "اشترك للقراءة",
];
/// What headlines call a live blog: set off from what else they say.
const LIVE: [&str; 24] = [
    "live updates",
    "live blog",
    "liveblog",
    "live-blog",
    ": live coverage",
    "- live coverage",
    "– live coverage",
    "live coverage:",
    ": as it happened",
    "- as it happened",
    "– as it happened",
    "— as it happened",
    "as it happened:",
    "liveticker",
    "live-ticker",
    "minuto a minuto",
    "minute par minute",
    "minuto per minuto",
    "онлайн-трансляция",
    "текстовая трансляция",
    "文字直播",
    "速報ライブ",
    "실시간 중계",
    "تغطية مباشرة",
];
/// What headlines call a digest, set off as well.
const DIGEST: [&str; 20] = [
    "news digest",
    "news in brief",
    "news briefs",
    "daily digest",
    "morning digest",
    "evening digest",
    "morning briefing",
    "evening briefing",
    "daily briefing",
    "your daily brief",
    "top news of the day",
    "top stories of the day",
    "today's top stories",
    "today's headlines",
    "meldungen des tages",
    "kurznachrichten",
    "l'essentiel de l'actualité",
    "las noticias del día",
    "новости дня",
    "今日要闻",
];

/// Phrases ready for searching.
struct Phrases {
    ascii: AhoCorasick,
    all: AhoCorasick,
}

impl Phrases {
    fn new(phrases: &[&'static str]) -> Self {
        let automaton = |phrases: &[&str]| {
            let built = AhoCorasick::builder().ascii_case_insensitive(true).build(phrases);
            built.expect("so few phrases fit")
        };
        let ascii: Vec<&str> = phrases.iter().copied().filter(|p| p.is_ascii()).collect();
        Self { ascii: automaton(&ascii), all: automaton(phrases) }
    }

    /// True where the text holds one of them as words of their own, whatever its case.
    fn stand_in(&self, text: &str) -> bool {
        self.any(text, stands_apart)
    }

    /// True where one of them begins or ends the headline, or is set off by a sign.
    fn title(&self, headline: &str) -> bool {
        self.any(headline, |text, at| stands_apart(text, at.clone()) && is_set_off(text, at))
    }

    fn any(&self, text: &str, holds: impl Fn(&str, Range<usize>) -> bool) -> bool {
        let found = |phrases: &AhoCorasick, text: &str| {
            phrases.find_overlapping_iter(text).any(|found| holds(text, found.range()))
        };
        if text.is_ascii() {
            found(&self.ascii, text)
        } else {
            found(&self.all, &text.to_lowercase())
        }
    }
}

/// No letter or digit continues the phrase; scripts without spaces, or with endings of a word or
/// two, are not asked.
fn stands_apart(text: &str, at: Range<usize>) -> bool {
    const GREEK_LATIN_CYRILLIC_END: char = '\u{530}';
    let in_word = |c: char| c.is_alphanumeric() && c < GREEK_LATIN_CYRILLIC_END;
    let goes_on = |edge: char, beside: Option<char>| in_word(edge) && beside.is_some_and(in_word);
    let edges = text[at.clone()].chars().next().zip(text[at.clone()].chars().next_back());
    let Some((first, last)) = edges else { return false };
    let before = text[..at.start].chars().next_back();
    let after = text[at.end..].chars().next();
    !goes_on(first, before) && !goes_on(last, after)
}

/// Whether it begins or ends the headline, or a sign stands beside or in it.
fn is_set_off(headline: &str, at: Range<usize>) -> bool {
    const SIGNS: [char; 9] = [':', '|', '-', '–', '—', '(', ')', '·', '：'];
    let (before, after) = (headline[..at.start].trim_end(), headline[at.end..].trim_start());
    let phrase = &headline[at];
    before.is_empty()
        || after.is_empty()
        || before.ends_with(SIGNS)
        || after.starts_with(SIGNS)
        || phrase.starts_with(SIGNS)
        || phrase.ends_with(SIGNS)
}

static SUBSCRIPTIONS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(&SUBSCRIBE));
static LIVE_TITLES: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(&LIVE));
static DIGEST_TITLES: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(&DIGEST));

/// What the article says of itself.
pub fn of(title: &str, text: &str) -> Page {
    if text.trim().is_empty() {
        return if title.trim().is_empty() { Page::NoWords } else { Page::Article };
    }
    if text.len() <= WALL && may_be_consent_wall(text) && is_consent_wall(&text.to_lowercase()) {
        return Page::AsksForConsent;
    }
    if text.len() <= STUB && SUBSCRIPTIONS.stand_in(text) {
        return Page::AsksForSubscription;
    }
    if LIVE_TITLES.title(title) {
        return Page::TitledLive;
    }
    let (lines, timed) = line_starts(text);
    if timed >= ENTRIES && entries(text) * 6 >= lines.max(6 * ENTRIES) {
        return Page::TimedEntries;
    }
    if lines >= 3 && DIGEST_TITLES.title(title) {
        return Page::TitledDigest;
    }
    if lines >= LIST && is_section_name(title) && Lines::of(text).are_headlines() {
        return Page::Headlines;
    }
    Page::Article
}

/// One look at the text as it is, so that only few are looked at closely.
fn may_be_consent_wall(text: &str) -> bool {
    let stands = |word: &&str| find(text.as_bytes(), word.as_bytes()).is_some();
    ["ookie", "OOKIE"].iter().any(stands) || !text.is_ascii() && COOKIES.iter().any(stands)
}

/// A wall speaks of cookies again and again; an article about them does not ask for consent.
fn is_consent_wall(lower: &str) -> bool {
    const BYTES_EACH: usize = 250;
    let named = |word: &str| memchr::memmem::find_iter(lower.as_bytes(), word.as_bytes()).count();
    let cookies: usize = COOKIES.iter().map(|word| named(word)).sum();
    let asks = CONSENT.iter().filter(|word| named(word) > 0).count();
    cookies >= 2 && asks >= 2 && cookies * BYTES_EACH >= lower.len()
}

fn is_section_name(title: &str) -> bool {
    words::words(title).nth(SECTION_NAME).is_none()
}

/// Lines with words.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// How many lines there are that are not blank, and how many begin with a digit, whatever mark
/// stands before it: one look at a few bytes of each.
fn line_starts(text: &str) -> (usize, usize) {
    let bytes = text.as_bytes();
    let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', bytes).map(|at| at + 1));
    let (mut lines, mut digits) = (0, 0);
    for start in starts {
        let blank = bytes[start..].iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\r')).count();
        let line = &bytes[start + blank..];
        if line.first().is_none_or(|first| *first == b'\n') {
            continue;
        }
        lines += 1;
        let begin = text[start + blank..].trim_start_matches(MARKS);
        digits += usize::from(begin.starts_with(|c: char| c.is_ascii_digit()));
    }
    (lines, digits)
}

/// How many paragraphs are told under a time of day, the newest first: what is told in order of
/// time is the chronology of an event. The time stands before a sentence, or on a line of its own;
/// lines of a timetable are no sentences.
fn entries(text: &str) -> usize {
    const ALONE: usize = 16;
    let (mut found, mut time_before) = (0, false);
    let (mut earlier, mut later, mut last) = (0, 0, None);
    for line in lines(text) {
        let minute = time_of_day(line);
        if let (Some(minute), Some(last)) = (minute, last) {
            earlier += usize::from(minute < last);
            later += usize::from(minute > last);
        }
        last = minute.or(last);
        let alone = minute.is_some() && line.len() <= ALONE;
        found += usize::from((minute.is_some() || time_before) && !alone && is_sentence(line));
        time_before = alone;
    }
    if earlier > 2 * later { found } else { 0 }
}

fn is_sentence(line: &str) -> bool {
    const SHORTEST: usize = 30;
    line.len() >= SHORTEST && line.ends_with(['.', '!', '?', '"', '”', '。', '।'])
}

/// The shape of a text's lines.
#[derive(Debug, Default)]
struct Lines {
    all: usize,
    /// Those of headline length that end without a full stop.
    open: usize,
    /// Of the open ones, those with a figure.
    figures: usize,
    bytes: usize,
    /// Bytes of the open ones.
    open_bytes: usize,
}

impl Lines {
    fn of(text: &str) -> Self {
        let mut shape = Self::default();
        for line in lines(text) {
            shape.all += 1;
            shape.bytes += line.len();
            if is_open(line) {
                shape.open += 1;
                shape.open_bytes += line.len();
                shape.figures += usize::from(line.bytes().any(|b| b.is_ascii_digit()));
            }
        }
        shape
    }

    /// Tables and results have figures in most lines, headlines do not; lists of names are shorter,
    /// and stand under paragraphs.
    fn are_headlines(&self) -> bool {
        const LINE: usize = 28;
        self.all >= LIST
            && self.open * 10 >= self.all * 9
            && self.figures * 2 < self.open
            && self.open_bytes >= LINE * self.open
            && self.open_bytes * 5 >= self.bytes * 4
    }
}

/// A line of headline length that ends like one.
fn is_open(line: &str) -> bool {
    const LENGTHS: std::ops::RangeInclusive<usize> = 12..=160;
    let ends = ['.', '!', ';', ':', ',', '。', '！', '।', '؛', '…', '"', '”', ')'];
    LENGTHS.contains(&line.len()) && !line.ends_with(ends) && line.contains(' ')
}

/// The minute of the day that a line begins with: `14:05 The minister ...`, `9.30 am: ...`,
/// `18h30 - ...`; not `12.5 percent`.
fn time_of_day(line: &str) -> Option<u16> {
    if !line.starts_with(|c: char| c.is_ascii_digit() || c.is_ascii_punctuation() || c == '•') {
        return None;
    }
    let line = line.trim_start_matches(MARKS);
    let digits = line.find(|c: char| !c.is_ascii_digit()).filter(|n| (1..=2).contains(n))?;
    let rest = line[digits..].strip_prefix([':', '.', 'h', '時'])?;
    let minutes = rest.get(..2).filter(|m| m.bytes().all(|b| b.is_ascii_digit()))?;
    let after = &rest[2..];
    let hour: u16 = line[..digits].parse().ok().filter(|h| *h < 24)?;
    let minute: u16 = minutes.parse().ok().filter(|m| *m < 60)?;
    let after_noon = after.trim_start().to_ascii_lowercase();
    let is = |marks: &[&str]| marks.iter().any(|mark| after_noon.starts_with(mark));
    let (morning, evening) = (is(&["am", "a.m"]), is(&["pm", "p.m"]));
    let dotted = line[digits..].starts_with('.');
    let told = morning || evening || is(&["ist", "gmt", "uhr", "hrs"]);
    let more_digits = after.starts_with(|c: char| c.is_ascii_digit());
    let hour = match hour {
        12 if morning => 0,
        1..=11 if evening => hour + 12,
        _ => hour,
    };
    (!more_digits && (told || !dotted)).then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(title: &str, text: &str) -> PageKind {
        of(title, text).kind()
    }

    #[test]
    fn walls_and_stubs_are_told_by_what_they_ask() {
        let wall = "We use cookies and similar technologies. Cookies help us improve the site. \
                    Accept all or manage your privacy settings.";
        assert_eq!(kind("The Ledger", wall), PageKind::Consent);
        let wall = "Wir verwenden Cookies. Mit Ihrer Einwilligung setzen wir Cookies. \
                    Datenschutz | Alle akzeptieren";
        assert_eq!(kind("", wall), PageKind::Consent);
        let stub = "The river rose again. Subscribe to continue reading.";
        assert_eq!(kind("Flood", stub), PageKind::Stub);
        assert_eq!(kind("Inondations", "Article réservé aux abonnés."), PageKind::Stub);
        let news = "Regulators fined the company over cookies. The firm said it would appeal.";
        assert_eq!(kind("Fine", news), PageKind::Article);
        let long = "The council met on Monday and spoke of the flood. ".repeat(20);
        assert_eq!(kind("", &(long + "Subscribe to continue reading.")), PageKind::Article);
    }

    #[test]
    fn live_blogs_are_told_by_their_headline_or_their_times() {
        assert_eq!(kind("Flood: live updates", "The river rose."), PageKind::Live);
        let entry = |h: usize| format!("{h}:05 The mayor spoke to reporters.\n");
        let blog: String = (9..15).rev().map(entry).collect();
        assert_eq!(kind("Flood", &blog), PageKind::Live);
        let chronology: String = (9..15).map(entry).collect();
        assert_eq!(kind("Flood", &chronology), PageKind::Article);
        // As often forth as back, nearly: no blog puts the newest first so.
        let mixed: String = [15, 13, 14, 11, 12, 9, 10, 8].map(entry).concat();
        assert_eq!(kind("Flood", &mixed), PageKind::Article);
        assert_eq!(kind("Long live the king", "Crowds cheered."), PageKind::Article);
        let bullets: String = (9..15).rev().map(|h| format!("  • {}", entry(h))).collect();
        assert_eq!(kind("Flood", &bullets), PageKind::Live);
        let timetable: String = (9..15).map(|h| format!("{h}:05 Marlow\n")).collect();
        assert_eq!(kind("Trains", &timetable), PageKind::Article);
        assert_eq!(time_of_day("12.50 percent of voters"), None);
        assert_eq!(time_of_day("12:505 votes"), None);
        assert_eq!(time_of_day("9.30 am: the doors of the hall open at last"), Some(570));
        assert_eq!(time_of_day("• 12:05 a.m. the river rises"), Some(5));
        assert_eq!(time_of_day("18h30 - les portes s'ouvrent"), Some(1110));
    }

    #[test]
    fn phrases_are_signs_only_as_words_of_their_own_and_set_off_in_headlines() {
        let three_lines = "The river rose.\nCrews came.\nThe bridge held.";
        assert_eq!(kind("Kurznachrichten vom Montag", three_lines), PageKind::Digest);
        assert_eq!(kind("Kurznachrichtendienst ändert Regeln", three_lines), PageKind::Article);
        assert_eq!(kind("Your Monday morning briefing", three_lines), PageKind::Digest);
        assert_eq!(kind("Palace morning briefing put off again", three_lines), PageKind::Article);
        assert_eq!(kind("Denby v Marlow: cup final – as it happened", "One."), PageKind::Live);
        assert_eq!(kind("Driver filmed collapse as it happened", "One."), PageKind::Article);
        assert_eq!(kind("Network drops live coverage of trial", "One."), PageKind::Article);
        let member = "Marlow, already a member of the league, said that it would stay.";
        assert_eq!(kind("League", member), PageKind::Article);
        let price = "The Ledger raised its price for subscribers in Denby by a third.";
        assert_eq!(kind("Price", price), PageKind::Article);
        assert_eq!(kind("Price", "The river rose. For subscribers only."), PageKind::Stub);
        assert_eq!(kind("社説", "この記事は会員限定です。"), PageKind::Stub);
    }

    #[test]
    fn lists_of_headlines_are_fronts_and_tables_are_not() {
        let front: String = (0..15)
            .map(|i| format!("River rises in the town of place{}\n", "x".repeat(i)))
            .collect();
        assert_eq!(kind("News", &front), PageKind::Front);
        let indented: String = front.lines().map(|line| format!("  {line}\n")).collect();
        assert_eq!(kind("News", &indented), PageKind::Front);
        let table: String = (0..15).map(|i| format!("Marlow Town {i} Denby Rovers 2\n")).collect();
        assert_eq!(kind("Results", &table), PageKind::Article);
        let names: String =
            (0..20).map(|i| format!("Ann Marlow - Denby {}\n", "x".repeat(i % 3))).collect();
        let paragraph = "The council gave each of the towns below to one of its members on Monday, and \
                         said that they would take up their work at once.\n";
        assert_eq!(kind("Members named", &(paragraph.repeat(2) + &names)), PageKind::Article);
        let prose = "The river rose on Monday.\nCrews worked all night.\n".repeat(8);
        assert_eq!(kind("Flood", &prose), PageKind::Article);
    }

    #[test]
    fn every_phrase_is_found_whatever_its_case() {
        for phrase in SUBSCRIBE {
            let text = format!("The river rose. {}!", phrase.to_uppercase());
            assert!(SUBSCRIPTIONS.stand_in(&text), "{phrase}");
        }
        assert!(!SUBSCRIPTIONS.stand_in("The river rose over its banks."));
    }

    #[test]
    fn nothing_at_all_is_empty_and_a_headline_alone_is_not() {
        assert_eq!(kind(" ", "\n"), PageKind::Empty);
        assert_eq!(kind("River floods town", ""), PageKind::Article);
    }

    #[test]
    fn every_sign_is_told_in_words() {
        let signs = [
            Page::NoWords,
            Page::AsksForConsent,
            Page::AsksForSubscription,
            Page::TitledLive,
            Page::TimedEntries,
            Page::TitledDigest,
            Page::Headlines,
            Page::RepeatedBody,
            Page::StandingLines,
        ];
        let mut told: Vec<&str> = signs.iter().filter_map(|sign| sign.why()).collect();
        assert!(signs.iter().all(|sign| sign.kind() != PageKind::Article));
        told.sort_unstable();
        told.dedup();
        assert_eq!((told.len(), Page::Article.why()), (signs.len(), None));
    }
}
