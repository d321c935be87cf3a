//! `run --scratch`: a run that is killed goes on from its last finished stage, to the same bytes;
//! what it keeps meanwhile, and what a full disk says.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::common::{Home, Killer, answer, samestory, words};

/// A dump in which every stage has work: towns whose matter three outlets tell, one of them in the
/// words of another, and articles of their own.
fn dump(matters: u32, alone: u32) -> Vec<Value> {
    let mut rows = Vec::new();
    for matter in 0..matters {
        let date = jiff::civil::date(2024, 1, 1)
            .saturating_add(jiff::ToSpan::days(i64::from(matter % 60)));
        let row = |id: String, outlet: &str, text: String| json!({"id": id, "source": outlet, "published": format!("{date}T09:00:00Z"), "title": format!("{} {}", word(matter * 7 + 1), &id), "text": text});
        let (town, river) = (word(matter * 7 + 1), word(matter * 7 + 2));
        let (dead, moved) = (matter % 50 + 12, 4_000 + matter * 10);
        let one = format!(
            "The river {river} burst its banks near {town} on {date} and flooded the old town. At least \
             {dead} people were killed, the fire service of {town} said. Some {moved} people were taken \
             to schools and sports halls in the hills around the town of {town}."
        );
        let other = format!(
            "Floods have hit {town}: the {river}, which runs through the old town, broke its banks on \
             {date}. At least {dead} people had been killed in {town}, said a spokeswoman for the \
             province. About {moved} residents are being housed in schools and sports halls."
        );
        rows.push(row(format!("a{matter}"), "The Post", one.clone()));
        rows.push(row(format!("b{matter}"), "Herald", other));
        rows.push(row(format!("c{matter}"), "Mirror", one));
    }
    for number in 0..alone {
        let words: Vec<String> = (0..80).map(|at| word(number * 61 + at / 2 * 7919)).collect();
        let outlet = format!("Outlet {}", number % 40);
        let text = words.join(" ");
        rows.push(json!({"id": format!("z{number}"), "source": outlet, "published": "2024-01-20", "text": text}));
    }
    rows
}

/// A made-up word for a number.
fn word(mut number: u32) -> String {
    number = number.wrapping_mul(2_654_435_761);
    let syllables = ["ka", "lo", "mer", "ti", "sun", "vel", "dor", "pi", "gra", "nes", "hu", "fal"];
    let mut syllable = || {
        let syllable = syllables[(number % 12) as usize];
        number /= 12;
        syllable
    };
    (0..4).map(|_| syllable()).collect()
}

/// A home with the input, half of it packed, so that some texts lie in the scratch file; and the
/// result of a run that keeps nothing.
struct Dump {
    home: Home,
    inputs: [String; 2],
    /// How long that run took.
    took: Duration,
}

impl Dump {
    fn new(matters: u32, alone: u32) -> Self {
        let home = Home::new();
        let mut rows = dump(matters, alone);
        let packed = rows.split_off(rows.len() / 2);
        let lines: Vec<String> = packed.iter().map(|row| format!("{row}\n")).collect();
        let packed = zstd::bulk::compress(lines.concat().as_bytes(), 1).unwrap();
        let inputs = [home.rows("a.jsonl", rows), home.write("b.jsonl.zst", packed)];
        fs::create_dir(home.at("scratch")).unwrap();
        let mut dump = Self { home, inputs, took: Duration::ZERO };
        let began = Instant::now();
        assert!(dump.plain("whole").status().unwrap().success());
        dump.took = began.elapsed();
        dump
    }

    fn plain(&self, out: &str) -> Command {
        let mut command = samestory();
        command.arg("run").args(&self.inputs).args(["-q", "-o", &self.home.at(out)]);
        command
    }

    /// The run that is killed and gone on with.
    fn kept(&self) -> Command {
        let mut command = self.plain("out");
        command.args(["--scratch", &self.home.at("scratch"), "--log", &self.home.at("log")]);
        command
    }

    /// Kills the run as soon as the folder holds a file.
    fn killed_at(&self, file: &str) -> PathBuf {
        let mut child = self.kept().spawn().unwrap();
        loop {
            let folder = self.folder().filter(|folder| folder.join(file).exists());
            if let Some(folder) = folder {
                child.kill().unwrap();
                child.wait().unwrap();
                return folder;
            }
            assert!(child.try_wait().unwrap().is_none(), "it has ended without {file}");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// The folder of a run that is not complete.
    fn folder(&self) -> Option<PathBuf> {
        let entries = fs::read_dir(self.home.at("scratch")).unwrap();
        entries.map(|entry| entry.unwrap().path()).next()
    }

    /// Ends the run; the stages that it did, and those that it did not do again.
    #[track_caller]
    fn ends(&self) -> (Vec<String>, Vec<String>) {
        let _ = fs::remove_file(self.home.at("log"));
        assert!(self.kept().status().unwrap().success());
        self.is_the_same();
        assert_eq!(self.home.names("scratch"), [""; 0], "nothing is left");
        let log = self.home.text("log");
        let rows: Vec<Value> = log.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        let stages = |event: &str| {
            let rows = rows.iter().filter(|row| row["event"] == event);
            rows.map(|row| row["stage"].as_str().unwrap().to_owned()).collect()
        };
        (stages("begin"), stages("kept"))
    }

    #[track_caller]
    fn is_the_same(&self) {
        for name in self.home.names("whole").iter().filter(|name| *name != "run.json") {
            let bytes = |folder: &str| fs::read(self.home.at(&format!("{folder}/{name}"))).unwrap();
            assert!(bytes("out") == bytes("whole"), "{name} differs");
        }
    }
}

#[test]
fn killed_at_any_moment_it_goes_on_to_the_same_bytes() {
    let dump = Dump::new(80, 4_000);
    let mut killer = Killer::within(dump.took);
    for _ in 0..20 {
        if !killer.kill(&mut dump.kept()) {
            dump.is_the_same();
            fs::remove_dir_all(dump.home.at("out")).unwrap();
        }
    }
    assert!(killer.at_work >= 10, "{} of 20 were at work", killer.at_work);
    dump.ends();
}

#[test]
fn finished_stages_are_not_done_again() {
    let dump = Dump::new(80, 1_500);
    let all = ["read", "copies", "vectors", "stories", "facts"];
    assert_eq!(dump.ends().0, all);
    let cases = [
        ("read", &["fingerprints", "copies", "vectors", "stories", "facts"][..]),
        ("copies", &["vectors", "stories", "facts"]),
        ("stories", &["facts"]),
        ("facts", &[]),
    ];
    for (number, (stage, left)) in (1..).zip(cases) {
        let folder = dump.killed_at(&format!("{stage}.checkpoint"));
        // What came behind it before the signal did.
        for (later, _) in &cases[number..] {
            let _ = fs::remove_file(folder.join(format!("{later}.checkpoint")));
        }
        let (done, kept) = dump.ends();
        assert_eq!(done, left, "after {stage}");
        let before: Vec<&str> = cases[..number].iter().map(|(stage, _)| *stage).collect();
        assert_eq!(kept, before, "after {stage}");
    }
}

/// What is done to a file.
type Damage<'a> = &'a dyn Fn(&Path);

#[test]
fn what_is_damaged_is_done_again() {
    let dump = Dump::new(80, 1_500);
    let all = ["read", "copies", "vectors", "stories", "facts"];
    let cut = |path: &Path| {
        let bytes = fs::read(path).unwrap();
        fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
    };
    let flip = |path: &Path| {
        let mut bytes = fs::read(path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(path, bytes).unwrap();
    };
    let foreign = |path: &Path| fs::write(path, "samestory-checkpoint 9\nof tomorrow").unwrap();
    let damages: [(&str, Damage, &[&str]); 5] = [
        ("stories.checkpoint", &flip, &["vectors", "stories", "facts"]),
        ("copies.checkpoint", &cut, &["fingerprints", "copies", "vectors", "stories", "facts"]),
        ("read.checkpoint", &foreign, &all),
        ("words.checkpoint", &cut, &all),
        ("texts", &cut, &all),
    ];
    for (file, damage, left) in damages {
        let folder = dump.killed_at(if file.starts_with("stories") {
            "stories.checkpoint"
        } else {
            "copies.checkpoint"
        });
        if !file.starts_with("stories") {
            // It may have come before the signal did, and would do without the damaged one.
            let _ = fs::remove_file(folder.join("stories.checkpoint"));
        }
        let _ = fs::remove_file(folder.join("facts.checkpoint"));
        damage(&folder.join(file));
        assert_eq!(dump.ends().0, left, "{file}");
    }
}

#[test]
fn a_second_process_is_refused() {
    let dump = Dump::new(80, 1_500);
    let mut child = dump.kept().spawn().unwrap();
    while dump.folder().is_none_or(|folder| !folder.join("words.checkpoint").exists()) {
        assert!(child.try_wait().unwrap().is_none());
        std::thread::sleep(Duration::from_millis(1));
    }
    answer(&mut dump.kept()).ends(1).says("another samestory is at work on the same command");
    assert!(child.wait().unwrap().success(), "the first one is not disturbed");
    dump.is_the_same();
}

#[test]
fn other_settings_and_another_input_begin_anew() {
    let dump = Dump::new(80, 1_500);
    let folder = dump.killed_at("copies.checkpoint");
    let begun = |command: &mut Command| {
        fs::remove_file(dump.home.at("log")).unwrap();
        answer(command).ends(0);
        assert!(dump.home.text("log").contains("{\"event\":\"begin\",\"stage\":\"read\""));
        assert!(folder.exists(), "it is for the same command");
    };
    begun(dump.kept().arg("--all-pages"));
    let owners = dump.home.write("owners", "The Post\tA\nHerald\tB\n");
    begun(dump.kept().args(["--families", &owners]));
    let rows = fs::read_to_string(&dump.inputs[0]).unwrap();
    fs::write(&dump.inputs[0], rows + "{\"id\":\"new\",\"text\":\"A late one.\"}\n").unwrap();
    begun(&mut dump.kept());
    assert_eq!(dump.home.names("scratch").len(), 1);
}

#[test]
fn what_can_be_read_but_once_is_not_kept() {
    let home = Home::new();
    fs::create_dir(home.at("scratch")).unwrap();
    let line = format!("run - -q -o {} --scratch {}", home.at("out"), home.at("scratch"));
    crate::common::with_input(&line, b"{\"id\":\"a\",\"text\":\"A dam broke.\"}\n").ends(0);
    assert!(home.names("scratch").is_empty());
    let input = home.rows("a.jsonl", dump(1, 0));
    words(&format!("run {input} -q -o {} --scratch {}", home.at("out"), home.at("none")))
        .ends(1)
        .says("none");
}

/// Runs under a limit on the size of files, as if the disk were full.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_with_the_path() {
    let dump = Dump::new(80, 1_500);
    let within = |kilobytes: u32, arguments: &[&str]| {
        let limit = format!("trap '' XFSZ; ulimit -f {}; exec \"$@\"", kilobytes * 2);
        let tool = env!("CARGO_BIN_EXE_samestory");
        let shell = ["-c", &limit, "sh", tool, "run", "-q", "-o", &dump.home.at("full")];
        let mut command = Command::new("sh");
        answer(command.args(shell).args(arguments)).ends(1).says("too large")
    };
    let (scratch, [plain, packed]) = (dump.home.at("scratch"), dump.inputs.each_ref());
    // Texts of the packed file, where they are kept and where they are not.
    within(50, &[packed, "--scratch", &scratch]).says("/texts: ");
    within(50, &[packed]).says(std::env::temp_dir().to_str().unwrap());
    // A checkpoint.
    within(50, &[plain, "--scratch", &scratch]).says("/words.checkpoint: ");
    // The result.
    within(50, &[plain]).says(".jsonl: ");
    // The days of a run in windows.
    let config = dump.home.write("s.toml", "[state]\ncopies_days = 4\nstory_days = 3\n");
    let windows = ["--max-memory", "71M", "--threads", "4", "--config", &config];
    within(50, &[&[plain.as_str(), "--scratch", &scratch][..], &windows].concat()).says(&scratch);
    assert!(!Path::new(&dump.home.at("full")).exists());
    assert_eq!(dump.home.names(".").iter().filter(|name| name.contains("full")).count(), 0);
}
