//! The stage as a whole: the stories of an analysis to facts.
//!
//! Only stories of two or more outlets are read again. A story is worked on by itself, so memory
//! is bounded by the largest, and stories run in parallel.

use std::cell::RefCell;
use std::sync::atomic::{AtomicU64, Ordering};

use hashbrown::{HashMap, HashSet};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rayon::prelude::*;

use super::analyse::Analysers;
use super::claim::{Claim, InStory, claims};
use super::credit::{Credit, give_credit};
use super::families::{Families, Family};
use super::figures::disputed;
use super::group::{Tie, groups, second_groups};
use super::settings::Settings;
use super::story::{Link, links, weigh};
use super::verdict::{Links, Scene};
use super::witness::Origins;
use crate::analysis::{Analysis, Fact, Mention, Verdict};
use crate::article::{ArticleId, Corpus, Field, Span};
use crate::error::Result;
use crate::text::agency::credited;
use crate::text::words::mix;

/// Outlets of a story from which on single facts are listed.
const SINGLES_FROM: usize = 3;
/// Content terms that two claims of one outlet share where both may state one fact.
const COMMON_TERMS: usize = 2;
/// Content terms that a single fact needs.
const SINGLE_TERMS: usize = 4;
/// Probability from which two claims that came into no fact are shown beside each other.
const LIKELY: f32 = 0.5;

/// The facts of all stories, by story; in each those of several outlets first, by first mention;
/// `known` tells those of stories that
/// need not be read, by number. `done` is told now and then how many articles of how many are done;
/// an error of its own ends the work.
///
/// # Errors
/// If a text can no longer be read.
pub fn find(
    corpus: &Corpus,
    analysis: &Analysis,
    settings: &Settings,
    known: &(dyn Fn(usize) -> Option<Vec<Fact>> + Sync),
    done: &(dyn Fn(u64, u64) -> Result<()> + Sync),
) -> Result<Vec<Fact>> {
    let several = |number: &usize| analysis.stories[*number].sources.len() > 1;
    let articles = |number: usize| analysis.stories[number].articles.len() as u64;
    let of = (0..analysis.stories.len()).filter(several).map(articles).sum();
    let read = AtomicU64::new(0);
    let facts: Result<Vec<Vec<Fact>>> = (0..analysis.stories.len())
        .into_par_iter()
        .filter(several)
        .map(|number| {
            let count = articles(number);
            let told = || done(read.fetch_add(count, Ordering::Relaxed) + count, of);
            if let Some(facts) = known(number) {
                told()?;
                return Ok(facts);
            }
            let story = &analysis.stories[number];
            let singles = settings.singles || story.sources.len() >= SINGLES_FROM;
            let scope = Scope { story: Some(number), singles, settings };
            let mut analysers = ANALYSERS.take();
            let facts = in_scene(corpus, analysis, &story.articles, &scope, &mut analysers, facts);
            ANALYSERS.set(analysers);
            told()?;
            facts
        })
        .collect();
    let facts = facts?;
    let mut all = Vec::with_capacity(facts.iter().map(Vec::len).sum());
    facts.into_iter().for_each(|facts| all.extend(facts));
    Ok(all)
}

/// Articles side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// Their facts, single ones included.
    pub facts: Vec<Fact>,
    /// Pairs of claims that are likelier one fact than not, and came into none: each claim that no
    /// fact holds with its likeliest partner, likeliest first.
    pub perhaps: Vec<Fact>,
}

/// The facts of a corpus taken as one story.
///
/// # Errors
/// If a text can no longer be read.
pub fn compare(corpus: &Corpus, analysis: &Analysis, settings: &Settings) -> Result<Compared> {
    let mut articles: Vec<ArticleId> = (0..corpus.len() as u32).map(ArticleId).collect();
    articles.sort_by_key(|id| {
        let published = corpus.record(*id).published();
        (published.is_none(), published, *id)
    });
    let scope = Scope { story: None, singles: true, settings };
    let mut analysers = Analysers::default();
    in_scene(corpus, analysis, &articles, &scope, &mut analysers, |scene, scope| {
        let facts = facts(scene, scope);
        let perhaps = perhaps(scene, &facts);
        Compared { facts, perhaps }
    })
}

thread_local! {
    /// Those of a thread, between two stories. A thread that turns to another story in the midst of
    /// one finds none here and begins anew.
    static ANALYSERS: RefCell<Analysers> = RefCell::default();
}

/// What facts are wanted of a set of articles.
struct Scope<'a> {
    story: Option<usize>,
    singles: bool,
    settings: &'a Settings,
}

/// Reads the articles of a story, compares their claims, and has the outcome told.
fn in_scene<T>(
    corpus: &Corpus,
    analysis: &Analysis,
    articles: &[ArticleId],
    scope: &Scope<'_>,
    analysers: &mut Analysers,
    tell: impl FnOnce(&Scene<'_>, &Scope<'_>) -> T,
) -> Result<T> {
    let read = Articles::read(corpus, analysis, articles, &scope.settings.families, analysers)?;
    let Articles { outlets, owned, credits, mut claims } = read;
    give_credit(&mut claims, &credits, wording);
    let (heard, echoes) = set_echoes_apart(&claims);
    weigh(&mut claims, &heard);
    let spoken: Vec<&Claim> = heard.iter().map(|at| &claims[*at as usize]).collect();
    let links = renumbered(links(&spoken, &claims, scope.settings.same), &heard);
    drop(spoken);
    let scene = Scene {
        claims: &claims,
        heard: &heard,
        echoes: &echoes,
        links: Links::of(&links, claims.len()),
        origins: Origins { outlets: &outlets, owned: &owned },
        outlet_of: claims.iter().map(|claim| (claim.article, claim.outlet)).collect(),
        story: scope.story,
    };
    Ok(tell(&scene, scope))
}

fn facts(scene: &Scene<'_>, scope: &Scope<'_>) -> Vec<Fact> {
    let mut facts = shared_facts(scene, scope.settings);
    if scope.singles {
        let told = places(&facts);
        let untold = scene.heard.iter().filter(|claim| has_matter(**claim, scene, &told));
        let (printed, heard): (Vec<u32>, Vec<u32>) =
            untold.partition(|claim| is_printed_by_others(**claim, scene));
        let alone = heard.iter().filter(|claim| !scene.links.any(**claim));
        facts.extend(alone.map(|claim| scene.single(*claim)));
        facts.extend(printed.iter().map(|claim| scene.same(&[*claim])));
    }
    facts.sort_by_key(|fact| {
        let first = &fact.mentions[0];
        (fact.verdict == Verdict::Single, first.article, first.field, first.span, fact.verdict)
    });
    facts
}

/// Claims that neither stand alone nor came into a fact, each with its likeliest partner.
fn perhaps(scene: &Scene<'_>, facts: &[Fact]) -> Vec<Fact> {
    let told = places(facts);
    let untold = |claim: &&u32| !told.contains(&place(&scene.claims[**claim as usize]));
    let untold = scene.heard.iter().filter(untold);
    let likely = |link: &&Link| link.same > LIKELY;
    let best = untold.filter_map(|claim| scene.links.best(*claim));
    let mut links: Vec<&Link> = best.filter(likely).collect();
    links.sort_by(|x, y| y.same.total_cmp(&x.same).then((x.a, x.b).cmp(&(y.a, y.b))));
    links.dedup_by_key(|link| (link.a, link.b));
    links.iter().map(|link| scene.same(&[link.a, link.b])).collect()
}

/// Agreed, repeated, disputed and denied.
fn shared_facts(scene: &Scene<'_>, settings: &Settings) -> Vec<Fact> {
    let agreeing = scene.links.all.iter().filter(|link| link.agrees());
    let ties: Vec<Tie> = agreeing.map(|l| (l.a, l.b, l.same)).collect();
    let may_meet = |a: u32, b: u32| {
        let (x, y) = (&scene.claims[a as usize], &scene.claims[b as usize]);
        x.outlet == y.outlet && x.sentence.shared_content(&y.sentence) >= COMMON_TERMS
    };
    let n = scene.claims.len();
    let outlet = |claim: u32| scene.claims[claim as usize].outlet;
    let several = |group: &Vec<u32>| group.iter().any(|claim| outlet(*claim) != outlet(group[0]));
    let mut groups = groups(n, &ties, settings.same, &may_meet);
    // What one outlet says twice is no fact yet: each may still be one with another outlet's claim.
    groups.retain(several);
    groups.extend(second_groups(&groups, n, &ties, settings.same, &outlet, &may_meet));
    let mut facts: Vec<Fact> = groups.iter().map(|group| scene.same(group)).collect();
    facts.retain(|fact| fact.verdict != Verdict::Single);
    facts.extend(disputed(scene.claims, scene.links.all).iter().map(|slot| scene.disputed(slot)));
    let denied = scene.links.all.iter().filter(|l| l.denial);
    facts.extend(denied.map(|link| scene.denied(link)));
    facts
}

/// Where a sentence stands.
type Place = (ArticleId, Field, Span);

fn place(claim: &Claim) -> Place {
    (claim.article, claim.field, claim.span)
}

/// Where all mentions of facts stand.
fn places(facts: &[Fact]) -> HashSet<Place> {
    let place = |mention: &Mention| (mention.article, mention.field, mention.span);
    facts.iter().flat_map(|fact| &fact.mentions).map(place).collect()
}

/// No fact tells of it, and it has enough to be one by itself; `told` are the places of all facts'
/// mentions.
fn has_matter(claim: u32, scene: &Scene<'_>, told: &HashSet<Place>) -> bool {
    let own = &scene.claims[claim as usize];
    let terms = own.sentence.terms.iter().filter(|t| t.is_content()).count();
    terms >= SINGLE_TERMS && !told.contains(&place(own))
}

/// Another outlet prints it in the same words.
fn is_printed_by_others(claim: u32, scene: &Scene<'_>) -> bool {
    let outlet = |claim: u32| scene.claims[claim as usize].outlet;
    scene.echoes[claim as usize].iter().any(|echo| outlet(*echo) != outlet(claim))
}

/// The articles of a story, read.
struct Articles {
    /// The name of each family of outlets, and whether it is an owner's.
    outlets: Vec<String>,
    owned: Vec<bool>,
    credits: Vec<Credit>,
    claims: Vec<Claim>,
}

impl Articles {
    fn read(
        corpus: &Corpus,
        analysis: &Analysis,
        articles: &[ArticleId],
        families: &Families,
        analysers: &mut Analysers,
    ) -> Result<Self> {
        let mut numbers: HashMap<Family, u32> = HashMap::new();
        let (outlets, owned) = (Vec::new(), Vec::new());
        let mut read = Self { outlets, owned, credits: Vec::new(), claims: Vec::new() };
        let day = |id: &ArticleId| {
            corpus.record(*id).published().map(|t| t.to_zoned(TimeZone::UTC).date())
        };
        let mut days: Vec<Date> = articles.iter().filter_map(day).collect();
        days.sort_unstable();
        // An undated article speaks of the days that its story does.
        let middle = days.get(days.len() / 2).copied();
        for (id, order) in articles.iter().zip(0..) {
            let record = corpus.record(*id);
            let text = corpus.text(*id)?;
            let family = families.of(record.source(), record.url());
            let outlet = *numbers.entry(family).or_insert_with_key(|family| {
                let (name, owned) = match family {
                    Family::Owner(owner) => (owner.as_str(), true),
                    Family::Own(_) => (record.source().name(), false),
                };
                read.outlets.push(name.to_owned());
                read.owned.push(owned);
                read.outlets.len() as u32 - 1
            });
            let group = analysis.articles[id.index()].group;
            read.credits.push(Credit { agency: credited(&text).map(Into::into), group });
            let published = day(id);
            let place =
                InStory { article: *id, order, outlet, published, near: published.or(middle) };
            let lang = analysis.articles[id.index()].lang.as_ref();
            let analyser = analysers.of(lang);
            read.claims.extend(claims(place, record.title(), &text, lang, analyser));
        }
        Ok(read)
    }
}

/// Content terms from which on their order alone makes two sentences one, whatever stands between
/// ("by Sept. 22" and "by September 22", "about 3,400" and "some 3,400").
const SAME_SENTENCE: usize = 4;

/// What claims of the same words have in common.
fn wording(claim: &Claim) -> u64 {
    let sentence = &claim.sentence;
    let content: Vec<u64> =
        sentence.terms.iter().filter(|t| t.is_content()).map(|t| t.stem.0).collect();
    if content.len() < SAME_SENTENCE {
        return claim.words;
    }
    content.into_iter().fold(u64::from(sentence.negated), mix)
}

/// Claims with words of their own, and for each claim the later ones of the same words.
fn set_echoes_apart(claims: &[Claim]) -> (Vec<u32>, Vec<Vec<u32>>) {
    let mut first: HashMap<u64, u32> = HashMap::new();
    let mut heard = Vec::new();
    let mut echoes: Vec<Vec<u32>> = vec![Vec::new(); claims.len()];
    for (claim, number) in claims.iter().zip(0..) {
        let original = *first.entry(wording(claim)).or_insert(number);
        if original == number {
            heard.push(number);
        } else {
            echoes[original as usize].push(number);
        }
    }
    (heard, echoes)
}

/// Links between positions in `heard` to links between claims.
fn renumbered(mut links: Vec<Link>, heard: &[u32]) -> Vec<Link> {
    for link in &mut links {
        link.a = heard[link.a as usize];
        link.b = heard[link.b as usize];
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::samples::story;
    use crate::pipeline::{self, Goal, Pipeline};

    /// The verdicts on two articles of these days of September, in their order.
    fn verdicts(first: (u8, &str), second: (u8, &str)) -> Vec<Verdict> {
        let row = |source: &str, (day, text): (u8, &str)| {
            format!(
                "{{\"id\":\"{source}\",\"source\":\"{source}\",\"date\":\"2023-09-0{day}\",\"text\":\"{text}\"}}\n"
            )
        };
        let dump = row("Ledger", first) + &row("Times", second);
        let corpus = crate::read::jsonl(dump.as_bytes()).expect("two rows");
        let settings = pipeline::Settings { goal: Goal::Copies, ..Default::default() };
        let pipeline = Pipeline::new(settings).expect("they are in range");
        let analysis = pipeline.run(&corpus).expect("texts are at hand");
        let found = compare(&corpus, &analysis, &Settings::default()).expect("texts are at hand");
        found.facts.iter().map(|fact| fact.verdict).collect()
    }

    #[test]
    fn facts_have_the_verdicts_that_their_claims_call_for() {
        let sold = "Kelso Steel sold the old mill in Oxley to a rival.";
        let denied = "Kelso Steel denied having sold the old mill in Oxley to a rival.";
        assert_eq!(verdicts((3, sold), (3, denied)), [Verdict::Conflict]);
        let dead =
            |n: u32| format!("The fire at the mill in Kelso killed {n} people, police said.");
        assert_eq!(verdicts((3, &dead(12)), (3, &dead(15))), [Verdict::Conflict]);
        assert_eq!(verdicts((3, &dead(12)), (5, &dead(15))), [Verdict::Updated]);
        let other = "The mayor of Barra opened a new bridge over the river.";
        assert_eq!(verdicts((3, sold), (3, other)), [Verdict::Single, Verdict::Single]);
    }

    #[test]
    fn claims_of_the_same_words_echo_the_first() {
        let claims = story(&[
            (3, "Kelso Steel sold the mill in Oxley to a rival."),
            (3, "The mayor of Barra opened a new bridge on Monday."),
            (4, "Kelso Steel sold the mill in Oxley to a rival."),
            (5, "Kelso Steel has sold its mill in Oxley to the rival."),
        ]);
        assert_eq!(
            set_echoes_apart(&claims),
            (vec![0, 1], vec![vec![2, 3], vec![], vec![], vec![]])
        );
    }
}
