use super::*;

#[test]
fn scripts_decide_first() {
    for (text, code) in [
        ("Президент заявил, что выборы состоятся", "ru"),
        ("Президент України заявив, що вибори відбудуться", "uk"),
        ("Президентът заяви, че изборите ще се проведат", "bg"),
        ("Председник је рекао да ће избори бити", "sr"),
        ("Ο πρόεδρος δήλωσε", "el"),
        ("الرئيس يعلن موعد الانتخابات في البلاد", "ar"),
        ("رئیس جمهور گفت که انتخابات برگزار می‌شود", "fa"),
        ("הנשיא אמר כי הבחירות", "he"),
        ("राष्ट्रपति ने कहा कि चुनाव होंगे", "hi"),
        ("大統領は選挙を行うと述べた", "ja"),
        ("总统表示将举行选举", "zh"),
        ("苹果发布 iPhone 15", "zh"),
        ("대통령은 선거를", "ko"),
        ("ประธานาธิบดีกล่าวว่า", "th"),
    ] {
        assert_eq!(detect(text).code(), code, "{text}");
    }
}

#[test]
fn function_words_decide_among_latin_languages() {
    for (text, code) in [
        ("The president said on Sunday that the vote will be held in May", "en"),
        ("Der Präsident sagte am Sonntag, dass die Wahl im Mai stattfinden wird", "de"),
        ("Le président a dit dimanche que le scrutin aura lieu en mai", "fr"),
        ("El presidente dijo el domingo que las elecciones serán en mayo", "es"),
        ("O presidente disse no domingo que as eleições serão em maio", "pt"),
        ("Il presidente ha detto domenica che le elezioni si terranno a maggio", "it"),
        ("De president zei zondag dat de verkiezingen in mei worden gehouden", "nl"),
        ("Presidenten sade i söndags att valet ska hållas i maj och inte förr", "sv"),
        ("Præsidenten sagde søndag, at valget bliver holdt i maj og ikke før", "da"),
        ("Presidenten sa søndag at valget blir holdt i mai og ikke før", "no"),
        ("Prezydent powiedział w niedzielę, że wybory nie odbędą się w maju", "pl"),
        ("Prezident v neděli řekl, že se volby budou konat až v květnu", "cs"),
        ("Predsednik je v nedeljo povedal, da bodo volitve tudi letos v maju", "sl"),
        ("Cumhurbaşkanı pazar günü seçimin mayıs ayında olduğu için bir karar dedi", "tr"),
        ("Tổng thống nói rằng cuộc bầu cử sẽ được tổ chức vào tháng năm", "vi"),
        ("Presiden mengatakan bahwa pemilu akan digelar pada bulan Mei dan tidak ditunda", "id"),
        ("Președintele a spus că alegerile vor fi în luna mai și nu mai târziu", "ro"),
        ("Az elnök azt mondta, hogy a választás nem májusban lesz", "hu"),
        ("Presidentti sanoi, että vaalit ovat toukokuussa ja ei myöhemmin", "fi"),
    ] {
        assert_eq!(detect(text).code(), code, "{text}");
    }
}

#[test]
fn nothing_to_tell() {
    for text in ["", "12 : 13", "…", "Hanoi"] {
        assert_eq!(detect(text), Lang::Und, "{text:?}");
    }
}

#[test]
fn only_the_first_words_are_read() {
    let english = "the end of the war and of it ".repeat(20);
    assert_eq!(detect(&(english + &"и не что ".repeat(100_000))), Lang::En);
    assert_eq!(detect(&"é".repeat(1_000_001)), detect(&"é".repeat(2_000)));
}

#[test]
fn every_language_has_its_own_code() {
    let mut codes: Vec<_> = Lang::ALL.iter().map(|l| l.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), Lang::ALL.len());
    assert!(Lang::ALL.len() <= 64, "languages are bits of a u64");
}

proptest::proptest! {
    #[test]
    fn no_text_is_too_much(text in "\\PC{0,80}") {
        let lang = detect(&text);
        proptest::prop_assert!(lang == Lang::Und || Lang::ALL.contains(&lang));
    }
}
