//! A story: its headlines in order of time, copies folded under the text they copy, its facts.

use serde::Serialize;

use super::fact::FactView;
use super::label::label;
use super::on_page::OnPage;
use super::{HEADLINE, Headline};
use crate::analysis::{Analysis, ArticleId, Verdict};
use crate::report::rows::Score;
use crate::report::{ranking, words};

/// Texts of a story that are listed.
const TEXTS: usize = 40;
/// Copies that are listed under a text.
const COPIES: usize = 20;

/// A story, ready to be laid out.
#[derive(Serialize)]
pub struct StoryView {
    anchor: String,
    id: String,
    label: String,
    outlets: String,
    texts: String,
    articles: String,
    dates: String,
    terms: Vec<TermView>,
    /// Verdicts that occur, with how often.
    verdicts: Vec<VerdictView>,
    headlines: Vec<TextView>,
    more_headlines: String,
    facts: Vec<FactView>,
    more_facts: String,
    continues: Option<Link>,
}

/// A story by name; no anchor where it is not on the page.
#[derive(Serialize)]
struct Link {
    anchor: Option<String>,
    label: String,
}

#[derive(Serialize)]
struct TermView {
    term: String,
    /// Against the heaviest term: 1, 2 or 3.
    weight: usize,
}

#[derive(Serialize)]
struct VerdictView {
    name: &'static str,
    sign: &'static str,
    count: String,
}

/// One text of the story and its copies there.
#[derive(Serialize)]
struct TextView {
    headline: Headline,
    copies: Vec<CopyView>,
    copy_count: String,
    more_copies: String,
}

#[derive(Serialize)]
struct CopyView {
    headline: Headline,
    relation: &'static str,
}

impl StoryView {
    /// The story at `index` with those of its facts that the page shows.
    pub fn new(analysis: &Analysis, index: usize, on_page: &OnPage) -> Self {
        let (facts, all_facts) = (&on_page.facts[index], &on_page.all_facts[index]);
        let story = &analysis.stories[index];
        let texts = texts(analysis, &story.articles);
        let fact = |&fact| FactView::new(analysis, fact, &mut on_page.reader.borrow_mut());
        Self {
            anchor: anchor(index),
            id: words::clean(&story.id, HEADLINE),
            label: label(analysis, index),
            outlets: words::counted(story.sources.len(), "outlet"),
            texts: words::counted(story.texts, "text"),
            articles: words::counted(story.articles.len(), "article"),
            dates: words::span(story.first, story.last),
            terms: terms(analysis, index),
            verdicts: verdicts(analysis, all_facts),
            headlines: texts.iter().take(TEXTS).map(|text| text_view(analysis, text)).collect(),
            more_headlines: words::left(texts.len(), TEXTS, "text"),
            facts: facts.iter().map(fact).collect(),
            more_facts: words::left(all_facts.len(), facts.len(), "fact"),
            continues: story.continues.map(|earlier| Link {
                anchor: on_page.stories[earlier].then(|| anchor(earlier)),
                label: label(analysis, earlier),
            }),
        }
    }
}

/// Where a story stands on the page.
fn anchor(index: usize) -> String {
    format!("story-{}", index + 1)
}

fn terms(analysis: &Analysis, index: usize) -> Vec<TermView> {
    let terms = &analysis.stories[index].terms;
    let heaviest = terms.first().map_or(1.0, |t| Score(t.weight).rounded());
    let weight = |w: f32| {
        let share = Score(w).rounded() / heaviest;
        1 + usize::from(share > 1.0 / 3.0) + usize::from(share > 1.0 / 1.5)
    };
    let view = |t: &crate::analysis::TermWeight| TermView {
        term: words::clean(&t.term, 60),
        weight: weight(t.weight),
    };
    terms.iter().map(view).collect()
}

fn verdicts(analysis: &Analysis, facts: &[usize]) -> Vec<VerdictView> {
    let count = |verdict: Verdict| {
        facts.iter().filter(|&&fact| analysis.facts[fact].verdict == verdict).count()
    };
    let found = ranking::VERDICTS.iter().filter(|&&verdict| count(verdict) > 0);
    let view = |&verdict: &Verdict| VerdictView {
        name: words::verdict(verdict),
        sign: words::sign(verdict),
        count: words::count(count(verdict)),
    };
    found.map(view).collect()
}

/// The texts of a story by first appearance, each with its copies. Where the survivor is not in
/// the story, the first copy stands for the text.
fn texts(analysis: &Analysis, articles: &[ArticleId]) -> Vec<Vec<ArticleId>> {
    let mut place_of_group = hashbrown::HashMap::new();
    let mut texts: Vec<Vec<ArticleId>> = Vec::new();
    for &id in articles {
        let group = analysis.articles[id.index()].group;
        let place = match group {
            Some(group) => *place_of_group.entry(group).or_insert(texts.len()),
            None => texts.len(),
        };
        if place == texts.len() {
            texts.push(Vec::new());
        }
        texts[place].push(id);
    }
    for text in &mut texts {
        // Stable: the survivor to the front, the others stay in order of time.
        text.sort_by_key(|id| analysis.articles[id.index()].copy_of.is_some());
    }
    texts
}

fn text_view(analysis: &Analysis, text: &[ArticleId]) -> TextView {
    let (first, copies) = (text[0], &text[1..]);
    let copy = |&id: &ArticleId| CopyView {
        headline: Headline::of(analysis, id),
        relation: analysis.articles[id.index()].relation.map_or("", words::relation),
    };
    TextView {
        headline: Headline::of(analysis, first),
        copies: copies.iter().take(COPIES).map(copy).collect(),
        copy_count: words::left(copies.len(), 0, "copy|copies"),
        more_copies: words::left(copies.len(), COPIES, "copy|copies"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn copies_are_folded_under_their_survivor() {
        let analysis = fixture::analysis();
        let ids =
            |keys: &[&str]| keys.iter().map(|k| fixture::id(&analysis, k)).collect::<Vec<_>>();
        let found = texts(&analysis, &ids(&["a1", "a0", "a2", "a3"]));
        assert_eq!(found, [ids(&["a0", "a1"]), ids(&["a2"]), ids(&["a3"])]);
        let without_survivor = texts(&analysis, &ids(&["a1", "a2"]));
        assert_eq!(without_survivor, [ids(&["a1"]), ids(&["a2"])]);
    }
}
