//! The word lists of the rules for numbers, figures, ranks and dates: what [`super::lead`] looks words up in,
//! and what the rules themselves match. Plain lists, so that nothing here depends on the rules.

/// Words below a hundred.
pub(super) const SMALL: [(&str, u64); 28] = [
    ("zero", 0),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
];

/// Words that a number in letters may begin with, apart from [`SMALL`].
pub(super) const ARTICLES: [&str; 4] = ["a", "an", "half", "dozen"];

/// Every word that a rank may begin with.
pub(super) fn rank_words() -> impl Iterator<Item = &'static str> {
    ORDINALS
        .into_iter()
        .chain(SUPERLATIVES.split_whitespace())
        .chain(RANK_VERBS)
        .chain(["most", "no", "number"])
}

/// Ordinals in letters, from the first on.
pub(super) const ORDINALS: [&str; 12] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth",
];

/// What ranks are by.
pub(super) const SUPERLATIVES: &str = "largest biggest smallest oldest youngest richest poorest highest \
    lowest fastest slowest strongest weakest worst best deadliest busiest tallest longest \
    shortest hottest coldest wealthiest cheapest heaviest deepest greatest wettest driest \
    costliest bloodiest";

/// Verbs that an ordinal may complete.
pub(super) const RANK_VERBS: [&str; 8] =
    ["ranked", "ranks", "rank", "ranking", "placed", "finished", "finishing", "came"];

/// Verbs that say how far or whence and whereto a quantity moved.
pub(super) const CHANGE_VERBS: &str = "rose rise rises risen rising fell fall falls fallen falling \
    increase increased increases increasing decrease decreased dropped drop drops declined \
    decline declines grew grow grown climbed climb climbs gained gains gain jumped jumps jump \
    lost slipped slid soared surged plunged tumbled shrank cut raised lowered reduced up down \
    edged advanced slumped added";

/// Words that only reports of market prices use.
pub(super) const MARKET_WORDS: [&str; 15] = [
    "trading",
    "nasdaq",
    "dow",
    "nikkei",
    "ftse",
    "sensex",
    "nifty",
    "futures",
    "yield",
    "bourse",
    "crude",
    "intraday",
    "premarket",
    "greenback",
    "composite",
];

/// Words that dates without a name begin with: `last month`, `a week ago`, `yesterday`,
/// `first quarter`.
pub(super) const DATE_WORDS: [&str; 15] = [
    "last",
    "this",
    "next",
    "earlier",
    "later",
    "today",
    "tonight",
    "yesterday",
    "tomorrow",
    "a",
    "an",
    "first",
    "second",
    "third",
    "fourth",
];
