//! Which articles an update looks at again.
//!
//! Looked at are the new articles and those of the last days, the copies of them, and all articles
//! of their stories: stories and groups of copies are looked at whole or not at all.

use super::stored::NamedStory;
use crate::analysis::DuplicateGroup;
use crate::article::{ArticleId, Corpus};

/// What a window is chosen from.
pub(crate) struct Window<'a> {
    pub corpus: &'a Corpus,
    /// The day of each article.
    pub days: &'a [i64],
    /// Which articles are new.
    pub new: &'a [bool],
    pub groups: &'a [DuplicateGroup],
    pub stories: &'a [NamedStory],
    /// Articles of this day and later are looked at.
    pub since: i64,
}

/// Marks the articles of the window, by [`ArticleId`], and names the stories that lie in it, by their
/// places among all.
pub(crate) fn choose(window: &Window<'_>) -> (Vec<bool>, Vec<usize>) {
    let recent = |(day, new): (&i64, &bool)| *new || *day >= window.since;
    let mut marked: Vec<bool> = window.days.iter().zip(window.new).map(recent).collect();
    let of_story = |story: &NamedStory| -> Vec<ArticleId> {
        // Those that are gone have left the state.
        story.articles.iter().filter_map(|key| window.corpus.find(key)).collect()
    };
    let stories: Vec<Vec<ArticleId>> = window.stories.iter().map(of_story).collect();
    let of_group = |group: &DuplicateGroup| -> Vec<ArticleId> {
        let members = group.members.iter().map(|member| member.id);
        std::iter::once(group.survivor).chain(members).collect()
    };
    let groups: Vec<Vec<ArticleId>> = window.groups.iter().map(of_group).collect();
    // Copies of a story's articles, stories of copies, and so on: seldom more than twice.
    while mark(&groups, &mut marked) | mark(&stories, &mut marked) {}
    let touched = |number: &usize| stories[*number].iter().any(|id| marked[id.index()]);
    let touched = (0..stories.len()).filter(touched).collect();
    (marked, touched)
}

/// Marks every list whole in which an article is marked; tells whether that changed anything.
fn mark(lists: &[Vec<ArticleId>], marked: &mut [bool]) -> bool {
    let mut changed = false;
    for list in lists {
        let count = list.iter().filter(|id| marked[id.index()]).count();
        if count > 0 && count < list.len() {
            list.iter().for_each(|id| marked[id.index()] = true);
            changed = true;
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_marked_whole() {
        let ids = |numbers: &[u32]| numbers.iter().copied().map(ArticleId).collect::<Vec<_>>();
        let stories = [ids(&[0, 1]), ids(&[2, 3]), ids(&[4, 5])];
        let groups = [ids(&[1, 2])];
        let mut marked = vec![true, false, false, false, false, false];
        while mark(&groups, &mut marked) | mark(&stories, &mut marked) {}
        assert_eq!(marked, [true, true, true, true, false, false]);
    }
}
