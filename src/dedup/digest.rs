//! Digests: one text that carries pieces of several others.
//!
//! A copy of a digest is a copy, but an item of it is not a copy of the whole, and two of its items
//! are nothing to each other. A text is a digest if the pairs that it was verified in name three or
//! more pieces of it that do not overlap; or two that make up the whole, side by side, be one of them
//! most of it. An article that takes in another (its own text goes on after it) is no digest.

use std::rc::Rc;

use hashbrown::HashMap;
use rayon::prelude::*;

use super::families::Held;
use super::shingled::Shingled;
use super::verify::{Checked, Outcome};
use crate::analysis::LookAlike;
use crate::error::Result;
use crate::union_find::UnionFind;

/// A partner that covers more of the text is a copy of the whole, unless another makes up the rest.
const PIECE: f32 = 0.7;
/// A partner that covers more of the text is a copy of the whole.
const GREAT_PIECE: f32 = 0.9;
/// Words of the shortest piece.
const SHORTEST: usize = 20;
/// Partners that are looked at, the longest pieces first.
const PARTNERS: usize = 12;
/// Pieces that make a digest.
const PIECES: usize = 3;
/// Two pieces make one where they cover this much of it.
const WHOLE: f32 = 0.8;

/// Takes the items of digests out of the copies; gives the digests of three or more pieces, sorted.
///
/// # Errors
/// If `shingled` cannot read a text.
pub fn take_apart<F>(checked: &mut [Checked], shingled: F) -> Result<Vec<u32>>
where
    F: Fn(u32) -> Result<Shingled> + Sync,
{
    let found: Vec<Vec<(u32, usize)>> = families(suspects(checked))
        .into_par_iter()
        .map(|family| pieces_of_all(family, &shingled))
        .collect::<Result<_>>()?;
    let pieces: Vec<(u32, usize)> = found.into_iter().flatten().collect();
    let limits: HashMap<u32, f32> = pieces
        .iter()
        .map(|(text, pieces)| (*text, if *pieces < PIECES { GREAT_PIECE } else { PIECE }))
        .collect();
    for pair in checked.iter_mut().filter(|pair| pair.verified.outcome == Outcome::Copy) {
        let of = |text: u32, covered: f32| limits.get(&text).is_some_and(|limit| covered < *limit);
        let verified = &mut pair.verified;
        if of(pair.a, verified.first_in_second) || of(pair.b, verified.second_in_first) {
            verified.outcome = Outcome::LookAlike(LookAlike::Digest);
        }
    }
    let digests = pieces.into_iter().filter(|(_, n)| *n >= PIECES).map(|(text, _)| text);
    let mut digests: Vec<u32> = digests.collect();
    digests.sort_unstable();
    Ok(digests)
}

/// A text that may be a digest, and those that hold a piece of it, longest pieces first.
type Suspect = (u32, Vec<Partner>);

/// Suspects that have texts in common are looked at together, so that each is read once.
fn families(mut suspects: Vec<Suspect>) -> Vec<Vec<Suspect>> {
    /// Suspects that are looked at in one go.
    const MOST: usize = 256;
    let texts = |(text, partners): &Suspect| partners.iter().map(|p| p.text).max().max(Some(*text));
    let Some(last) = suspects.iter().filter_map(texts).max() else { return Vec::new() };
    let mut linked = UnionFind::new(last as usize + 1);
    for (text, partners) in &suspects {
        for partner in partners {
            linked.union(*text, partner.text);
        }
    }
    let roots = linked.into_roots();
    suspects.sort_unstable_by_key(|(text, _)| (roots[*text as usize], *text));
    let mut families: Vec<Vec<Suspect>> = Vec::new();
    for suspect in suspects {
        let root = |(text, _): &Suspect| roots[*text as usize];
        match families.last_mut() {
            Some(family) if family.len() < MOST && root(&family[0]) == root(&suspect) => {
                family.push(suspect);
            }
            _ => families.push(vec![suspect]),
        }
    }
    families
}

/// The suspects of a family that are made of several pieces, with their number.
fn pieces_of_all<F>(family: Vec<Suspect>, shingled: &F) -> Result<Vec<(u32, usize)>>
where
    F: Fn(u32) -> Result<Shingled>,
{
    let mut held = Held::new(|position| {
        let text = shingled(position)?;
        let bytes = text.words.last().map_or(0, |word| word.span.end as usize);
        Ok((text, bytes))
    });
    let mut found = Vec::new();
    for (text, partners) in family {
        let pieces = pieces(text, &partners, &mut |text| held.get(text))?;
        if pieces > 1 {
            found.push((text, pieces));
        }
    }
    Ok(found)
}

/// Texts of which two or more others hold a piece, one of them as a copy; with those others,
/// longest pieces first.
fn suspects(checked: &[Checked]) -> Vec<Suspect> {
    let mut held: HashMap<u32, Vec<(f32, u32, bool)>> = HashMap::new();
    for Checked { a, b, verified } in checked {
        let copy = verified.outcome == Outcome::Copy;
        if copy || verified.outcome == Outcome::Different {
            for (text, other, covered) in
                [(*a, *b, verified.first_in_second), (*b, *a, verified.second_in_first)]
            {
                if covered < GREAT_PIECE {
                    held.entry(text).or_default().push((covered, other, copy));
                }
            }
        }
    }
    let several = |list: &[(f32, u32, bool)]| list.len() > 1 && list.iter().any(|h| h.2);
    held.into_iter()
        .filter(|(_, list)| several(list))
        .map(|(text, mut list)| {
            list.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
            let partner =
                |(covered, text, is_copy)| Partner { text, is_great: covered >= PIECE, is_copy };
            (text, list.into_iter().take(PARTNERS).map(partner).collect())
        })
        .filter(|(_, partners): &Suspect| may_be_several(partners))
        .collect()
}

/// Some two of the partners may lie beside each other: of great ones, only the first is looked at.
fn may_be_several(partners: &[Partner]) -> bool {
    let small = partners.iter().filter(|p| !p.is_great);
    let beside_great = small.clone().any(|p| p.is_copy) && partners.iter().any(|p| p.is_great);
    small.count() > 1 || beside_great
}

/// A text that holds a piece of another.
struct Partner {
    text: u32,
    /// It covers [`PIECE`] or more.
    is_great: bool,
    /// Most of it is the piece.
    is_copy: bool,
}

/// How many pieces a text is made of; 1 where it is no digest.
fn pieces<F>(text: u32, partners: &[Partner], shingled: &mut F) -> Result<usize>
where
    F: FnMut(u32) -> Result<Rc<Shingled>>,
{
    let whole = shingled(text)?;
    // With a piece that is most of the text there is room for one more: an article, not a footer
    // that others share.
    let (great, small): (Vec<&Partner>, Vec<&Partner>) =
        partners.iter().partition(|partner| partner.is_great);
    let mut found = tiles(&whole, &small, shingled)?;
    if found < 2 && !great.is_empty() {
        let all: Vec<&Partner> =
            great.into_iter().take(1).chain(small).filter(|p| p.is_copy).collect();
        found = tiles(&whole, &all, shingled)?.min(2);
    }
    Ok(found)
}

/// First and last of the words that are held, but for a few at either end: phrases are shared by
/// chance anywhere in a text.
fn extent(held: &[bool]) -> Option<(usize, usize)> {
    const BY_CHANCE: usize = 25;
    let places: Vec<usize> = (0..held.len()).filter(|at| held[*at]).collect();
    let few = places.len() / BY_CHANCE;
    Some((*places.get(few)?, *places.get(places.len().checked_sub(few + 1)?)?))
}

/// A stretch of a text that a partner holds.
struct Piece {
    first: usize,
    last: usize,
    /// Partners that hold it without being copies.
    passers_by: usize,
}

impl Piece {
    /// What several texts hold that are no copies is a notice, not an article.
    fn is_notice(&self) -> bool {
        const SEVERAL: usize = 3;
        self.passers_by >= SEVERAL
    }

    fn is_beside(&self, other: &Self) -> bool {
        self.last < other.first || other.last < self.first
    }
}

/// How many of the partners' pieces lie beside each other in a text, the longest first; 1 where they
/// make no digest.
fn tiles<F>(whole: &Shingled, partners: &[&Partner], shingled: &mut F) -> Result<usize>
where
    F: FnMut(u32) -> Result<Rc<Shingled>>,
{
    if partners.len() < 2 {
        return Ok(1);
    }
    let mut taken = vec![false; whole.words.len()];
    let mut pieces: Vec<Piece> = Vec::new();
    for partner in partners {
        let held = whole.shared_with(&*shingled(partner.text)?);
        let words = held.iter().filter(|h| **h).count();
        let twice = held.iter().zip(&taken).filter(|(h, t)| **h && **t).count();
        let Some((first, last)) = extent(&held).filter(|_| words >= SHORTEST) else { continue };
        let found = Piece { first, last, passers_by: usize::from(!partner.is_copy) };
        if twice * 5 <= words {
            pieces.push(found);
            taken.iter_mut().zip(&held).for_each(|(t, h)| *t |= *h);
        } else if let Some(known) = pieces.iter_mut().find(|piece| !piece.is_beside(&found)) {
            known.passers_by += found.passers_by;
        }
    }
    let covered = taken.iter().filter(|t| **t).count() as f32 / taken.len().max(1) as f32;
    let are_two = |pieces: &[Piece]| {
        let [x, y] = pieces else { return false };
        x.is_beside(y) && !x.is_notice() && !y.is_notice()
    };
    let is_digest = pieces.len() >= PIECES || covered >= WHOLE && are_two(&pieces);
    Ok(if is_digest { pieces.len() } else { 1 })
}

#[cfg(test)]
mod tests {
    use super::super::shingled::Compared;
    use super::super::verify::{Verified, measure};
    use super::*;

    fn own(seed: usize, words: usize) -> String {
        (0..words).map(|i| format!("own{seed}x{i} ")).collect()
    }

    /// What the first text and each of the others are, copies at first where they share a half.
    fn outcomes(texts: &[String]) -> (Vec<Outcome>, Vec<u32>) {
        let mut checked: Vec<Checked> = (1..texts.len())
            .map(|at| {
                let (a, b) = (Shingled::of(&texts[0]), Shingled::of(&texts[at]));
                let measured = measure((&a, &b), &Compared::of(&a, &b));
                let copy = measured.containment >= 0.5;
                let outcome = if copy { Outcome::Copy } else { Outcome::Different };
                let verified = Verified { outcome, ..measured };
                Checked { a: 0, b: at as u32, verified }
            })
            .collect();
        let found = take_apart(&mut checked, |at| Ok(Shingled::of(&texts[at as usize])));
        (checked.iter().map(|c| c.verified.outcome).collect(), found.expect("texts are at hand"))
    }

    #[test]
    fn items_are_no_copies_of_their_digest_and_reprints_of_it_are() {
        let items: Vec<String> = (1..4).map(|i| own(i, 60)).collect();
        let digest = items.concat();
        let mut texts = vec![digest.clone()];
        texts.extend(items);
        texts.push(digest + "more");
        let item = Outcome::LookAlike(LookAlike::Digest);
        assert_eq!(outcomes(&texts), (vec![item, item, item, Outcome::Copy], vec![0]));
    }

    #[test]
    fn two_articles_side_by_side_are_told_from_one_with_a_footer() {
        let (long, short) = (own(1, 120), own(2, 40));
        let item = Outcome::LookAlike(LookAlike::Digest);
        let both = long.clone() + &short;
        assert_eq!(outcomes(&[both.clone(), long.clone(), short]).0, [item; 2]);
        assert_eq!(outcomes(&[both, long.clone(), long + "more"]).0, [Outcome::Copy; 2]);
    }

    #[test]
    fn a_long_footer_is_no_second_article() {
        let (body, footer) = (own(1, 80), own(2, 40));
        let mut texts = vec![body.clone() + &footer, body];
        texts.extend((3..7).map(|i| own(i, 80) + &footer));
        assert_eq!(outcomes(&texts).0[0], Outcome::Copy);
    }

    #[test]
    fn an_article_that_takes_in_another_is_no_digest() {
        let (host, guest) = (own(1, 100), own(2, 60));
        let middle = host.len() / 2;
        let at = middle + host[middle..].find(' ').expect("words") + 1;
        let whole = format!("{}{guest}{}", &host[..at], &host[at..]);
        assert_eq!(outcomes(&[whole, host, guest]).0, [Outcome::Copy; 2]);
    }

    #[test]
    fn copies_of_one_part_are_one_piece() {
        let part = own(1, 60);
        let texts = [part.clone() + &own(2, 60), part.clone(), part.clone() + "x", part + "y"];
        assert_eq!(outcomes(&texts).0, [Outcome::Copy; 3]);
    }

    #[test]
    fn suspects_with_a_text_in_common_are_one_family() {
        let of = |text| vec![Partner { text, is_great: true, is_copy: true }];
        let families = families(vec![(5, of(1)), (9, of(2)), (6, of(1))]);
        let texts = families.iter().map(|family| family.iter().map(|(text, _)| *text).collect());
        assert_eq!(texts.collect::<Vec<Vec<u32>>>(), [vec![5, 6], vec![9]]);
    }
}
