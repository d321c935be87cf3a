//! The sentences of a fact, cut where words begin and end that they have in common, for a reader to
//! see why they were brought together. What is common is known by the stage of facts
//! ([`crate::fact::common`]), which lays the quoted sentences beside each other again.

use jiff::tz::TimeZone;

use crate::analysis::{Analysis, Mention, Span};
use crate::fact::common::{Quote, Reader, in_common};

/// A sentence in pieces: those at odd places are common to it and another sentence.
pub type Pieces = Vec<String>;

/// The pieces of `sentences`, each as the mention beside it is shown. Keep the reader for the next
/// fact: it remembers words.
pub fn pieces(
    analysis: &Analysis,
    sentences: &[(&str, &Mention)],
    reader: &mut Reader,
) -> Vec<Pieces> {
    // Most facts are told once; nothing is read for them.
    if let [(alone, _)] = sentences {
        return vec![cut(alone, &[])];
    }
    let mut read = |&(sentence, mention): &(&str, &Mention)| -> Quote {
        let article = &analysis.articles[mention.article.index()];
        let day = article.published().map(|time| time.to_zoned(TimeZone::UTC).date());
        reader.read(sentence, &article.lang, day)
    };
    let quotes: Vec<Quote> = sentences.iter().map(&mut read).collect();
    let spans = in_common(&quotes);
    sentences.iter().zip(&spans).map(|((sentence, _), spans)| cut(sentence, spans)).collect()
}

/// Cuts a sentence at the borders of `spans`; neighbours with a space between are one piece.
fn cut(sentence: &str, spans: &[Span]) -> Pieces {
    let mut pieces: Pieces = Vec::new();
    let mut end = 0;
    for span in spans {
        // The mark before may have run on into this word.
        let from = end.max(span.start as usize);
        let to = word_end(sentence, from.max(span.end as usize));
        if to == end {
            continue;
        }
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

/// A mark never ends within a word: `G20` is compared by its first part.
fn word_end(sentence: &str, end: usize) -> usize {
    let rest = &sentence[end..];
    end + rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn of(sentences: &[&str]) -> Vec<Pieces> {
        let analysis = fixture::analysis();
        let mention = &analysis.facts[0].mentions[0];
        let sentences: Vec<(&str, &Mention)> = sentences.iter().map(|s| (*s, mention)).collect();
        pieces(&analysis, &sentences, &mut Reader::default())
    }

    #[test]
    fn neighbours_are_one_piece() {
        let sentences =
            ["The bridges fell, killing 1,200.", "A bridge at Tavra killed 1200 people."];
        let expected: [&[&str]; 2] = [
            &["The ", "bridges", " fell, ", "killing 1,200", "."],
            &["A ", "bridge", " at Tavra ", "killed 1200", " people."],
        ];
        assert_eq!(of(&sentences), expected);
    }

    #[test]
    fn no_mark_ends_within_a_word() {
        let found = of(&["The G20 talks ended.", "G20 talks were over."]);
        assert!(found[0][1].starts_with("G20") && found[1][1].starts_with("G20"), "{found:?}");
    }

    #[test]
    fn a_sentence_alone_is_one_piece() {
        assert_eq!(of(&["A bridge fell."]), [["A bridge fell."]]);
        assert_eq!(of(&[""]), [Pieces::new()]);
        assert!(of(&[]).is_empty());
    }

    #[test]
    fn pieces_make_up_the_sentence() {
        let sentences =
            ["«Été» 12 fell — 👩‍🚒 12 fell", "Fell 12 \u{a0}fell Été", "", "12m fell5", "12m 5fell"];
        for (pieces, sentence) in of(&sentences).iter().zip(sentences) {
            assert_eq!(pieces.concat(), sentence);
        }
    }
}
