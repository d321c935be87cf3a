//! Made-up news of any size for the benches: the same arguments give the same bytes.
//!
//! Words are made of syllables and as frequent as words are (Zipf). Of ten articles six belong to
//! stories of two to six outlets that share names, figures and some sentences, one is another's copy
//! with a word changed here and there, three tell of nothing that others tell.

use std::fmt::Write as _;

const OUTLETS: [&str; 8] = [
    "Arden Post",
    "Belmore Herald",
    "Corvia Courier",
    "Dunmark Ledger",
    "Estria Mirror",
    "Fernhal Times",
    "Gorsk Wire",
    "Harrow Star",
];
const ARTICLES_OF_A_DAY: usize = 200;

/// `SplitMix64` (Steele, Lea and Flood, *Fast splittable pseudorandom number generators*, 2014).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    /// A rank below `limit`, as frequent as its inverse.
    fn zipf(&mut self, limit: usize) -> usize {
        let unit = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        ((limit as f64).powf(unit) - 1.0) as usize
    }
}

/// The word of a rank: frequent ones are short.
fn word(rank: usize, out: &mut String) {
    const CONSONANTS: &[u8; 14] = b"tnrslmdkpgbfvz";
    const VOWELS: &[u8; 5] = b"aeiou";
    let mut rest = rank + 3;
    while rest > 0 {
        out.push(char::from(CONSONANTS[rest % 14]));
        rest /= 14;
        out.push(char::from(VOWELS[rest % 5]));
        rest /= 5;
    }
}

fn sentence(chance: &mut Chance, words: usize, out: &mut String) {
    for at in 0..words {
        let start = out.len();
        let rank = chance.zipf(40_000);
        word(rank, out);
        if at == 0 {
            out[start..=start].make_ascii_uppercase();
        }
        out.push_str(if at + 1 < words { " " } else { ". " });
    }
}

/// What all articles of a story tell.
fn matter(chance: &mut Chance) -> Vec<String> {
    let mut name = String::from("Minister ");
    let start = name.len();
    word(50_000 + chance.below(1_000_000), &mut name);
    name[start..=start].make_ascii_uppercase();
    let count = 3 + chance.below(900);
    let mut told = vec![
        format!("{name} said {count} people were hurt in the north. "),
        format!("The works of {name} cost {} million dollars. ", 2 + chance.below(90)),
    ];
    for _ in 0..6 {
        let mut one = String::new();
        sentence(chance, 14, &mut one);
        told.push(one);
    }
    told
}

/// `articles` rows of JSON Lines.
pub fn json_lines(articles: usize, seed: u64) -> Vec<u8> {
    let mut chance = Chance(seed);
    let (mut rows, mut texts): (String, Vec<String>) = (String::new(), Vec::new());
    let (mut told, mut left) = (Vec::new(), 0);
    for number in 0..articles {
        let kind = chance.below(10);
        let mut text = String::new();
        if kind == 0 && number > 0 {
            let original = texts[texts.len() - 1 - chance.below(texts.len().min(300))].clone();
            text = original.replacen(" people ", " persons ", 1);
        } else {
            if kind < 7 && left == 0 {
                (told, left) = (matter(&mut chance), 2 + chance.below(5));
            }
            let is_told = kind < 7;
            left -= usize::from(is_told);
            for paragraph in 0..8 {
                if is_told {
                    text.push_str(&told[(paragraph + number) % told.len()]);
                }
                for _ in 0..3 {
                    let words = 8 + chance.below(16);
                    sentence(&mut chance, words, &mut text);
                }
                text.push('\n');
            }
        }
        let title: String = text.split(' ').take(8).collect::<Vec<_>>().join(" ");
        let day = number / ARTICLES_OF_A_DAY;
        let date = format!("20{:02}-{:02}-{:02}", 10 + day / 336, 1 + day / 28 % 12, 1 + day % 28);
        let row = serde_json::json!({
            "id": format!("m{number}"), "title": title.trim(), "text": text,
            "source": OUTLETS[chance.below(OUTLETS.len())], "published": date,
        });
        let _ = writeln!(rows, "{row}");
        texts.push(text);
    }
    rows.into_bytes()
}
