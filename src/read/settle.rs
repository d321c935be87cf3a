//! One article a key: repeats are dropped, other contents under the same key renamed, all sorted.
//!
//! Of several contents under one key the smallest hash keeps the key; the others become `KEY~` and
//! the first 8 hex digits of their hash (all 16 where that is taken too). Of several records with
//! one content the first by file and record stays. So nothing depends on the order of the input.

use std::borrow::Cow;

use hashbrown::HashSet;
use jiff::Timestamp;
use xxhash_rust::xxh3::xxh3_64;

use super::settings::Sample;
use crate::article::{Article, ArticleId, Record, Rejected, Source};

/// Articles after the pass, in input order.
#[derive(Default)]
pub(crate) struct Entries {
    pub records: Vec<Record>,
    /// Hashes of their contents: [`content_hash`].
    pub contents: Vec<u64>,
}

/// Articles by [`ArticleId`].
pub(crate) struct Settled {
    pub records: Vec<Record>,
    /// Puts what a caller keeps of each entry in the order of the records.
    pub arrangement: Arrangement,
    /// The articles in the order of the entries.
    pub input_order: Vec<ArticleId>,
    /// A row for each renamed article.
    pub renamed: Vec<Rejected>,
    pub repeated: u64,
    /// Records left out of the sample.
    pub unsampled: u64,
}

/// Where each entry goes.
pub(crate) struct Arrangement {
    /// For each entry its new place; those that are dropped come after all others.
    places: Vec<u32>,
    kept: usize,
}

impl Arrangement {
    /// Keeps the entries in `order`, in this order.
    fn of(order: &[u32], entries: usize) -> Self {
        const NONE: u32 = u32::MAX;
        let mut places = vec![NONE; entries];
        order.iter().zip(0..).for_each(|(entry, place)| places[*entry as usize] = place);
        let dropped = places.iter_mut().filter(|place| **place == NONE);
        dropped.zip(order.len() as u32..).for_each(|(place, last)| *place = last);
        Self { places, kept: order.len() }
    }

    /// Moves each item to its place. Nothing is copied: for a great dump there is no room for two.
    pub fn arrange<X>(&self, mut items: Vec<X>) -> Vec<X> {
        let mut places = self.places.clone();
        for at in 0..places.len() {
            while places[at] as usize != at {
                let to = places[at] as usize;
                items.swap(at, to);
                places.swap(at, to);
            }
        }
        items.truncate(self.kept);
        items
    }

    /// The new places of those that are kept, in the order of the entries.
    fn input_order(&self) -> Vec<ArticleId> {
        let kept = self.places.iter().filter(|place| (**place as usize) < self.kept);
        kept.map(|place| ArticleId(*place)).collect()
    }
}

/// Hash of title, source, date, url and text: what makes two records of one id the same. `buffer`
/// is only there to be used again.
pub(crate) fn content_hash(article: &Article, text_hash: u64, buffer: &mut Vec<u8>) -> u64 {
    buffer.clear();
    let published = article.published.map_or(i128::MIN, Timestamp::as_nanosecond);
    buffer.extend_from_slice(&published.to_le_bytes());
    buffer.extend_from_slice(&text_hash.to_le_bytes());
    for field in [&article.title, article.source.name(), article.url.as_deref().unwrap_or("")] {
        buffer.extend_from_slice(&(field.len() as u64).to_le_bytes());
        buffer.extend_from_slice(field.as_bytes());
    }
    xxh3_64(buffer)
}

/// The same of an article that has left its reader, as it would be under the id `key`.
#[cfg(feature = "state")]
pub(crate) fn content_hash_of(record: &Record, text: &str, key: &str) -> u64 {
    let mut article = record.with_text(String::new());
    if article.source.is_unknown() {
        article.source = Source::unknown(key);
    }
    content_hash(&article, xxh3_64(text.as_bytes()), &mut Vec::new())
}

/// Settles entries.
pub(crate) fn settle(entries: Entries, sample: Option<Sample>) -> Settled {
    let Entries { mut records, contents } = entries;
    let mut order: Vec<u32> = (0..records.len() as u32).collect();
    if let Some(sample) = sample {
        cut_sample(&records, &mut order, sample);
    }
    let (unsampled, sampled) = ((records.len() - order.len()) as u64, order.len());
    choose(&records, &contents, &mut order);
    let repeated = (sampled - order.len()) as u64;
    let renamed = rename(&mut records, &contents, &order);
    if !renamed.is_empty() {
        order.sort_unstable_by(|&a, &b| records[a as usize].key().cmp(records[b as usize].key()));
    }
    let arrangement = Arrangement::of(&order, records.len());
    let input_order = arrangement.input_order();
    let records = arrangement.arrange(records);
    Settled { records, arrangement, input_order, renamed, repeated, unsampled }
}

/// Keeps the entries of the `count` keys with the smallest hashes.
fn cut_sample(records: &[Record], order: &mut Vec<u32>, sample: Sample) {
    let mut keys: Vec<(u64, &str)> = records.iter().map(|record| rank(sample, record)).collect();
    keys.sort_unstable();
    keys.dedup();
    if let Some(first_out) = keys.get(sample.count) {
        order.retain(|i| rank(sample, &records[*i as usize]) < *first_out);
    }
}

fn rank(sample: Sample, record: &Record) -> (u64, &str) {
    (sample.hash(record.key()), record.key())
}

/// Keeps one entry of each key and content, and sorts by them.
fn choose(records: &[Record], contents: &[u64], order: &mut Vec<u32>) {
    let rank = |i: u32| {
        let record = &records[i as usize];
        (record.key(), contents[i as usize], record.location(), i)
    };
    order.sort_unstable_by(|&a, &b| rank(a).cmp(&rank(b)));
    order.dedup_by_key(|i| (records[*i as usize].key(), contents[*i as usize]));
}

/// Gives all but the first entry of each key a key of its own.
fn rename(records: &mut [Record], contents: &[u64], order: &[u32]) -> Vec<Rejected> {
    let key = |i: u32| records[i as usize].key();
    let second = order.windows(2).filter(|pair| key(pair[0]) == key(pair[1])).map(|pair| pair[1]);
    let second: Vec<u32> = second.collect();
    let new_keys = new_keys(records, contents, order, &second);
    let mut rows = Vec::with_capacity(second.len());
    for (entry, new) in second.into_iter().zip(new_keys) {
        let record = &mut records[entry as usize];
        rows.push(Rejected {
            file: record.location().file.to_string(),
            record: Some(record.location().record),
            offset: Some(record.location().offset),
            reason: format!("the id {} has other content elsewhere; kept as {new}", record.key()),
        });
        let mut article = record.with_text(String::new());
        if article.source.is_unknown() {
            article.source = Source::unknown(&new);
        }
        article.key = new;
        *record = Record::of(&article);
    }
    rows
}

fn new_keys(records: &[Record], contents: &[u64], order: &[u32], second: &[u32]) -> Vec<String> {
    if second.is_empty() {
        return Vec::new();
    }
    let mut taken: HashSet<Cow<'_, str>> =
        order.iter().map(|&i| Cow::Borrowed(records[i as usize].key())).collect();
    let mut new_key = |&i: &u32| {
        let (key, content) = (records[i as usize].key(), contents[i as usize]);
        let mut new = format!("{key}~{:08x}", content >> 32);
        if taken.contains(new.as_str()) {
            new = format!("{key}~{content:016x}");
        }
        while !taken.insert(Cow::Owned(new.clone())) {
            new.push('~');
        }
        new
    };
    second.iter().map(&mut new_key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Location;

    fn entry(key: &str, content: u64, record: u64) -> (Record, u64) {
        let location = Location { file: "f".into(), record, offset: 0 };
        let article = Article {
            key: key.into(),
            source: Source::unknown(key),
            published: None,
            title: String::new(),
            text: String::new(),
            url: None,
            lang: None,
            location,
        };
        (Record::of(&article), content)
    }

    fn settle(entries: Vec<(Record, u64)>, sample: Option<Sample>) -> Settled {
        let (records, contents) = entries.into_iter().unzip();
        super::settle(Entries { records, contents }, sample)
    }

    fn keys(settled: &Settled) -> Vec<&str> {
        settled.records.iter().map(Record::key).collect()
    }

    #[test]
    fn sorted_by_key_with_input_order_kept() {
        let settled = settle(vec![entry("b", 1, 1), entry("c", 2, 2), entry("a", 3, 3)], None);
        assert_eq!(keys(&settled), ["a", "b", "c"]);
        assert_eq!(settled.arrangement.arrange(vec![1, 2, 3]), [3, 1, 2]);
        assert_eq!(settled.input_order, [ArticleId(1), ArticleId(2), ArticleId(0)]);
    }

    #[test]
    fn repeats_count_and_other_contents_are_renamed() {
        let high = 0xABCD_EF01_u64 << 32;
        let rows =
            || vec![entry("a", 5, 1), entry("a", high, 2), entry("a", 5, 3), entry("b", 5, 4)];
        let settled = settle(rows(), None);
        assert_eq!(keys(&settled), ["a", "a~abcdef01", "b"]);
        assert_eq!(settled.repeated, 1);
        assert_eq!(settled.records[0].location().record, 1);
        assert_eq!(settled.records[1].source().name(), "unknown:a~abcdef01");
        assert_eq!(settled.renamed.len(), 1);
        assert!(settled.renamed[0].reason.ends_with("kept as a~abcdef01"));
        let mut backwards = rows();
        backwards.reverse();
        let other = settle(backwards, None);
        assert_eq!(other.records, settled.records);
        assert_eq!(settled.arrangement.arrange(vec![1, 2, 3, 4]), [1, 2, 4], "the third repeats");
    }

    #[test]
    fn a_renamed_key_gives_way_to_a_real_one() {
        let (one, two) = (0xABCD_EF01_u64 << 32, (0xABCD_EF01_u64 << 32) + 1);
        let rows = vec![
            entry("a", 1, 1),
            entry("a", one, 2),
            entry("a", two, 3),
            entry("a~abcdef01", 7, 4),
        ];
        let settled = settle(rows, None);
        let expected = ["a", "a~abcdef01", "a~abcdef0100000000", "a~abcdef0100000001"];
        assert_eq!(keys(&settled), expected);
    }

    #[test]
    fn samples_are_nested_and_do_not_depend_on_order() {
        let rows = || (0..50).map(|i| entry(&format!("k{i}"), i, i)).collect::<Vec<_>>();
        let sample = |count| Some(Sample { count, seed: 7 });
        let small = settle(rows(), sample(5));
        let mut backwards = rows();
        backwards.reverse();
        let big = settle(backwards, sample(20));
        assert_eq!((small.records.len(), big.records.len()), (5, 20));
        assert_eq!((small.unsampled, big.unsampled), (45, 30));
        assert!(keys(&small).iter().all(|key| keys(&big).contains(key)));
        let other = settle(rows(), Some(Sample { count: 5, seed: 8 }));
        assert_ne!(keys(&other), keys(&small));
    }
}
