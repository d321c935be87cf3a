//! Currencies: signs, codes and names, before or after the amount.

use crate::fact::words::Words;

/// A currency by its ISO 4217 code in lower case. A name that several countries share and that no
/// adjective settles (`pesos`) has its own first letters, which are no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(pub [u8; 3]);

impl Currency {
    /// US dollars.
    pub const USD: Self = Self(*b"usd");

    /// The code.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("")
    }
}

/// The currency written before the number at `start`, and its first token: `$`, `US$`, `Rs.`,
/// `EUR`, `R` (glued).
pub(super) fn before(words: &Words, start: usize) -> Option<(Currency, usize)> {
    let sign = start.checked_sub(1)?;
    if let Some(currency) = by_sign(words.at(sign)) {
        return Some(dollar_of(words, sign).unwrap_or((currency, sign)));
    }
    let name =
        if words.at(sign) == "." && words.is_glued(sign) { sign.checked_sub(1)? } else { sign };
    if !words.is_capital(name) {
        return None;
    }
    let glued_rand = words.at(name) == "r" && words.is_glued(start) && !words.is_glued(name);
    let currency = if glued_rand { Currency(*b"zar") } else { by_code(words.at(name))? };
    Some((currency, name))
}

fn by_sign(sign: &str) -> Option<Currency> {
    Some(Currency(*match sign {
        "$" => b"usd",
        "£" => b"gbp",
        "€" => b"eur",
        "₹" => b"inr",
        "¥" => b"jpy",
        "₫" => b"vnd",
        "₩" => b"krw",
        "₽" => b"rub",
        _ => return None,
    }))
}

/// The letters before a dollar sign: `US$`, `C$`, `A$`, `HK$`.
fn dollar_of(words: &Words, sign: usize) -> Option<(Currency, usize)> {
    let letters = sign.checked_sub(1).filter(|_| words.at(sign) == "$" && words.is_glued(sign))?;
    let currency = Currency(*match words.at(letters) {
        "us" | "u.s." => b"usd",
        "c" | "ca" | "can" | "cdn" => b"cad",
        "a" | "au" | "aus" => b"aud",
        "nz" => b"nzd",
        "hk" => b"hkd",
        "s" | "sg" => b"sgd",
        "nt" => b"twd",
        "r" => b"brl",
        "mx" => b"mxn",
        _ => return None,
    });
    Some((currency, letters))
}

fn by_code(word: &str) -> Option<Currency> {
    Some(Currency(*match word {
        "usd" => b"usd",
        "eur" | "euro" => b"eur",
        "gbp" => b"gbp",
        "rs" | "inr" | "re" => b"inr",
        "jpy" => b"jpy",
        "cny" | "rmb" => b"cny",
        "cad" => b"cad",
        "aud" => b"aud",
        "nzd" => b"nzd",
        "sgd" => b"sgd",
        "hkd" => b"hkd",
        "zar" => b"zar",
        "chf" | "sfr" => b"chf",
        "aed" | "dh" | "dhs" => b"aed",
        "vnd" => b"vnd",
        "krw" => b"krw",
        "rm" => b"myr",
        _ => return None,
    }))
}

/// A currency after an amount.
#[derive(Debug, Clone, Copy)]
pub(super) struct After {
    pub currency: Currency,
    /// Units of the currency in one of what is named: 0.01 for cents.
    pub size: f64,
    pub end: usize,
}

/// The currency named at token `at`, after an amount: `euros`, `Canadian dollars`, `cents`, `USD`.
/// `amount` tells words from names of money (`five marks`, `won`).
pub(super) fn after(words: &Words, at: usize, amount: f64) -> Option<After> {
    let whole = |currency, end| Some(After { currency, size: 1.0, end });
    let noun = words.at(at).strip_suffix('s').unwrap_or(words.at(at));
    match noun {
        "cent" | "ct" => return Some(After { currency: Currency::USD, size: 0.01, end: at + 1 }),
        "pence" => return Some(After { currency: Currency(*b"gbp"), size: 0.01, end: at + 1 }),
        _ => {}
    }
    let adjective_words = if words.phrase(at, &["hong", "kong"])
        || words.phrase(at, &["new", "zealand"])
        || words.phrase(at, &["sri", "lankan"])
        || words.phrase(at, &["new", "taiwan"])
    {
        2
    } else {
        1
    };
    if let Some(currency) = national(words, at, at + adjective_words) {
        return whole(currency, at + adjective_words + 1);
    }
    if let Some(currency) = by_noun(noun, amount).filter(|_| !is_ambiguous_capital(words, at)) {
        let end = at + 1 + usize::from(words.at(at + 1) == "sterling");
        return whole(currency, end);
    }
    let code = words.at(at).len() == 3 && words.text(at).bytes().all(|b| b.is_ascii_uppercase());
    whole(by_code(words.at(at)).filter(|_| code)?, at + 1)
}

/// `Rand` with a capital is a name.
fn is_ambiguous_capital(words: &Words, at: usize) -> bool {
    words.at(at) == "rand" && words.is_capital(at)
}

/// A currency noun with a country before it: `Canadian dollars`.
fn national(words: &Words, adjective: usize, noun: usize) -> Option<Currency> {
    let noun = words.at(noun);
    let noun = noun.strip_suffix('s').unwrap_or(noun);
    Some(Currency(*match (words.at(adjective), noun) {
        ("us" | "u.s." | "u.s" | "american", "dollar" | "dlr") => b"usd",
        ("canadian", "dollar" | "dlr") => b"cad",
        ("australian", "dollar" | "dlr") => b"aud",
        ("new", "dollar") if words.at(adjective + 1) == "zealand" => b"nzd",
        ("new" | "taiwan" | "taiwanese", "dollar") => b"twd",
        ("hong", "dollar") => b"hkd",
        ("singapore" | "singaporean", "dollar") => b"sgd",
        ("jamaican", "dollar") => b"jmd",
        ("british" | "sterling", "pound") => b"gbp",
        ("egyptian", "pound") => b"egp",
        ("lebanese", "pound") => b"lbp",
        ("syrian", "pound") => b"syp",
        ("indian", "rupee") => b"inr",
        ("pakistani" | "pakistan", "rupee") => b"pkr",
        ("sri", "rupee") => b"lkr",
        ("nepali" | "nepalese", "rupee") => b"npr",
        ("swiss", "franc") => b"chf",
        ("french", "franc") => b"frf",
        ("mexican", "peso") => b"mxn",
        ("chilean", "peso") => b"clp",
        ("argentine", "peso") => b"ars",
        ("colombian", "peso") => b"cop",
        ("philippine", "peso") => b"php",
        ("swedish", "krona" | "kronor" | "crown") => b"sek",
        ("norwegian", "krone" | "kroner" | "crown") => b"nok",
        ("danish", "krone" | "kroner" | "crown") => b"dkk",
        ("turkish", "lira") => b"try",
        ("japanese", "yen") => b"jpy",
        ("chinese", "yuan") => b"cny",
        ("south", "rand") => b"zar",
        ("kenyan", "shilling") => b"kes",
        ("kuwaiti", "dinar") => b"kwd",
        ("saudi", "riyal") => b"sar",
        _ => return None,
    }))
}

fn by_noun(noun: &str, amount: f64) -> Option<Currency> {
    Some(Currency(*match noun {
        "dollar" | "dlr" => b"usd",
        "euro" => b"eur",
        "pound" | "stg" => b"gbp",
        "rupee" => b"inr",
        "yen" => b"jpy",
        "yuan" | "renminbi" => b"cny",
        "rand" => b"zar",
        "franc" => b"fra",
        "peso" => b"pes",
        "krona" | "kronor" | "krone" | "kroner" => b"kro",
        "lira" => b"lir",
        "ruble" | "rouble" => b"rub",
        "dong" => b"vnd",
        "baht" => b"thb",
        "ringgit" => b"myr",
        "rupiah" => b"idr",
        "shekel" => b"ils",
        "riyal" => b"sar",
        "dirham" => b"aed",
        "dinar" => b"din",
        "naira" => b"ngn",
        "taka" => b"bdt",
        "hryvnia" | "hryvnya" => b"uah",
        "reai" | "reais" => b"brl",
        "shilling" => b"shi",
        // Everyday words too: money only in the thousands.
        "won" if amount >= 1000.0 => b"krw",
        "real" if amount >= 1000.0 => b"brl",
        "mark" | "deutschmark" if amount >= 1000.0 => b"dem",
        _ => return None,
    }))
}
