//! Fingerprints to pairs that may be copies.
//!
//! If a share t of the smaller text's m grams stands in the larger, then at least h of *any*
//! (1 - t) m + h of them do: so only the rarest so many are looked up in the inverted index
//! (prefix filtering: Chaudhuri et al., 2006; Bayardo et al., *Scaling up all pairs similarity
//! search*, 2007). Common grams, which cost most, are rarely read. Pairs met are counted exactly
//! on the fingerprints and kept from [`NOMINATION`] on.
//!
//! A gram that very many texts hold links each of them to the first few holders and to those just
//! before it only: enough for mass reprints to meet their survivor (documents are numbered by keep
//! policy, so the first holder *is* the best survivor), and never quadratic.

use rayon::prelude::*;

use super::fingerprint::{Fingerprint, Overlap};

/// Estimated containment from which a pair is verified; lower than any threshold on the exact
/// value, since a sample errs.
pub const NOMINATION: f32 = 0.3;
/// Lists longer than this link to a few holders only.
const LONG_LIST: usize = 60;
/// How many first holders, and how many just before, a long list links to.
const LINKED: usize = 3;
/// Below so many grams, one shared is enough to look closer; above, two are needed.
const FEW_GRAMS: usize = 40;

/// The inverted index: every kept gram with the texts that hold it.
pub struct GramIndex {
    /// `gram << 32 | text`, sorted.
    postings: Vec<u64>,
    /// Start of each range of grams with the same high 16 bits.
    buckets: Vec<u32>,
}

impl GramIndex {
    /// Indexes fingerprints by their position; `None` stands for texts that are left out.
    pub fn new(prints: &[Option<&Fingerprint>]) -> Self {
        let mut postings: Vec<u64> = prints
            .par_iter()
            .enumerate()
            .flat_map_iter(|(text, print)| {
                let grams = print.map_or(&[][..], |p| &p.grams);
                grams.iter().map(move |&gram| u64::from(gram) << 32 | text as u64)
            })
            .collect();
        postings.par_sort_unstable();
        let mut buckets = vec![0_u32; (1 << 16) + 1];
        postings.iter().for_each(|p| buckets[(p >> 48) as usize + 1] += 1);
        (0..1 << 16).for_each(|b| buckets[b + 1] += buckets[b]);
        Self { postings, buckets }
    }

    /// The texts that hold a gram, ascending, each as `gram << 32 | text`.
    fn list(&self, gram: u32) -> &[u64] {
        let bucket = (gram >> 16) as usize;
        let range = self.buckets[bucket] as usize..self.buckets[bucket + 1] as usize;
        let part = &self.postings[range];
        let first = part.partition_point(|p| ((p >> 32) as u32) < gram);
        let last = part.partition_point(|p| ((p >> 32) as u32) <= gram);
        &part[first..last]
    }

    /// The lists of all grams, each as [`GramIndex::list`] gives it.
    pub fn lists(&self) -> impl Iterator<Item = &[u64]> {
        self.postings.chunk_by(|x, y| x >> 32 == y >> 32)
    }

    /// How many texts hold a gram.
    pub fn frequency(&self, gram: u32) -> usize {
        self.list(gram).len()
    }
}

/// Pairs of positions `(a, b)`, `a < b`, sorted, whose estimated containment reaches
/// [`NOMINATION`].
pub fn nominate(prints: &[Option<&Fingerprint>], index: &GramIndex) -> Vec<(u32, u32)> {
    let probe = |text: usize| {
        prints[text].map_or_else(Vec::new, |print| partners(text as u32, print, prints, index))
    };
    let mut pairs: Vec<(u32, u32)> =
        (0..prints.len()).into_par_iter().flat_map_iter(probe).collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

/// The pairs of one text with those that its rarest grams lead to.
fn partners(
    text: u32,
    print: &Fingerprint,
    prints: &[Option<&Fingerprint>],
    index: &GramIndex,
) -> Vec<(u32, u32)> {
    let mut lists: Vec<&[u64]> = print.grams.iter().map(|&gram| index.list(gram)).collect();
    lists.sort_by_key(|list| list.len());
    let hits = hits_wanted(print, &lists);
    let misses = ((1.0 - NOMINATION) * lists.len() as f32) as usize;
    let mut met: Vec<u32> = Vec::new();
    for list in lists.iter().take(misses + hits).filter(|list| list.len() > 1) {
        linked(text, list, &mut met);
    }
    met.sort_unstable();
    met.chunk_by(|x, y| x == y)
        .filter(|run| run.len() >= hits)
        .map(|run| run[0])
        .filter(|&other| prints[other as usize].is_some_and(|p| may_copy(print, p)))
        .map(|other| (text.min(other), text.max(other)))
        .collect()
}

/// How often a pair must meet in the prefix. A pair that shares t m grams meets at least h times
/// among the rarest (1 - t) m + h, so asking for more meetings in a prefix as much longer loses
/// nothing, and spares the comparison of texts that share a phrase. Half of t m is asked; grams
/// in long lists, which link only some of their holders, are not counted on, and texts kept whole
/// meet sampled ones in every fourth gram only.
fn hits_wanted(print: &Fingerprint, lists: &[&[u64]]) -> usize {
    if print.complete {
        return 1;
    }
    let short = lists.iter().filter(|list| list.len() <= LONG_LIST).count();
    let counted_on = short as f32 - (1.0 - NOMINATION) * lists.len() as f32;
    ((counted_on / 2.0) as usize).max(1)
}

/// The holders in a list that `text` is linked to.
fn linked(text: u32, list: &[u64], met: &mut Vec<u32>) {
    let take = |part: &[u64], met: &mut Vec<u32>| {
        met.extend(part.iter().map(|p| *p as u32).filter(|other| *other != text));
    };
    if list.len() <= LONG_LIST {
        return take(list, met);
    }
    take(&list[..LINKED], met);
    let at = list.partition_point(|p| (*p as u32) < text);
    take(&list[at.saturating_sub(LINKED)..(at + LINKED + 1).min(list.len())], met);
}

fn may_copy(a: &Fingerprint, b: &Fingerprint) -> bool {
    let overlap = Overlap::of(a, b);
    let enough = overlap.shared >= 2 || (overlap.smaller as usize) < FEW_GRAMS;
    enough && overlap.shared > 0 && overlap.containment() >= NOMINATION
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nominated(texts: &[String]) -> Vec<(u32, u32)> {
        let prints: Vec<Fingerprint> = texts.iter().map(|t| Fingerprint::of(t)).collect();
        let prints: Vec<Option<&Fingerprint>> = prints.iter().map(Some).collect();
        nominate(&prints, &GramIndex::new(&prints))
    }

    fn text(from: usize, to: usize) -> String {
        (from..to).map(|i| format!("w{i} ")).collect()
    }

    #[test]
    fn parts_meet_their_whole_and_strangers_do_not() {
        let texts = [text(0, 300), text(100, 200), text(1000, 1300), text(290, 500)];
        assert_eq!(nominated(&texts), [(0, 1)]);
    }

    #[test]
    fn mass_copies_all_meet_the_first() {
        let texts: Vec<String> =
            (0..200).map(|i| text(0, 300) + &text(1000 + i, 1001 + i)).collect();
        let pairs = nominated(&texts);
        assert!((1..200).all(|i| pairs.contains(&(0, i))));
        assert!(pairs.len() < 200 * 8, "never quadratic: {}", pairs.len());
    }
}
