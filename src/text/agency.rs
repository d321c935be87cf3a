//! News agencies: whose text an article says it prints.
//!
//! One table of agencies with the forms of their names. An article is credited to one by a dateline
//! (`HANOI (Reuters) -`, `PARIS, May 3 /Xinhua/ --`, `NEW DELHI: (PTI)`, `SYDNEY, Jan 3 (AFP) The`),
//! by a line of its own at its beginning or end (`(AP)`, `By The Associated Press`, `Source: AFP`),
//! by its name after the last sentence (`... the police said. PTI`), or by a dateline in brackets
//! of an agency that the table lacks. A ticker, or a mention in passing, is no credit; nor
//! is "with inputs from", where the outlet wrote too.

/// An agency's name, and the forms in which credits give it, in lower case.
const AGENCIES: [(&str, &[&str]); 37] = [
    ("Reuters", &["reuters", "thomson reuters", "رويترز", "路透社", "рейтер"]),
    ("AP", &["ap", "associated press", "the associated press", "美联社"]),
    ("AFP", &["afp", "agence france-presse", "agence france presse", "法新社"]),
    ("Bloomberg", &["bloomberg", "bloomberg news"]),
    ("PTI", &["pti", "press trust of india"]),
    ("ANI", &["ani", "asian news international"]),
    ("IANS", &["ians", "indo-asian news service"]),
    ("UNI", &["uni", "united news of india"]),
    ("UPI", &["upi", "united press international"]),
    ("dpa", &["dpa", "deutsche presse-agentur"]),
    ("epd", &["epd"]),
    ("SID", &["sid", "sport-informations-dienst"]),
    ("APA", &["apa", "austria presse agentur"]),
    ("Keystone-SDA", &["sda", "ats", "keystone-sda"]),
    ("EFE", &["efe", "agencia efe"]),
    ("Europa Press", &["europa press"]),
    ("Notimex", &["notimex"]),
    ("Télam", &["télam", "telam"]),
    ("ANSA", &["ansa"]),
    ("Adnkronos", &["adnkronos"]),
    ("Lusa", &["lusa"]),
    ("Belga", &["belga"]),
    ("ANP", &["anp"]),
    ("TT", &["tt"]),
    ("NTB", &["ntb"]),
    ("Ritzau", &["ritzau"]),
    ("PAP", &["pap"]),
    ("TASS", &["tass", "itar-tass", "тасс"]),
    ("RIA Novosti", &["ria novosti", "риа новости"]),
    ("Interfax", &["interfax", "интерфакс"]),
    ("Xinhua", &["xinhua", "新华社", "新華社"]),
    ("Kyodo", &["kyodo", "kyodo news", "共同通信", "共同"]),
    ("Jiji", &["jiji", "jiji press", "時事"]),
    ("Yonhap", &["yonhap", "yonhap news", "연합뉴스"]),
    ("Anadolu", &["anadolu", "anadolu agency", "aa"]),
    ("PA", &["pa", "pa media", "press association"]),
    ("CNN", &["cnn", "cnn newsource"]),
];

/// The agency of a name, whatever its form.
fn named(name: &str) -> Option<&'static str> {
    let name = name.trim().to_lowercase();
    let has = |(_, forms): &&(&str, &[&str])| forms.contains(&name.as_str());
    AGENCIES.iter().find(has).map(|(agency, _)| *agency)
}

/// The agency that an article is credited to.
pub fn credited(text: &str) -> Option<String> {
    dateline(text)
        .or_else(|| lines_at_the_ends(text).find_map(credit_line).map(str::to_owned))
        .or_else(|| after_last_sentence(text).map(str::to_owned))
}

/// `... the police said. PTI`.
fn after_last_sentence(text: &str) -> Option<&'static str> {
    const LONGEST: usize = 24;
    let text = text.trim_end();
    let start = text.rfind(['.', '!', '?', '"', '”'])?;
    let name = text[start..].trim_start_matches(['.', '!', '?', '"', '”']);
    let stands_apart = name.starts_with(' ') && name.len() <= LONGEST;
    let name = name.trim();
    if !stands_apart || !name.starts_with(char::is_uppercase) {
        return None;
    }
    // Short names are words too: they count in capitals, as agencies write them.
    let is_short = name.len() <= 4 && name.chars().any(char::is_lowercase);
    named(name).filter(|_| !is_short)
}

/// `HANOI, Sept. 10 (Reuters) - ...`; what stands before is a place and a day.
fn dateline(text: &str) -> Option<String> {
    const REACH: usize = 120;
    let (open, close) = [('(', ')'), ('/', '/')].into_iter().find_map(|(left, right)| {
        let open = text.find(left).filter(|at| *at <= REACH)?;
        let close = open + 1 + text[open + 1..].find(right)?;
        let sets_off = after_dateline(&text[close + 1..])
            || text[..open].trim_end().ends_with(':')
            || is_place_and_day(&text[..open]) && text[close + 1..].starts_with(' ');
        sets_off.then_some((open, close))
    })?;
    let name = text[open + 1..close].trim();
    // What stands before a dateline's agency is a place and a day: no sentence ends there.
    let head = last_line(&text[..open]);
    let place = !head.ends_with(['!', '?']) && head.split_whitespace().count() <= 8;
    if !place {
        return None;
    }
    // "dpa/epd", "AP-Yonhap": the first of several.
    let first = name.split(['/', '-']).next().unwrap_or(name);
    if let Some(agency) = named(name).or_else(|| named(first)) {
        return Some(agency.to_owned());
    }
    may_be_agency(head, name, &text[close + 1..]).then(|| name.to_owned())
}

/// Whether a name that the table lacks is that of an agency, and no abbreviation of what stands
/// before it: `European Union (EU) – its leaders`.
fn may_be_agency(head: &str, name: &str, after: &str) -> bool {
    let plain = name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '/' | '&'));
    let shaped = plain && name.starts_with(char::is_uppercase) && (2..=40).contains(&name.len());
    let sentence = after.trim_start().trim_start_matches(['-', '–', '—', ' ']);
    let place = !head.split_whitespace().any(|word| word.starts_with(char::is_lowercase));
    let shouted = |text: &str| !text.chars().any(char::is_lowercase);
    shaped
        && after_dateline(after)
        && !sentence.starts_with(char::is_lowercase)
        && place
        && (!shouted(name) || shouted(head))
}

/// The line that a text ends in.
fn last_line(text: &str) -> &str {
    let text = text.trim_end();
    text.rsplit('\n').next().unwrap_or(text)
}

/// `SYDNEY, Jan 3`: few words, a comma, a day.
fn is_place_and_day(head: &str) -> bool {
    const WORDS: usize = 6;
    let line = last_line(head);
    let day = line.rsplit(' ').next().is_some_and(|day| {
        let day = day.trim_end_matches([',', '.', ':']);
        (1..=4).contains(&day.len()) && day.bytes().all(|b| b.is_ascii_digit())
    });
    day && line.contains(',') && line.split_whitespace().count() <= WORDS
}

fn after_dateline(text: &str) -> bool {
    text.trim_start().starts_with(['-', '–', '—'])
}

/// The first two and the last line with words.
fn lines_at_the_ends(text: &str) -> impl Iterator<Item = &str> {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines().take(2).chain(lines().next_back())
}

/// `(PTI)`, `By The Associated Press`, `Source: AFP`, `— Reuters`.
fn credit_line(line: &str) -> Option<&'static str> {
    const LONGEST: usize = 48;
    if line.len() > LONGEST {
        return None;
    }
    let line = line.trim_matches(|c: char| !c.is_alphanumeric());
    let lower = line.to_lowercase();
    let name = ["by ", "source:", "source ", "quelle:", "fuente:", "credit:", "from "]
        .iter()
        .find_map(|intro| lower.strip_prefix(intro))
        .unwrap_or(&lower);
    named(name)
}

#[cfg(test)]
mod tests {
    use super::credited;

    #[test]
    fn datelines_and_lines_of_their_own_are_credits() {
        let cases = [
            ("HANOI, Sept. 10 (Reuters) - The leaders met.", Some("Reuters")),
            ("(Bloomberg) -- President Joe Biden will travel.", Some("Bloomberg")),
            ("BERLIN (dpa/epd) - Der Fluss stieg.", Some("dpa")),
            ("BEIJING, May 3 /Xinhua/ -- The river rose.", Some("Xinhua")),
            ("MARLOW (Ledger News Service) - The river rose.", Some("Ledger News Service")),
            ("PARIS, May 3 (Agence France-Presse) - The river rose.", Some("AFP")),
            ("MOSCOW (Itar-Tass) - The river rose.", Some("TASS")),
            ("SEOUL (AP-Yonhap) - The river rose.", Some("AP")),
            ("Washington (CNN) — The river rose.", Some("CNN")),
            ("(KNA) – Der Fluss stieg.", Some("KNA")),
            ("The toll rose.\n(PTI)", Some("PTI")),
            ("By The Associated Press\nThe toll rose.", Some("AP")),
            ("The toll rose.\nSource: AFP", Some("AFP")),
            ("The toll rose, the police said. PTI", Some("PTI")),
            ("From our issue of May 3\n\nSydney, Jan 3 (AFP) The river rose.", Some("AFP")),
            ("A picture of 2019\n\nHANOI, Sept. 10 (Reuters) - The leaders met.", Some("Reuters")),
        ];
        for (text, agency) in cases {
            assert_eq!(credited(text).as_deref(), agency, "{text}");
        }
    }

    #[test]
    fn tickers_and_mentions_are_not() {
        for text in [
            "Shares of Alphabet (GOOGL.O) - the parent - rose.",
            "Shares of Marlow (MRLW) - The maker of phones - rose.",
            "The Northern Union (NU) – its leaders met - rose.",
            "Northern Union (NU) – Leaders met.",
            "The deal follows a previous Reuters story on it.",
            "He came (late) and left.",
            "The toll rose.\n(With inputs from PTI)",
            "Is it so? (Reuters) - no.",
            "A boy waits at the hospital, Marlow (PTI)\n\nThe river rose.",
            "He studied law. Then he left uni",
            "They met at the gate. Uni",
            "The minister spoke on Monday. AP government",
        ] {
            assert_eq!(credited(text), None, "{text}");
        }
    }
}
