//! Detected languages against stated ones, on headlines.
//!
//! The set (`stories/og2021_titles_not_en.jsonl` under `SAMESTORY_DATA`) lies outside the
//! repository; without it nothing is tested.

use samestory::text::language::detect;

#[test]
fn headlines_of_known_language() {
    let Some(folder) = std::env::var_os("SAMESTORY_DATA") else {
        println!("skipped: SAMESTORY_DATA is not set");
        return;
    };
    let path = std::path::Path::new(&folder).join("stories/og2021_titles_not_en.jsonl");
    let rows = std::fs::read_to_string(path).unwrap();
    let (mut right, mut all) = (0, 0);
    for line in rows.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        right += u32::from(row["lang"] == detect(row["title"].as_str().unwrap()).code());
        all += 1;
    }
    assert!(right * 100 >= all * 93, "{right} of {all}");
}
