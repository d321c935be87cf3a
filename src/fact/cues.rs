//! Small closed lists that the analysis of a sentence asks: English cues, and function words of
//! the other languages.

/// Words that turn a statement into its opposite, or call it untrue. Forms in -n't count by their
/// ending.
const NEGATIONS: [&str; 62] = [
    "not",
    "no",
    "never",
    "without",
    "neither",
    "nor",
    "none",
    "nobody",
    "nothing",
    "deny",
    "denies",
    "denied",
    "denying",
    "false",
    "hoax",
    "fake",
    "untrue",
    "debunked",
    "debunks",
    "refute",
    "refuted",
    "refutes",
    "rejects",
    "fail",
    "failed",
    "fails",
    "cannot",
    "hardly",
    "isn",
    "didn",
    "doesn",
    "wasn",
    "wouldn",
    "couldn",
    "aren",
    "weren",
    "hasn",
    "haven",
    "hadn",
    "bogus",
    "baseless",
    "unfounded",
    "prank",
    "satire",
    "satirical",
    "rubbish",
    "rubbishes",
    "rubbished",
    "disproves",
    "disproved",
    "debunk",
    "debunking",
    "dispels",
    "dispelled",
    "dismisses",
    "dismissed",
    "rebuffs",
    "doubts",
    "doubt",
    "doubtful",
    "discredited",
    "fabricated",
];

/// Base forms of words that only attribute a statement; they never count as its verb.
pub(super) const REPORTING: [&str; 16] = [
    "say",
    "tell",
    "report",
    "announce",
    "state",
    "confirm",
    "claim",
    "add",
    "note",
    "accord",
    "official",
    "spokesman",
    "spokeswoman",
    "statement",
    "authority",
    "source",
];

/// Words that open a new clause.
const CLAUSE_OPENERS: [&str; 18] = [
    "that", "which", "who", "whom", "whose", "where", "while", "after", "before", "when",
    "because", "but", "although", "though", "if", "since", "as", "until",
];

/// Abbreviations after which a full stop ends nothing; English, lower case.
const BEFORE_STOP: [&str; 18] = [
    "mr", "mrs", "ms", "dr", "st", "sen", "gov", "rep", "gen", "no", "jr", "sr", "lt", "col",
    "sgt", "prof", "rev", "vs",
];

pub(super) fn is_negation(lower: &str) -> bool {
    lower.ends_with("n't") || NEGATIONS.contains(&lower)
}

pub(super) fn opens_clause(lower: &str) -> bool {
    CLAUSE_OPENERS.contains(&lower)
}

pub(super) fn takes_full_stop(lower: &str) -> bool {
    BEFORE_STOP.contains(&lower)
}

/// The commonest function words of a language other than English, by ISO 639-1 code; empty for
/// languages not listed.
pub(super) fn foreign_stop_words(lang: &str) -> &'static str {
    match lang {
        "de" => {
            "der die das den dem des ein eine einen einem einer und oder aber in im an am auf zu \
             zum zur von vom mit bei für nach aus über unter vor ist sind war waren wird werden \
             wurde wurden hat haben hatte nicht auch sich es er sie ihr wir ich dass als wie noch \
             nur um so sein seine seiner bis durch gegen wenn"
        }
        "fr" => {
            "le la les l un une des du de d et ou mais dans en à au aux sur sous pour par avec \
             sans est sont était être a ont avait avoir ne pas que qu qui se ce cette ces il elle \
             ils elles on nous vous son sa ses leur leurs plus comme après avant entre"
        }
        "es" => {
            "el la los las un una unos unas de del y e o pero en a al por para con sin sobre es \
             son fue ser era ha han había no que se su sus lo le les este esta estos estas como \
             más entre hasta desde tras ante ya"
        }
        "it" => {
            "il lo la i gli le un una uno di del della dei delle da dal dalla in nel nella a al \
             alla e o ma per con su sul sulla tra fra è sono era stato ha hanno aveva non che si \
             ci come più anche dopo prima suo sua loro"
        }
        "pt" => {
            "o a os as um uma de do da dos das e ou mas em no na nos nas por para com sem sobre é \
             são foi ser era tem têm não que se seu sua seus suas ao à como mais entre até após já"
        }
        "nl" => {
            "de het een en of maar in op aan van voor met bij naar uit over onder is zijn was \
             waren wordt worden werd heeft hebben had niet ook zich dat die dit deze er hij zij ze \
             wij als om te door tegen tot"
        }
        "sv" | "da" | "no" | "nb" | "nn" => {
            "en ett et den det de i på til till av af for för med om från fra och og eller men är \
             er var som att at har hade inte ikke ej sig seg han hon hun de vi efter etter under"
        }
        "ru" => {
            "и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по ее \
             мне было от из о об до для при это этот который был была были есть или"
        }
        "pl" => "i w we z ze na do od o po za przez dla nie jest są był była się że to ten ta jak",
        "tr" => "ve bir bu da de için ile o olarak daha çok en gibi kadar sonra olan ise ama",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negation_by_word_and_by_ending() {
        assert!(is_negation("didn't") && is_negation("denied") && !is_negation("note"));
    }
}
