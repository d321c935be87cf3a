//! Why an article is where it is, and why two are together or not: in words and numbers.

use std::io::{self, Write};

use serde::Serialize;

use super::rows::{
    ArticleRow, DuplicateRow, PairRow, Score, TermRow, group_id, row_of_article, row_of_group,
    row_of_pair, rows_of_terms,
};
use super::terminal::Style;
use super::words;
use crate::analysis::{
    Analysis, ArticleId, ArticleResult, Fact, PageKind, Pair, PairReasons, PairStage, TermWeight,
};

/// Longest headline, in characters.
const TITLE: usize = 100;
/// Pairs listed of a kind.
const PAIRS: usize = 5;
/// A weight below this would be shown as nought.
const LEAST_SHOWN: f32 = 0.005;
/// Facts listed.
const FACTS: usize = 10;

/// What is known of one article or of two.
pub struct Explanation<'a> {
    analysis: &'a Analysis,
    /// One or two, not the same.
    ids: Vec<ArticleId>,
    /// Of two: what their texts tell, or why they cannot be asked.
    reasons: Option<Result<&'a PairReasons, String>>,
}

/// The same as JSON.
#[derive(Serialize)]
struct Json<'a> {
    articles: Vec<ArticleRow<'a>>,
    groups: Vec<DuplicateRow<'a>>,
    pairs: Vec<PairRow<'a>>,
    facts: Vec<String>,
    reasons: Option<ReasonsJson<'a>>,
    missing: Option<&'a str>,
}

#[derive(Serialize)]
struct ReasonsJson<'a> {
    score: Score,
    cut: Score,
    probability: Score,
    series: bool,
    features: super::rows::Features<'a>,
    shared_terms: usize,
    shared: Vec<TermRow<'a>>,
    only: [Vec<TermRow<'a>>; 2],
}

impl<'a> Explanation<'a> {
    /// Of one article.
    pub fn of_article(analysis: &'a Analysis, id: ArticleId) -> Self {
        Self { analysis, ids: vec![id], reasons: None }
    }

    /// Of two articles; `reasons` or why there are none.
    pub fn of_pair(
        analysis: &'a Analysis,
        ids: [ArticleId; 2],
        reasons: Result<&'a PairReasons, String>,
    ) -> Self {
        Self { analysis, ids: ids.to_vec(), reasons: Some(reasons) }
    }

    /// Writes it as one JSON object.
    ///
    /// # Errors
    /// If `out` refuses a write.
    pub fn write_json(&self, out: &mut impl Write) -> io::Result<()> {
        let analysis = self.analysis;
        let mut groups: Vec<usize> = self.articles().filter_map(|(_, a)| a.group).collect();
        groups.dedup();
        let json = Json {
            articles: self.ids.iter().map(|id| row_of_article(analysis, *id)).collect(),
            groups: groups.iter().map(|g| row_of_group(analysis, &analysis.groups[*g])).collect(),
            pairs: self.pairs().map(|pair| row_of_pair(analysis, pair)).collect(),
            facts: self.facts().map(|(at, _)| analysis.fact_id(at)).collect(),
            reasons: self.reasons.as_ref().and_then(|r| r.as_ref().ok()).map(|r| reasons_json(r)),
            missing: self.reasons.as_ref().and_then(|r| r.as_ref().err()).map(String::as_str),
        };
        serde_json::to_writer(&mut *out, &json)?;
        out.write_all(b"\n")
    }

    /// Writes it in words.
    ///
    /// # Errors
    /// If `out` refuses a write.
    pub fn write(&self, style: Style, out: &mut impl Write) -> io::Result<()> {
        for (_, article) in self.articles() {
            head(article, style, out)?;
        }
        if let [id] = self.ids[..] {
            self.copies_of(id, style, out)?;
            self.story_of(id, style, out)?;
        } else {
            self.copies_of_pair(style, out)?;
            self.story_of_pair(style, out)?;
        }
        self.write_facts(style, out)
    }

    fn articles(&self) -> impl Iterator<Item = (ArticleId, &'a ArticleResult)> {
        self.ids.iter().map(|id| (*id, &self.analysis.articles[id.index()]))
    }

    /// The article that stands for the text in the pairs.
    fn survivor(&self, id: ArticleId) -> ArticleId {
        self.analysis.articles[id.index()].copy_of.unwrap_or(id)
    }

    /// The recorded pairs between the two, or of the one.
    fn pairs(&self) -> impl Iterator<Item = &'a Pair> {
        let survivors: Vec<ArticleId> = self.ids.iter().map(|id| self.survivor(*id)).collect();
        // Two copies of one text are no pair to the stage of stories.
        let one_text = matches!(survivors[..], [a, b] if a == b);
        let all = move |pair: &&'a Pair| {
            let of_stories = pair.stage == PairStage::Cluster;
            let ids = if of_stories { &survivors } else { &self.ids };
            !(of_stories && one_text) && ids.iter().all(|id| [pair.a, pair.b].contains(id))
        };
        self.analysis.pairs.iter().filter(all)
    }

    /// The facts that every one of the articles states.
    fn facts(&self) -> impl Iterator<Item = (usize, &'a Fact)> {
        let states = |fact: &Fact, id| fact.mentions.iter().any(|m| m.article == id);
        let all = move |(_, fact): &(usize, &Fact)| self.ids.iter().all(|id| states(fact, *id));
        self.analysis.facts.iter().enumerate().filter(all)
    }

    fn copies_of(&self, id: ArticleId, style: Style, out: &mut impl Write) -> io::Result<()> {
        let article = &self.analysis.articles[id.index()];
        writeln!(out, "\n{}", style.bold("Copies"))?;
        match article.group.map(|group| &self.analysis.groups[group]) {
            None => writeln!(out, "  none")?,
            Some(group) => {
                let size = words::counted(group.members.len() + 1, "article");
                let name = group_id(self.analysis.articles[group.survivor.index()].key());
                writeln!(out, "  in group {}, {size} of one text", words::clean(&name, TITLE))?;
                if let Some(member) = group.members.iter().find(|m| m.id == id) {
                    let relation = words::relation(member.relation);
                    let survivor = self.name(group.survivor);
                    let (jaccard, share) = (score(member.jaccard), score(member.containment));
                    writeln!(out, "  {relation} of {survivor}: Jaccard {jaccard}, share {share}")?;
                } else {
                    writeln!(out, "  it stands for the group")?;
                }
            }
        }
        for link in &article.related {
            let kind = format!("{:?}", link.relation).to_lowercase();
            writeln!(
                out,
                "  no copy but a {kind} ({}): {}",
                score(link.score),
                self.name(link.id)
            )?;
        }
        Ok(())
    }

    fn story_of(&self, id: ArticleId, style: Style, out: &mut impl Write) -> io::Result<()> {
        let article = &self.analysis.articles[id.index()];
        writeln!(out, "\n{}", style.bold("Story"))?;
        match article.story {
            None if article.kind != PageKind::Article => {
                writeln!(out, "  none: this is {}", words::page_kind(article.kind))?;
            }
            None => writeln!(out, "  none: no other article is near enough")?,
            Some(story) => {
                writeln!(out, "  {}", self.story_name(story))?;
                if let Some(likely) = article.story_score {
                    let likely = words::percent(Score(likely).rounded());
                    writeln!(out, "  belongs to it with a likelihood of {likely}")?;
                }
                terms("shares with it", &article.why, out)?;
            }
        }
        if let Some(runner_up) = &article.runner_up {
            let likely = words::percent(Score(runner_up.score).rounded());
            writeln!(out, "  next best ({likely}): {}", self.story_name(runner_up.story))?;
        }
        self.nearest(id, "nearest inside", true, out)?;
        self.nearest(id, "nearest outside", false, out)
    }

    /// The best recorded pairs that ended in one story, or did not.
    fn nearest(
        &self,
        id: ArticleId,
        title: &str,
        accepted: bool,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let of_kind = |p: &&Pair| p.stage == PairStage::Cluster && p.accepted == accepted;
        let mut pairs: Vec<&Pair> = self.pairs().filter(of_kind).collect();
        pairs.sort_by(|p, q| q.score.total_cmp(&p.score));
        for pair in pairs.iter().take(PAIRS) {
            let other = if pair.a == self.survivor(id) { pair.b } else { pair.a };
            writeln!(out, "  {title}: {} {}", score(pair.score), self.name(other))?;
        }
        Ok(())
    }

    fn copies_of_pair(&self, style: Style, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "\n{}", style.bold("Copies"))?;
        let groups: Vec<Option<usize>> = self.articles().map(|(_, a)| a.group).collect();
        let together = groups[0].is_some() && groups[0] == groups[1];
        writeln!(out, "  {}", if together { "of one text" } else { "no copies of each other" })?;
        for pair in self.pairs().filter(|p| p.stage == PairStage::Dedup) {
            let verdict = if pair.accepted { "accepted" } else { "rejected" };
            writeln!(out, "  {verdict} at {}{}", score(pair.score), features(&pair.features))?;
        }
        let (one, other) = (self.ids[0], self.ids[1]);
        let links = self.analysis.articles[one.index()].related.iter();
        for link in links.filter(|link| link.id == other) {
            let kind = format!("{:?}", link.relation).to_lowercase();
            writeln!(out, "  linked as {kind} ({})", score(link.score))?;
        }
        Ok(())
    }

    fn story_of_pair(&self, style: Style, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "\n{}", style.bold("Story"))?;
        let stories: Vec<Option<usize>> = self.articles().map(|(_, a)| a.story).collect();
        match (stories[0], stories[1]) {
            (Some(one), Some(other)) if one == other => {
                writeln!(out, "  both in {}", self.story_name(one))?;
            }
            _ => {
                for (story, (id, _)) in stories.iter().zip(self.articles()) {
                    let place = story.map_or("no story".into(), |s| self.story_name(s));
                    writeln!(out, "  {} is in {place}", self.key(id))?;
                }
            }
        }
        match &self.reasons {
            Some(Ok(reasons)) => self.write_reasons(reasons, out),
            Some(Err(missing)) => {
                for pair in self.pairs().filter(|p| p.stage == PairStage::Cluster) {
                    writeln!(out, "  score {}{}", score(pair.score), features(&pair.features))?;
                }
                writeln!(out, "  what they share is not known: {}", words::clean(missing, 400))
            }
            None => Ok(()),
        }
    }

    fn write_reasons(&self, reasons: &PairReasons, out: &mut impl Write) -> io::Result<()> {
        let likely = words::percent(Score(reasons.probability).rounded());
        let (value, cut) = (score(reasons.score), score(reasons.cut));
        let side = if reasons.score >= reasons.cut { "above" } else { "below" };
        writeln!(out, "  score {value}, {side} the cut of {cut} for two such texts")?;
        writeln!(out, "  taken alone, one story with a likelihood of {likely}")?;
        let [all, lead, title] = reasons.weights.map(score);
        let parts = features(&reasons.features);
        writeln!(out, "  √(({all} all + {lead} lead + {title} title) × cover) × time{parts}")?;
        if reasons.series {
            writeln!(out, "  never a pair: two instalments of one series")?;
        }
        let title = format!("shared, of {}", words::counted(reasons.shared_terms, "term"));
        terms(&title, &reasons.shared, out)?;
        for (only, id) in reasons.only.iter().zip(&self.ids) {
            terms(&format!("only in {}", self.key(*id)), only, out)?;
        }
        Ok(())
    }

    fn write_facts(&self, style: Style, out: &mut impl Write) -> io::Result<()> {
        let facts: Vec<(usize, &Fact)> = self.facts().collect();
        if facts.is_empty() {
            return Ok(());
        }
        let both = if self.ids.len() > 1 { "Facts of both" } else { "Facts" };
        writeln!(out, "\n{} ({})", style.bold(both), facts.len())?;
        for (at, fact) in facts.iter().take(FACTS) {
            let (verdict, claim) = (words::verdict(fact.verdict), words::clean(&fact.claim, 160));
            writeln!(out, "  {} {verdict}: {claim}", self.analysis.fact_id(*at))?;
        }
        Ok(())
    }

    fn key(&self, id: ArticleId) -> String {
        words::clean(self.analysis.articles[id.index()].key(), TITLE)
    }

    fn name(&self, id: ArticleId) -> String {
        let title = words::clean(self.analysis.articles[id.index()].title(), TITLE);
        format!("{} {title}", self.key(id)).trim_end().to_owned()
    }

    fn story_name(&self, story: usize) -> String {
        let story = &self.analysis.stories[story];
        let (id, label) = (words::clean(&story.id, TITLE), words::clean(&story.label, TITLE));
        let articles = words::counted(story.articles.len(), "article");
        let outlets = words::counted(story.sources.len(), "outlet");
        format!("{id} “{label}” ({articles}, {outlets}, {})", words::span(story.first, story.last))
    }
}

fn head(article: &ArticleResult, style: Style, out: &mut impl Write) -> io::Result<()> {
    let title = if article.title().is_empty() { "(no headline)" } else { article.title() };
    let (key, title) = (words::clean(article.key(), TITLE), words::clean(title, TITLE));
    let date = article.published().map_or("undated".into(), words::minute);
    let file = words::clean(&article.location().file, TITLE);
    let outlet = words::clean(&words::outlet(article.source()), TITLE);
    writeln!(out, "{}  {title}", style.bold(&key))?;
    let place = format!("{file}, record {}", article.location().record);
    writeln!(out, "  {}", style.dim(&format!("{outlet}; {date}; {}; {place}", article.lang)))
}

fn terms(title: &str, terms: &[TermWeight], out: &mut impl Write) -> io::Result<()> {
    let shows = |t: &&TermWeight| t.weight >= LEAST_SHOWN;
    let named = |t: &TermWeight| format!("{} {}", words::clean(&t.term, 40), score(t.weight));
    let named: Vec<String> = terms.iter().filter(shows).map(named).collect();
    if named.is_empty() {
        return Ok(());
    }
    writeln!(out, "  {title}: {}", named.join(", "))
}

/// ` (all .31, lead .2)`, or nothing.
fn features(features: &[(std::borrow::Cow<'static, str>, f32)]) -> String {
    if features.is_empty() {
        return String::new();
    }
    let named = |(name, value): &(_, f32)| format!("{name} {}", score(*value));
    let named: Vec<String> = features.iter().map(named).collect();
    format!(" ({})", named.join(", "))
}

/// Two decimals, the nought before the point left out.
fn score(value: f32) -> String {
    let text = format!("{value:.2}");
    text.strip_prefix('0').map_or(text.clone(), str::to_owned)
}

fn reasons_json(reasons: &PairReasons) -> ReasonsJson<'_> {
    ReasonsJson {
        score: Score(reasons.score),
        cut: Score(reasons.cut),
        probability: Score(reasons.probability),
        series: reasons.series,
        features: super::rows::Features(std::borrow::Cow::Borrowed(&reasons.features)),
        shared_terms: reasons.shared_terms,
        shared: rows_of_terms(&reasons.shared),
        only: [0, 1].map(|at| rows_of_terms(&reasons.only[at])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{fixture, golden};

    const STYLE: Style = Style { width: 100, colour: false };

    fn told(explanation: &Explanation<'_>) -> String {
        let mut out = Vec::new();
        explanation.write(STYLE, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn reasons() -> PairReasons {
        let term = |term: &str, weight| TermWeight { term: term.into(), weight };
        let features = [("all", 0.4), ("lead", 0.3), ("title", 0.2), ("cover", 0.6), ("time", 1.0)];
        PairReasons {
            features: features.map(|(name, value)| (name.into(), value)).to_vec(),
            weights: [0.7, 0.2, 0.1],
            series: false,
            score: 0.45,
            cut: 0.2,
            probability: 0.75,
            shared: vec![term("bridge", 0.21), term("collapse", 0.1)],
            shared_terms: 17,
            only: [vec![term("dead", 0.3)], Vec::new()],
        }
    }

    #[test]
    fn explanations_are_as_agreed() {
        let analysis = fixture::analysis();
        let id = |key| fixture::id(&analysis, key);
        let one = |key| told(&Explanation::of_article(&analysis, id(key)));
        golden::check("explain-article.txt", &["a1", "a2", "c0"].map(one).join("\n"));
        let reasons = reasons();
        let pair = |a, b, reasons| told(&Explanation::of_pair(&analysis, [id(a), id(b)], reasons));
        let gone = || Err("day1.jsonl: No such file or directory".to_owned());
        let pairs =
            [pair("a0", "a2", Ok(&reasons)), pair("a0", "a1", gone()), pair("a0", "b0", gone())];
        golden::check("explain-pair.txt", &pairs.join("\n"));
    }

    #[test]
    fn json_holds_the_rows_and_what_is_missing() {
        let analysis = fixture::analysis();
        let ids = ["a0", "a1"].map(|key| fixture::id(&analysis, key));
        let mut out = Vec::new();
        let explanation = Explanation::of_pair(&analysis, ids, Err("gone".into()));
        explanation.write_json(&mut out).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(json["articles"][1]["copy_of"], "a0");
        assert_eq!(json["groups"].as_array().unwrap().len(), 1);
        assert_eq!(
            (&json["missing"], &json["reasons"]),
            (&"gone".into(), &serde_json::Value::Null)
        );
    }
}
