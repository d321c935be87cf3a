//! The words that the sentences of a fact have in common, for a reader to see why they were
//! brought together.
//!
//! A word is shared where another sentence has one of the same stem, or the same figure. Words
//! that any sentence has are not looked at. This shows what meets the eye; the stage of facts
//! compares more (synonyms, names, dates).

use hashbrown::{HashMap, HashSet};

use crate::text::stem::Stem;
use crate::text::stop_words::is_stop_word;
use crate::text::tokens::{Token, TokenKind, tokenise};

/// A sentence in pieces: those at odd places are shared with another sentence.
pub type Pieces = Vec<String>;

/// The pieces of each of `sentences`, which are in the language `lang`.
pub fn pieces(sentences: &[&str], lang: &str) -> Vec<Pieces> {
    let stem = Stem::for_language(lang);
    let keyed: Vec<Vec<(Token, String)>> =
        sentences.iter().map(|sentence| keys(sentence, &stem)).collect();
    let mut holders: HashMap<&str, usize> = HashMap::new();
    for words in &keyed {
        let of_one: HashSet<&str> = words.iter().map(|(_, key)| key.as_str()).collect();
        of_one.into_iter().for_each(|key| *holders.entry(key).or_insert(0) += 1);
    }
    let shared = |key: &str| holders.get(key).is_some_and(|&n| n > 1);
    let cut = |(sentence, words): (&&str, &Vec<(Token, String)>)| {
        cut(sentence, words.iter().filter(|(_, key)| shared(key)).map(|(token, _)| *token))
    };
    sentences.iter().zip(&keyed).map(cut).collect()
}

/// The words of a sentence that say something, each with what it is compared by.
fn keys(sentence: &str, stem: &Stem) -> Vec<(Token, String)> {
    let mut out = Vec::new();
    for token in tokenise(sentence) {
        let word = token.text(sentence).to_lowercase();
        match token.kind {
            TokenKind::Number => out.push((token, word.replace(',', ""))),
            TokenKind::Word if !is_stop_word(&word) => out.push((token, stem.stem(&word))),
            _ => {}
        }
    }
    out
}

/// Cuts a sentence at the borders of `shared`; neighbours with a space between are one piece.
fn cut(sentence: &str, shared: impl Iterator<Item = Token>) -> Pieces {
    let mut pieces: Pieces = Vec::new();
    let mut end = 0;
    for token in shared {
        let (from, to) = (token.span.start as usize, token.span.end as usize);
        let between = &sentence[end..from];
        match pieces.last_mut() {
            Some(last) if between == " " => *last += &sentence[end..to],
            _ => pieces.extend([between.to_owned(), sentence[from..to].to_owned()]),
        }
        end = to;
    }
    if end < sentence.len() {
        pieces.push(sentence[end..].to_owned());
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_and_figures_that_another_sentence_has_are_shared() {
        let sentences =
            ["The bridges fell, killing 1,200.", "A bridge at Tavra killed 1200 people."];
        let expected: [&[&str]; 2] = [
            &["The ", "bridges", " fell, ", "killing 1,200", "."],
            &["A ", "bridge", " at Tavra ", "killed 1200", " people."],
        ];
        assert_eq!(pieces(&sentences, "en"), expected);
    }

    #[test]
    fn a_sentence_alone_shares_nothing() {
        assert_eq!(pieces(&["A bridge fell."], "en"), [["A bridge fell."]]);
        assert_eq!(pieces(&[""], "en"), [Pieces::new()]);
    }
}
