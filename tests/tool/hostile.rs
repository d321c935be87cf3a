//! Inputs made to break it: each ends in a clear error or a sound result, never in a panic, and in
//! bearable time.

use std::fs;

use serde_json::json;

use crate::common::{Home, column, file_rows, with_input, words};

#[test]
fn nothing_to_read() {
    let home = Home::new();
    fs::create_dir(home.at("empty")).unwrap();
    words(&format!("run {} -o {}", home.at("empty"), home.at("out")))
        .ends(1)
        .says("no file was found");
    words(&format!("run {} -o {}", home.at("no"), home.at("out"))).ends(1).says("No such file");
    assert_eq!(home.names(""), ["empty"]);
    let reason = words(&format!("dedup {}", home.at("no"))).ends(1).err;
    assert_eq!(reason.matches("No such file").count(), 1, "{reason}");

    let file = home.write("empty.jsonl", "");
    let answer = words(&format!("run {file} -o {}", home.at("out"))).ends(0);
    assert!(answer.out.starts_with("0 articles"), "{}", answer.out);
    assert_eq!(with_input("cluster -", b"").ends(3).out, "");
}

#[cfg(unix)]
#[test]
fn files_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = Home::new();
    let file = home.write("news/secret.jsonl", "{\"title\":\"A\"}\n");
    home.write("news/open.jsonl", "{\"title\":\"B\"}\n");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::File::open(&file).is_ok() {
        println!("skipped: nothing is forbidden to this user (root)");
        return;
    }
    words(&format!("dedup {file}")).ends(1).says("ermission denied");
    let answer = words(&format!("dedup {}", home.at("news"))).ends(3).says("ermission denied");
    assert_eq!(column(&answer.rows(), "id"), ["open.jsonl#1"]);
}

#[test]
fn a_line_of_fifty_megabytes() {
    let home = Home::new();
    let words_of_it = "The river rose again at Tavra on Sunday. ".repeat(50_000_000 / 41);
    let line = format!("{{\"id\":\"long\",\"text\":\"{words_of_it}\"}}");
    let file = home.write("a.jsonl", format!("{{\"title\":\"A\"}}\n{line}\n{{\"title\":\"B\"}}\n"));
    let answer = words(&format!("dedup {file}")).ends(0);
    assert_eq!(column(&answer.rows(), "id"), ["a.jsonl#1", "long", "a.jsonl#3"]);
}

#[test]
fn deep_json() {
    let deep = |n| format!("{}{}", "[".repeat(n), "]".repeat(n));
    let lines = format!(
        "{{\"title\":\"A\",\"x\":{}}}\n{{\"title\":\"B\",\"text\":{}}}\n{}\n{{\"title\":\"C\"}}\n",
        deep(100_000),
        deep(1_000),
        "{\"x\":".repeat(50_000)
    );
    let answer = with_input("dedup -", lines.as_bytes()).ends(3);
    // What stands under a name that leads nowhere is passed over, however deep.
    assert_eq!(column(&answer.rows(), "id"), ["-#1", "-#4"]);
}

#[test]
fn twenty_thousand_times_the_same() {
    let home = Home::new();
    let row = |n: u32| {
        let day = 1 + n % 28;
        json!({"id": format!("{n:05}"), "title": "Dam breaks near Tavra", "source": format!("S{}", n % 40),
               "date": format!("2023-09-{day:02}"),
               "text": "A dam broke near Tavra on Sunday and 12 people died, the ministry said. The \
                        river rose by three metres within an hour and carried off two bridges."})
    };
    let file = home.rows("a.jsonl", (0..20_000).map(row));
    let out = home.at("out");
    words(&format!("run {file} -q -o {out}")).ends(0);
    let groups = file_rows(&out, "duplicates.jsonl");
    assert_eq!((groups.len(), groups[0]["members"].as_array().unwrap().len()), (1, 19_999));
    let stories = file_rows(&out, "stories.jsonl");
    assert_eq!(
        (stories.len(), &stories[0]["texts"], &stories[0]["witnesses"]),
        (1, &json!(1), &json!(1))
    );
    let facts = file_rows(&out, "facts.jsonl");
    assert!(!facts.is_empty(), "what forty outlets print is told");
    for fact in facts {
        let found = (&fact["verdict"], fact["witnesses"].as_array().unwrap().len());
        assert_eq!(found, (&json!("repeated"), 1), "{}", fact["claim"]);
    }
}

#[test]
fn three_thousand_articles_of_one_word() {
    let home = Home::new();
    let words_of = ["fire", "flood", "vote", "strike", "verdict"];
    let row = |n: usize| json!({"id": n.to_string(), "text": words_of[n % 5], "source": format!("S{}", n % 7)});
    let file = home.rows("a.jsonl", (0..3_000).map(row));
    let out = home.at("out");
    words(&format!("run {file} -q -o {out}")).ends(0);
    assert_eq!(file_rows(&out, "articles.jsonl").len(), 3_000);
}

#[test]
fn a_hundred_thousand_records_of_one_word() {
    let home = Home::new();
    let lines: String = (0..100_000)
        .map(|n| {
            format!("{{\"id\":\"{n}\",\"text\":\"w{}\",\"source\":\"S{}\"}}\n", n % 5_000, n % 9)
        })
        .collect();
    let file = home.write("a.jsonl", lines);
    let rows = words(&format!("dedup {file}")).ends(0).rows();
    let survivors = rows.iter().filter(|row| row["copy_of"].is_null()).count();
    assert_eq!((rows.len(), survivors), (100_000, 5_000));
}

/// Wire items as they come: many without a body, many of one form.
#[test]
fn items_without_bodies_and_items_of_one_form() {
    let home = Home::new();
    let row = |n: usize| {
        let title = format!("CORP {n} <C{}> 1ST QTR NET", n % 700);
        let figure = |by: usize| n * by % 99_991;
        match n % 8 {
            0 => json!({"id": n.to_string(), "title": title}),
            1 => json!({"id": n.to_string(), "title": title, "text": null}),
            2 => json!({"id": n.to_string(), "title": title, "text": " \n\u{3}"}),
            _ => json!({"id": n.to_string(), "title": title,
                        "text": format!("Shr {} cts vs {} cts\nNet {} vs {}\nRevs {} vs {}\n Wire\n\u{3}",
                                        n % 90, n % 70, figure(7919), figure(31), figure(77), figure(13))}),
        }
    };
    let file = home.rows("a.jsonl", (0..4_000).map(row));
    let rows = words(&format!("dedup {file}")).ends(0).rows();
    assert_eq!(rows.len(), 4_000);
    assert_eq!(rows.iter().filter(|row| row["copy_of"].is_string()).count(), 0);

    let one = home.rows("one.jsonl", [row(3)]);
    let answer = words(&format!("dedup {one} --audit")).ends(0).says("of 0 pairs of 1 articles");
    assert_eq!(answer.rows().len(), 1);
}

/// Two thousand texts that repeat one phrase, each with a figure of its own: every text shares
/// phrases with every other.
#[test]
fn texts_that_repeat_themselves() {
    let home = Home::new();
    let row = |n: usize| {
        json!({"id": n.to_string(), "source": format!("S{}", n % 40),
                             "text": format!("the rain in spain {n} ").repeat(60)})
    };
    let file = home.rows("a.jsonl", (0..2_000).map(row));
    let rows = words(&format!("dedup {file}")).ends(0).rows();
    assert_eq!(rows.iter().filter(|row| row["copy_of"].is_string()).count(), 0);
}

#[test]
fn only_titles() {
    let home = Home::new();
    let row = |n: usize| json!({"id": n.to_string(), "title": format!("Tavra flood: {n} dead"), "source": format!("S{n}")});
    let file = home.rows("a.jsonl", (2..200).map(row));
    let out = home.at("out");
    words(&format!("run {file} -q -o {out}")).ends(0);
    assert_eq!(file_rows(&out, "articles.jsonl").len(), 198);
}

#[test]
fn other_scripts() {
    let texts = [
        "周日，塔夫拉附近的一座水坝决堤，造成12人死亡。当地政府表示，河水在一小时内上涨了三米，两座桥梁被冲走。",
        "انهار سد بالقرب من تافرا يوم الأحد، مما أسفر عن مقتل 12 شخصا. وقالت الوزارة إن النهر ارتفع ثلاثة أمتار.",
        "Một con đập gần Tavra đã vỡ hôm Chủ nhật khiến 12 người thiệt mạng, theo Bộ Nội vụ. Nước sông dâng ba mét.",
        "ダムが日曜日に決壊し、12人が死亡した。川の水位は一時間で三メートル上昇した。",
        "В воскресенье близ Тавры прорвало плотину, погибли 12 человек. Река поднялась на три метра за час.",
        "🌊🏚️ 12 💀 😢😢😢 👨‍👩‍👧‍👦 🇻🇳 flood 🌊",
        "सोमवार को तावरा के पास एक बांध टूट गया, जिसमें 12 लोगों की मौत हो गई।",
    ];
    let home = Home::new();
    let row = |(n, outlet): (usize, &str)| {
        let text = if outlet == "B" { format!("{} {0}", texts[n]) } else { texts[n].to_owned() };
        json!({"id": format!("{n}{outlet}"), "text": text, "source": outlet, "date": "2023-09-10"})
    };
    let all = (0..texts.len()).flat_map(|n| [(n, "A"), (n, "B")]);
    let file = home.rows("a.jsonl", all.map(row));
    let out = home.at("out");
    words(&format!("run {file} -q -o {out}")).ends(0);
    let articles = file_rows(&out, "articles.jsonl");
    assert_eq!(articles.len(), 2 * texts.len());
    let of = |id: &str| articles.iter().find(|row| row["id"] == id).unwrap();
    for (id, lang) in [("0A", "zh"), ("1A", "ar"), ("2A", "vi"), ("3A", "ja")] {
        assert_eq!(of(id)["lang"], lang, "{id}");
    }
    // Spans are bytes of UTF-8 and must not fall inside a letter; reading the reports proves it.
    words(&format!("report {out} --format terminal")).ends(0);
}

#[test]
fn markup_in_texts_stays_text_in_the_report() {
    let home = Home::new();
    let evil = "<script>alert(1)</script><img src=x onerror=alert(2)>";
    let row = |n: usize| {
        json!({"id": format!("{n}\"><script>alert(3)</script>"), "title": format!("Dam breaks {evil}"),
               "source": format!("Post {n} <b onclick=alert(4)>"), "date": "2023-09-10",
               "url": format!("javascript:alert({n})"),
               "text": format!("A dam broke near Tavra on Sunday. {evil} In all, 12 people died \
                                in the flood, the ministry said. ]]> --> </style></script> {{{{ 7*7 }}}} \
                                {}", "More follows. ".repeat(n))})
    };
    let file = home.rows("a.jsonl", (1..6).map(row));
    let out = home.at("out");
    words(&format!("run {file} -q -o {out}")).ends(0);
    let page = home.text("out/report.html");
    assert!(page.contains("Dam breaks &lt;script&gt;"), "the title is shown");
    for part in
        ["<script>alert", "<img src=x", "<b onclick", "href=\"javascript:", "href='javascript:"]
    {
        assert!(!page.contains(part), "{part}");
    }
    assert_eq!(page.matches("<script").count(), page.matches("</script").count());
    let markdown = words(&format!("report {out} --format markdown")).ends(0).out;
    // Ids stand there between backticks, where markup is none.
    assert!(!markdown.contains("Dam breaks <"), "{markdown}");
}

#[test]
fn a_parser_that_fails_says_nothing_by_itself() {
    let home = Home::new();
    let odd = format!("A<?xml version='1.0' encoding='windows-1252'?>{}", "B".repeat(300));
    let feed = format!(
        "<?xml version='1.0' encoding='UTF-8'?><rss version='2.0'><channel>\
         <item><title>{odd}</title></item><item><title>C</title></item></channel></rss>"
    );
    let answer = words(&format!("dedup {}", home.write("a.rss", feed))).ends(3);
    assert_eq!(column(&answer.rows(), "id"), ["a.rss#2"]);
    assert!(answer.err.contains("the parser failed"), "{}", answer.err);
    assert!(!answer.err.contains("panicked"), "{}", answer.err);
}

#[test]
fn odd_ids_and_names() {
    let home = Home::new();
    let ids = ["", " ", "../../etc/passwd", "a\nb", "\u{0}", "id with spaces", "~", "f-1", "s-x"];
    let long = "x".repeat(100_000);
    let row =
        |id: &str| json!({"id": id, "title": format!("T {}", id.len()), "source": id, "url": id});
    let file = home.rows("a b.jsonl", ids.into_iter().chain([long.as_str()]).map(row));
    let out = home.at("out");
    let answer = crate::common::run(["run", &file, "-q", "-o", &out]).ends(0);
    assert_eq!(answer.out, "");
    assert_eq!(file_rows(&out, "articles.jsonl").len(), 10);
    words(&format!("report {out} -q")).ends(0);
}

#[cfg(unix)]
#[test]
fn a_folder_that_leads_into_itself() {
    let home = Home::new();
    home.write("news/a.jsonl", "{\"title\":\"A\"}\n");
    std::os::unix::fs::symlink(home.at("news"), home.at("news/again")).unwrap();
    let answer = words(&format!("dedup {}", home.at("news"))).ends(3).says("leads back");
    assert_eq!(answer.rows().len(), 1);
}
