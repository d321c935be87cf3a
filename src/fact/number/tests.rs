use super::*;
use crate::text::tokens::tokenise;

/// Value and step of the numeral at the first token that begins one.
fn first(field: &str) -> Option<(f64, f64, String)> {
    let words = Words::new(field, &tokenise(field));
    (0..words.len())
        .find_map(|i| read(&words, i))
        .map(|n| (n.value, n.step, words.span(n.start, n.end).of(field).to_owned()))
}

#[test]
fn reads_what_is_written() {
    for (field, value, step, span) in [
        ("12 people", 12.0, 1.0, "12"),
        ("1,200,000 people", 1.2e6, 1e5, "1,200,000"),
        ("1.2m viewers", 1.2e6, 1e5, "1.2m"),
        ("1.2 million", 1.2e6, 1e5, "1.2 million"),
        ("$7.8 billion", 7.8e9, 1e8, "7.8 billion"),
        ("£2bn", 2e9, 1e9, "2bn"),
        ("$184M", 184e6, 1e6, "184M"),
        ("7.8billion", 7.8e9, 1e8, "7.8billion"),
        ("a $5-million fine", 5e6, 1e6, "5-million"),
        ("Rs 500 crore", 5e9, 1e9, "500 crore"),
        ("Rs 20 lakh crore", 2e13, 1e13, "20 lakh crore"),
        ("1,20,000 votes", 1.2e5, 1e4, "1,20,000"),
        ("200 dead", 200.0, 100.0, "200"),
        ("212 dead", 212.0, 1.0, "212"),
        ("90 days", 90.0, 1.0, "90"),
        ("5.90 percent", 5.9, 0.01, "5.90"),
        ("twenty-three", 23.0, 1.0, "twenty-three"),
        ("twenty three", 23.0, 1.0, "twenty three"),
        ("three hundred and twelve men", 312.0, 1.0, "three hundred and twelve"),
        ("a hundred", 100.0, 100.0, "a hundred"),
        ("two thousand three hundred", 2300.0, 100.0, "two thousand three hundred"),
        ("one million two hundred thousand", 1.2e6, 1e5, "one million two hundred thousand"),
        ("twelve hundred", 1200.0, 100.0, "twelve hundred"),
        ("two and a half million", 2.5e6, 1e5, "two and a half million"),
        ("2 and a half years", 2.5, 0.1, "2 and a half"),
        ("half a million", 5e5, 1e5, "half a million"),
        ("a quarter of a million", 2.5e5, 1e5, "a quarter of a million"),
        ("a dozen", 12.0, 1.0, "a dozen"),
        ("two dozen", 24.0, 1.0, "two dozen"),
        ("half a dozen", 6.0, 1.0, "half a dozen"),
        // Spacing of tokenised corpora.
        ("a 5. 9 magnitude quake", 5.9, 0.1, "5. 9"),
        ("magnitude - 5. 9", 5.9, 0.1, "5. 9"),
        ("home to 120, 000 people", 1.2e5, 1e4, "120, 000"),
        ("$2. 6 million", 2.6e6, 1e5, "2. 6 million"),
        ("killed 5. 9 were hurt", 5.0, 1.0, "5"),
        ("out of 5. 9 were hurt", 5.0, 1.0, "5"),
        ("on July 7, 200 people", 7.0, 1.0, "7"),
        ("400m hurdles", 400.0, 100.0, "400"),
        ("1,2 million", 1.2e6, 1e5, "1,2 million"),
    ] {
        assert_eq!(first(field), Some((value, step, span.to_owned())), "{field}");
    }
}

#[test]
fn leaves_out_what_is_vague_or_endless() {
    for field in
        ["dozens died", "several dozen", "hundreds", "a man", "half the men", "4111111111111111111"]
    {
        assert_eq!(first(field), None, "{field}");
    }
}

#[test]
fn ordinals_in_words_with_endings_and_behind_signs() {
    let of = |field: &str| {
        let words = Words::new(field, &tokenise(field));
        ordinal(&words, 0).or_else(|| numbered(&words, 0))
    };
    for (field, found) in [
        ("first", Some((1.0, 1))),
        ("second-largest", Some((2.0, 1))),
        ("2nd", Some((2.0, 2))),
        ("2 nd", None),
        ("No. 2 seed", Some((2.0, 3))),
        ("No 2 seed", Some((2.0, 2))),
        ("no 2", None),
        ("number two", Some((2.0, 2))),
        ("#7", Some((7.0, 2))),
        ("#39;", None),
        ("No way", None),
        ("No. 2,000", None),
    ] {
        assert_eq!(of(field), found, "{field}");
    }
}
