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

/// An article after the pass, with what a caller and the store keep of it.
pub(crate) struct Entry<T> {
    pub record: Record,
    /// Hash of the content: [`content_hash`].
    pub content: u64,
    pub kept: T,
}

/// Articles by [`ArticleId`].
pub(crate) struct Settled<T> {
    pub records: Vec<Record>,
    pub kept: Vec<T>,
    /// The articles in the order of the entries.
    pub input_order: Vec<ArticleId>,
    /// A row for each renamed article.
    pub renamed: Vec<Rejected>,
    pub repeated: u64,
    /// Records left out of the sample.
    pub unsampled: u64,
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

/// Settles entries that stand in input order.
pub(crate) fn settle<T>(mut entries: Vec<Entry<T>>, sample: Option<Sample>) -> Settled<T> {
    let before = entries.len();
    if let Some(sample) = sample {
        cut_sample(&mut entries, sample);
    }
    let unsampled = (before - entries.len()) as u64;
    let (mut order, repeated) = choose(&entries);
    let renamed = rename(&mut entries, &order);
    if !renamed.is_empty() {
        order.sort_unstable_by(|&a, &b| entries[a].record.key.cmp(&entries[b].record.key));
    }
    let mut ids = vec![None; entries.len()];
    for (id, &entry) in order.iter().enumerate() {
        ids[entry] = Some(ArticleId(id as u32));
    }
    let input_order = ids.iter().flatten().copied().collect();
    let mut slots: Vec<_> = entries.into_iter().map(Some).collect();
    let mut records = Vec::with_capacity(order.len());
    let mut kept = Vec::with_capacity(order.len());
    for Entry { record, kept: product, .. } in order.iter().filter_map(|&i| slots[i].take()) {
        records.push(record);
        kept.push(product);
    }
    Settled { records, kept, input_order, renamed, repeated, unsampled }
}

/// Keeps the entries of the `count` keys with the smallest hashes.
fn cut_sample<T>(entries: &mut Vec<Entry<T>>, sample: Sample) {
    let mut keys: Vec<(u64, &str)> =
        entries.iter().map(|e| (sample.hash(&e.record.key), &*e.record.key)).collect();
    keys.sort_unstable();
    keys.dedup();
    let Some((hash, key)) = keys.get(sample.count).map(|&(hash, key)| (hash, key.to_owned()))
    else {
        return;
    };
    entries.retain(|e| (sample.hash(&e.record.key), &*e.record.key) < (hash, key.as_str()));
}

/// The entries to keep, by key and hash; and how many more repeat one of them.
fn choose<T>(entries: &[Entry<T>]) -> (Vec<usize>, u64) {
    let rank = |i: usize| {
        let Entry { record, content, .. } = &entries[i];
        (&record.key, *content, &record.location, i)
    };
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_unstable_by(|&a, &b| rank(a).cmp(&rank(b)));
    order.dedup_by_key(|i| (&entries[*i].record.key, entries[*i].content));
    let repeated = (entries.len() - order.len()) as u64;
    (order, repeated)
}

/// Gives all but the first entry of each key a key of its own.
fn rename<T>(entries: &mut [Entry<T>], order: &[usize]) -> Vec<Rejected> {
    let key = |i: usize| &*entries[i].record.key;
    let second = order.windows(2).filter(|pair| key(pair[0]) == key(pair[1])).map(|pair| pair[1]);
    let second: Vec<usize> = second.collect();
    let new_keys = new_keys(entries, order, &second);
    let mut rows = Vec::with_capacity(second.len());
    for (entry, new) in second.into_iter().zip(new_keys) {
        let record = &mut entries[entry].record;
        rows.push(Rejected {
            file: record.location.file.to_string(),
            record: Some(record.location.record),
            offset: Some(record.location.offset),
            reason: format!("the id {} has other content elsewhere; kept as {new}", record.key),
        });
        if record.source.is_unknown() {
            record.source = Source::unknown(&new);
        }
        record.key = new.into();
    }
    rows
}

fn new_keys<T>(entries: &[Entry<T>], order: &[usize], second: &[usize]) -> Vec<String> {
    if second.is_empty() {
        return Vec::new();
    }
    let mut taken: HashSet<Cow<'_, str>> =
        order.iter().map(|&i| Cow::Borrowed(&*entries[i].record.key)).collect();
    let mut new_key = |&i: &usize| {
        let Entry { record, content, .. } = &entries[i];
        let mut new = format!("{}~{:08x}", record.key, *content >> 32);
        if taken.contains(new.as_str()) {
            new = format!("{}~{content:016x}", record.key);
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

    fn entry(key: &str, content: u64, record: u64) -> Entry<u64> {
        let location = Location { file: "f".into(), record, offset: 0 };
        let record = Record {
            key: key.into(),
            source: Source::unknown(key),
            published: None,
            title: "".into(),
            url: None,
            lang: None,
            location,
        };
        Entry { kept: content, record, content }
    }

    fn keys(settled: &Settled<u64>) -> Vec<&str> {
        settled.records.iter().map(|r| &*r.key).collect()
    }

    #[test]
    fn sorted_by_key_with_input_order_kept() {
        let settled = settle(vec![entry("b", 1, 1), entry("c", 2, 2), entry("a", 3, 3)], None);
        assert_eq!(keys(&settled), ["a", "b", "c"]);
        assert_eq!(settled.kept, [3, 1, 2]);
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
        assert_eq!(settled.records[0].location.record, 1);
        assert_eq!(settled.records[1].source.name(), "unknown:a~abcdef01");
        assert_eq!(settled.renamed.len(), 1);
        assert!(settled.renamed[0].reason.ends_with("kept as a~abcdef01"));
        let mut backwards = rows();
        backwards.reverse();
        let other = settle(backwards, None);
        assert_eq!((&other.records, &other.kept), (&settled.records, &settled.kept));
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
