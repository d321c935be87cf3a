//! Names of months and time zones, for [`super::date`].

/// Hours from UTC of the zone names that mean one thing (RFC 2822, section 4.3).
pub(crate) fn zone_hours(name: &str) -> Option<i32> {
    Some(match name.to_ascii_uppercase().as_str() {
        "Z" | "UTC" | "GMT" | "UT" => 0,
        "EDT" => -4,
        "EST" | "CDT" => -5,
        "CST" | "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" => -8,
        _ => return None,
    })
}

/// The number of a month by its name in lower case.
pub(crate) fn month(word: &str) -> Option<i64> {
    let names: [&[&str]; 12] = [
        &["january", "jan", "januar", "janvier", "janv", "enero", "janeiro", "gennaio"],
        &[
            "february",
            "feb",
            "februar",
            "février",
            "fevrier",
            "févr",
            "febrero",
            "fevereiro",
            "febbraio",
        ],
        &["march", "mar", "märz", "maerz", "mars", "marzo", "março", "marco"],
        &["april", "apr", "avril", "avr", "abril", "aprile"],
        &["may", "mai", "mayo", "maio", "maggio"],
        &["june", "jun", "juni", "juin", "junio", "junho", "giugno"],
        &["july", "jul", "juli", "juillet", "juil", "julio", "julho", "luglio"],
        &["august", "aug", "août", "aout", "agosto"],
        &[
            "september",
            "sep",
            "sept",
            "septembre",
            "septiembre",
            "setiembre",
            "setembro",
            "settembre",
        ],
        &["october", "oct", "oktober", "okt", "octobre", "octubre", "outubro", "ottobre"],
        &["november", "nov", "novembre", "noviembre", "novembro"],
        &[
            "december",
            "dec",
            "dezember",
            "dez",
            "décembre",
            "decembre",
            "déc",
            "diciembre",
            "dezembro",
            "dicembre",
        ],
    ];
    (1..).zip(names).find(|(_, forms)| forms.contains(&word)).map(|(number, _)| number)
}
