//! Verified pairs to groups around a survivor.
//!
//! Texts are taken in order of the keep policy. One that no earlier survivor claimed becomes a
//! survivor, and takes every unclaimed text that was verified as a copy *of it*. So each member
//! stands by its own evidence, and nothing is joined through a third text.

use super::verify::{Checked, Outcome};

/// An accepted pair of positions, in keep order (`a < b`).
pub type Accepted = (u32, u32);

/// The copies among verified pairs, in the same order.
pub fn accepted(checked: &[Checked]) -> Vec<Accepted> {
    let copies = checked.iter().filter(|c| c.verified.outcome == Outcome::Copy);
    copies.map(|c| (c.a, c.b)).collect()
}

/// For each of `n` positions its survivor (itself where it is one, or alone).
///
/// `accepted` must be sorted and hold each pair once.
pub fn stars(n: usize, accepted: &[Accepted]) -> Vec<u32> {
    let mut survivor: Vec<Option<u32>> = vec![None; n];
    let mut rest = accepted;
    for text in 0..n as u32 {
        let own = rest.iter().take_while(|(a, _)| *a == text).count();
        let (pairs, later) = rest.split_at(own);
        rest = later;
        if survivor[text as usize].is_some() {
            continue;
        }
        survivor[text as usize] = Some(text);
        for &(_, copy) in pairs {
            survivor[copy as usize].get_or_insert(text);
        }
    }
    survivor.into_iter().zip(0..).map(|(s, own)| s.unwrap_or(own)).collect()
}

#[cfg(test)]
mod tests {
    use super::stars;

    #[test]
    fn members_are_copies_of_their_survivor_only() {
        // 1 copies 0, 2 copies 1 only: 2 stays out of 0's group.
        assert_eq!(stars(4, &[(0, 1), (1, 2)]), [0, 0, 2, 3]);
        assert_eq!(stars(4, &[(0, 1), (0, 3), (1, 3)]), [0, 0, 2, 0]);
        assert!(stars(0, &[]).is_empty());
    }
}
