//! A run in parts finds what a run in one piece does, however its rows are dealt out.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::*;
use crate::analysis::Analysis;
use crate::cluster::score::Parts;
use crate::cluster::trust::Partner;
use crate::dedup::Evidence;
use crate::dedup::parts::{Entry, meetings, rare_meetings, rare_up_to, rewrite_overlap};
use crate::fact::families::Families;
use crate::pipeline::{Pipeline, Settings};
use crate::read::Inputs;
use crate::vector::furniture::CARRIERS;

/// Deals rows in an order of its own.
struct Dealer(u64);

impl Dealer {
    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            items.swap(last, (self.0 >> 33) as usize % (last + 1));
        }
    }
}

/// An article with all that an engine knows of it.
struct Row {
    placed: Placed,
    record: Vec<u8>,
    text: String,
    grams: Vec<u32>,
}

/// Plays the engine over some files.
fn in_parts(files: &[&Path], settings: &Settings, dealer: &mut Dealer) -> Analysis {
    let mut batches: Vec<Profiles> = files
        .iter()
        .map(|file| profile(&Inputs::new([file]), settings, None).expect("files that can be read"))
        .collect();
    dealer.shuffle(&mut batches);
    let mut articles: Vec<Profiled> = batches.iter().flat_map(|b| b.articles.clone()).collect();
    dealer.shuffle(&mut articles);
    let mut lead = Lead::new(
        Pipeline::new(settings.clone()).expect("settings in range"),
        articles.iter().map(|article| (&*article.record, &*article.profile)),
        batches.iter().flat_map(|batch| batch.rejected.clone()).collect(),
        batches[0].filtered,
    )
    .expect("whole rows");
    let of_row: BTreeMap<u64, Profiled> = articles.into_iter().map(|a| (a.row, a)).collect();
    // What texts are asked for is known by article, which only the leader can tell.
    let rows_of = lead.rows().to_vec();
    let text = |article: u32| (article, of_row[&rows_of[article as usize]].text.clone());
    lead.take_texts(lead.short_texts().into_iter().map(text));
    let placed = lead.settle().expect("the texts that it asked for");
    let mut rows: Vec<Row> = placed
        .into_iter()
        .map(|placed| {
            let Profiled { record, text, grams, .. } = of_row[&placed.row].clone();
            let record = placed.renamed.clone().unwrap_or(record);
            Row { placed, record, text, grams }
        })
        .collect();
    dealer.shuffle(&mut rows);
    let entries = entries(&rows);
    let families_wanted = lead.families(&candidates(&entries)).expect("a keep policy that holds");
    for bucket in buckets(&families_wanted) {
        let (texts, pairs) = texts(&rows, &entries, &families_wanted, bucket, dealer);
        let found = families(texts, &pairs, &settings.dedup, &std::env::temp_dir());
        lead.take_findings(&found.expect("whole families")).expect("whole bytes");
    }
    let wanted = lead.rewrites(&met(rows.len(), &entries)).expect("a keep policy that holds");
    for bucket in buckets(&wanted) {
        let (texts, pairs) = texts(&rows, &entries, &wanted, bucket, dealer);
        let found = rewrites(texts, &pairs, &settings.dedup).expect("whole pairs");
        lead.take_rewrites(&found).expect("whole bytes");
    }
    let words = batches.iter().map(|batch| &*batch.words).collect();
    let distinct = lead.copies().expect("a keep policy that holds");
    let story_lead = lead.story_lead().expect("the stage of copies is done");
    tell(story_lead, &distinct, &of_row, words, settings, dealer);
    lead.take_texts(lead.untitled().into_iter().map(text));
    lead.stories().expect("the texts that it asked for");
    let mut of_stories: BTreeMap<u32, Vec<OfStory>> = BTreeMap::new();
    for (bucket, article, story, group) in lead.articles_of_stories() {
        let row = rows.iter().find(|row| row.placed.article == article).expect("its row");
        let (record, text) = (row.record.clone(), row.text.clone());
        let lang = lead.lang(article).to_owned();
        let one = OfStory { story, article, group, lang, record, text };
        of_stories.entry(bucket).or_default().push(one);
    }
    let mut of_stories: Vec<Vec<OfStory>> = of_stories.into_values().collect();
    dealer.shuffle(&mut of_stories);
    for mut articles in of_stories {
        dealer.shuffle(&mut articles);
        let found = facts(articles, &settings.fact).expect("whole stories");
        lead.take_facts(&found).expect("whole bytes");
    }
    lead.finish().analysis
}

/// The stage of stories.
fn tell(
    lead: &mut StoryLead,
    distinct: &[Distinct],
    of_row: &BTreeMap<u64, Profiled>,
    words: Vec<&[u8]>,
    settings: &Settings,
    dealer: &mut Dealer,
) {
    let counted = |text: &Distinct| (text.outlet, &*of_row[&text.row].counted);
    let mut carried: BTreeMap<(u64, u64), usize> = BTreeMap::new();
    for (outlet, counted) in distinct.iter().map(counted) {
        let of_text = outlet.map(|outlet| passages(outlet, counted).expect("whole words"));
        of_text.into_iter().flatten().for_each(|pair| *carried.entry(pair).or_default() += 1);
    }
    let repeated = carried.into_iter().filter(|(_, texts)| *texts >= CARRIERS);
    let without = lead.take_furniture(repeated.map(|(pair, _)| pair));
    let without = furniture(&without).expect("whole bytes");
    let (mut texts, mut met) = (Vec::new(), Vec::new());
    for some in distinct.chunks(17) {
        let to_count = |text: &Distinct| {
            let Profiled { record, text: body, counted, .. } = of_row[&text.row].clone();
            let Distinct { outlet, published, lang, .. } = *text;
            ToCount { record, text: body, counted, outlet, lang: lang.to_owned(), published }
        };
        let (counted, forms) =
            count_again(some.iter().map(to_count).collect(), &without).expect("whole rows");
        texts.extend(some.iter().map(|text| text.node).zip(counted));
        met.push(forms);
    }
    dealer.shuffle(&mut texts);
    let mut words = words;
    words.extend(met.iter().map(|forms| &**forms));
    dealer.shuffle(&mut words);
    let mut holders = Holders::default();
    texts.iter().for_each(|(_, text)| holders.add(text).expect("whole words"));
    let holders: Vec<(String, String, u32)> =
        holders.into_rows().map(|(lang, stem, texts)| (lang.to_owned(), stem, texts)).collect();
    let forms = words.into_iter().flat_map(|words| forms(words).expect("whole words"));
    let table = TermTable::decode(&lead.take_words(&holders, forms)).expect("whole bytes");
    let row = |(node, text): &(u32, Vec<u8>)| (*node, table.row(text).expect("whole words"));
    let rows: BTreeMap<u32, (Vec<u8>, u32)> = texts.iter().map(row).collect();
    lead.take_lengths(rows.iter().map(|(node, (_, length))| (*node, *length)));
    let mut of_run: Vec<NodeRow<'_>> =
        rows.iter().map(|(node, (row, _))| (*node, &**row)).collect();
    dealer.shuffle(&mut of_run);
    let date_trust = trust(lead, &of_run, settings);
    let mut pairs = Vec::new();
    let undated = lead.undated();
    for Chunk { own, members } in lead.chunks() {
        let lies_there = |row: &&NodeRow<'_>| members.contains(&row.0) || row.0 >= undated;
        let here = of_run.iter().filter(lies_there).map(|row| (*row, own.contains(&row.0)));
        let found = scored(here.collect(), date_trust, &settings.cluster);
        pairs.extend(found.expect("whole rows"));
    }
    dealer.shuffle(&mut pairs);
    lead.take_edges(pairs.iter().map(|(edge, _)| *edge).collect());
    let mut members = lead.members();
    dealer.shuffle(&mut members);
    let mut buckets: BTreeMap<u32, Vec<(u32, NodeRow<'_>)>> = BTreeMap::new();
    for (bucket, story, node) in members {
        buckets.entry(bucket).or_default().push((story, (node, &*rows[&node].0)));
    }
    let hashes = lead.hashes();
    for rows in buckets.into_values() {
        lead.take_labels(&labels(&rows, &hashes).expect("whole rows")).expect("whole bytes");
    }
    let parts: BTreeMap<(u32, u32), Parts> =
        pairs.into_iter().map(|(edge, parts)| ((edge.a, edge.b), parts)).collect();
    let kept: Vec<_> = lead.kept().map(|pair| (pair, parts[&pair])).collect();
    lead.take_parts(kept);
}

/// Looks up the partners of the tested nodes in three places.
fn trust(lead: &mut StoryLead, rows: &[NodeRow<'_>], settings: &Settings) -> f32 {
    let tested = lead.tested();
    let of_tested: Vec<NodeRow<'_>> =
        rows.iter().filter(|row| tested.contains(&row.0)).copied().collect();
    let walked = lead.walked(&of_tested).expect("whole rows");
    let mut found: BTreeMap<u32, Vec<Partner>> = BTreeMap::new();
    for place in rows.chunks(rows.len().div_ceil(3).max(1)) {
        for (node, partner) in partners(place, &walked, &settings.cluster).expect("whole rows") {
            found.entry(node).or_default().push(partner);
        }
    }
    let mut best = Vec::new();
    for (node, mut partners) in found {
        partners.sort_by(|x, y| y.sum.total_cmp(&x.sum).then(x.node.cmp(&y.node)));
        partners.truncate(lead.most_partners());
        best.extend(partners.iter().map(|partner| (node, partner.node, partner.score)));
    }
    lead.take_partners(best)
}

/// Entries by position.
fn entries(rows: &[Row]) -> BTreeMap<u32, Entry> {
    let firsts: Vec<&Row> =
        rows.iter().filter(|row| row.placed.first == Some(row.placed.position)).collect();
    let mut holders: BTreeMap<u32, u32> = BTreeMap::new();
    firsts
        .iter()
        .flat_map(|row| &row.grams)
        .for_each(|gram| *holders.entry(*gram).or_default() += 1);
    let entry = |row: &&Row| {
        let shared = row.grams.iter().map(|gram| (*gram, holders[gram]));
        let shared = shared.filter(|(_, holders)| *holders > 1).collect();
        (row.placed.position, Entry::new(row.placed.sizes, shared))
    };
    firsts.iter().map(entry).collect()
}

fn candidates(entries: &BTreeMap<u32, Entry>) -> Vec<(u32, u32)> {
    let walks: BTreeMap<u32, (Vec<u32>, u32)> =
        entries.iter().map(|(position, entry)| (*position, entry.walks())).collect();
    let mut lists: BTreeMap<u32, Vec<(u32, bool)>> = BTreeMap::new();
    for (position, entry) in entries {
        for (gram, _) in entry.shared() {
            let walked = walks[position].0.contains(gram);
            lists.entry(*gram).or_default().push((*position, walked));
        }
    }
    let mut met: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    for list in lists.values() {
        meetings(list, |walker, other| *met.entry((walker, other)).or_default() += 1);
    }
    met.retain(|(walker, _), often| *often >= walks[walker].1);
    let mut pairs: Vec<(u32, u32)> = met.into_keys().map(|(a, b)| (a.min(b), a.max(b))).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs.retain(|(a, b)| entries[a].may_copy(&entries[b]));
    pairs
}

fn met(texts: usize, entries: &BTreeMap<u32, Entry>) -> Vec<(u32, u32, f32)> {
    let mut lists: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (position, entry) in entries {
        entry.shared().iter().for_each(|(gram, _)| lists.entry(*gram).or_default().push(*position));
    }
    let longest = rare_up_to(texts, |n| lists.values().filter(|list| list.len() == n).count());
    let mut met: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for list in lists.values().filter(|list| list.len() <= longest) {
        rare_meetings(list, |a, b| *met.entry((a, b)).or_default() += 1);
    }
    let looked_at = |((a, b), often): ((u32, u32), usize)| {
        Some((a, b, rewrite_overlap(often, &entries[&a], &entries[&b])?))
    };
    met.into_iter().filter_map(looked_at).collect()
}

fn buckets(wanted: &Wanted) -> Vec<u32> {
    let mut buckets: Vec<u32> = wanted.articles.iter().map(|(bucket, _)| *bucket).collect();
    buckets.sort_unstable();
    buckets.dedup();
    buckets
}

/// The texts and pairs of a bucket.
fn texts(
    rows: &[Row],
    entries: &BTreeMap<u32, Entry>,
    wanted: &Wanted,
    bucket: u32,
    dealer: &mut Dealer,
) -> (Vec<InFamily>, Vec<(u32, u32)>) {
    let here = |(number, _): &&(u32, u32)| *number == bucket;
    let articles: Vec<u32> = wanted.articles.iter().filter(here).map(|(_, a)| *a).collect();
    let text = |row: &Row| InFamily {
        article: row.placed.article,
        position: row.placed.position,
        record: row.record.clone(),
        text: row.text.clone(),
        words: row.placed.words,
        entry: entries.get(&row.placed.position).cloned().unwrap_or_default(),
    };
    let wanted_here = rows.iter().filter(|row| articles.contains(&row.placed.article));
    let mut texts: Vec<InFamily> = wanted_here.map(text).collect();
    dealer.shuffle(&mut texts);
    let pairs = wanted.pairs.iter().filter(|(number, ..)| *number == bucket);
    let mut pairs: Vec<(u32, u32)> = pairs.map(|(_, a, b)| (*a, *b)).collect();
    dealer.shuffle(&mut pairs);
    (texts, pairs)
}

/// Writes the sample dump and look-alikes of some of its articles as files of so many lines.
fn files(folder: &Path, lines: usize) {
    let dump = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/dump");
    let mut all = Vec::new();
    let mut names: Vec<_> =
        fs::read_dir(dump).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    for name in names.iter().filter(|name| name.extension().is_some_and(|e| e == "jsonl")) {
        all.extend(fs::read_to_string(name).unwrap().lines().map(str::to_owned));
    }
    // Forms filled in otherwise, copies of copies, an id that stands twice with other content.
    let copies: Vec<String> = all
        .iter()
        .step_by(3)
        .enumerate()
        .map(|(number, line)| {
            let mut row: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = row["text"].as_str().unwrap_or_default();
            let text = match number % 3 {
                0 => text.to_uppercase(),
                1 => text.replace("said", "told us"),
                _ => format!("{text} {text}"),
            };
            row["text"] = text.into();
            if number % 5 > 0 {
                row["id"] = format!("again{number}").into();
            }
            row.to_string()
        })
        .collect();
    all.extend(copies);
    all.push("{\"id\": 1, \"text\": null}".into());
    for (number, lines) in all.chunks(lines).enumerate() {
        fs::write(folder.join(format!("{number:03}.jsonl")), lines.join("\n") + "\n").unwrap();
    }
}

#[test]
fn the_same_as_in_one_piece() {
    for (lines, seed) in [(40, 1), (97, 2)] {
        let folder = tempfile::tempdir().unwrap();
        files(folder.path(), lines);
        let mut settings = Settings::default();
        settings.dedup.evidence = Evidence::Full;
        let owners = "Northgate Times\tMoor Group\nThe Harbor Ledger\tMoor Group\n";
        settings.fact.families = Families::parse(owners, Path::new("owners.tsv")).unwrap();
        let pipeline = Pipeline::new(settings.clone()).unwrap();
        let whole = pipeline.read_and_run(&Inputs::new([folder.path()]), &()).unwrap().analysis;
        let mut names: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        names.sort();
        let names: Vec<&Path> = names.iter().map(AsRef::as_ref).collect();
        let parts = in_parts(&names, &settings, &mut Dealer(seed));
        let found = (whole.groups.len(), whole.facts.len(), whole.pairs.len());
        assert!(found.0 > 10 && found.1 > 10 && found.2 > 20, "{found:?}");
        let mut members = whole.groups.iter().flat_map(|group| &group.members);
        assert!(members.any(|member| !member.passages.is_empty()), "nothing is quoted");
        assert_eq!(parts.rejected, whole.rejected);
        assert_eq!(parts.articles.len(), whole.articles.len());
        for (mine, theirs) in parts.articles.iter().zip(&whole.articles) {
            assert_eq!(mine, theirs);
        }
        assert_eq!(parts.groups, whole.groups);
        assert_eq!(parts.pairs, whole.pairs);
        assert_eq!(parts.stories, whole.stories);
        assert_eq!(parts.facts, whole.facts);
        assert_eq!(parts, whole);
    }
}
