//! The lists of the inverted index that each text stands in.
//!
//! The index read the other way is as large as the index itself. Most of it rests while pairs are
//! found and verified, so of a long run it lies in a nameless file that vanishes with the process,
//! and the lists of a text are read when they are asked for.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::read::positioned::Positioned;

/// Bytes of the number of a list.
const NUMBER_BYTES: usize = size_of::<u32>();

/// How much of it is held in memory.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    /// Up to so many numbers of lists in all, there is no file.
    pub held: usize,
    /// So many are put in order at a time where there is one.
    pub at_once: usize,
}

impl Default for Room {
    fn default() -> Self {
        Self { held: 1 << 24, at_once: 1 << 22 }
    }
}

/// For each text the numbers of its lists, ascending.
pub(super) struct TextLists {
    /// One past the last of each text.
    ends: Vec<u32>,
    numbers: Numbers,
}

enum Numbers {
    Held(Vec<u32>),
    /// The file, and its folder for messages.
    Written(Positioned, PathBuf),
}

impl TextLists {
    /// Of `lists` of texts below `texts`, each list ascending; `folder` is for the file.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn of<'l, I>(
        lists: impl Fn() -> I + Sync,
        texts: usize,
        room: Room,
        folder: &Path,
    ) -> Result<Self>
    where
        I: Iterator<Item = &'l [u32]>,
    {
        let mut ends = vec![0_u32; texts];
        lists().flatten().for_each(|&text| ends[text as usize] += 1);
        let mut sum = 0;
        for end in &mut ends {
            sum += *end;
            *end = sum;
        }
        let all = 0..texts as u32;
        if sum as usize <= room.held {
            let held = part(&ends, &lists, all);
            return Ok(Self { ends, numbers: Numbers::Held(held) });
        }
        let write = || -> io::Result<File> {
            let mut file = tempfile::tempfile_in(folder)?;
            let mut from = 0;
            while from < all.end {
                let most = start(&ends, from) as usize + room.at_once;
                let fitting = ends.partition_point(|end| *end as usize <= most) as u32;
                let to = fitting.max(from + 1);
                let numbers = part(&ends, &lists, from..to);
                let bytes: Vec<u8> = numbers.iter().flat_map(|n| n.to_le_bytes()).collect();
                file.write_all(&bytes)?;
                from = to;
            }
            Ok(file)
        };
        let file = write().map_err(|e| Error::io(folder, e))?;
        let numbers = Numbers::Written(Positioned::new(file), folder.to_path_buf());
        Ok(Self { ends, numbers })
    }

    /// The lists of a text, ascending.
    ///
    /// # Errors
    /// If the file can no longer be read.
    #[inline]
    pub fn by(&self, text: u32) -> Result<Cow<'_, [u32]>> {
        let (start, end) = (start(&self.ends, text) as usize, self.ends[text as usize] as usize);
        match &self.numbers {
            Numbers::Held(numbers) => Ok(Cow::Borrowed(&numbers[start..end])),
            Numbers::Written(file, folder) => {
                let mut bytes = vec![0; (end - start) * NUMBER_BYTES];
                let read = file.read(&mut bytes, (start * NUMBER_BYTES) as u64);
                read.map_err(|e| Error::io(folder, e))?;
                let numbers = bytes.as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes));
                Ok(Cow::Owned(numbers.collect()))
            }
        }
    }
}

/// Where the lists of a text begin.
#[inline]
fn start(ends: &[u32], text: u32) -> u32 {
    (text as usize).checked_sub(1).map_or(0, |before| ends[before])
}

/// The numbers of the lists of some texts, those of one text after those of the other. Each thread
/// takes a share of the texts and looks through all lists.
fn part<'l, I>(ends: &[u32], lists: &(impl Fn() -> I + Sync), texts: Range<u32>) -> Vec<u32>
where
    I: Iterator<Item = &'l [u32]>,
{
    let first = start(ends, texts.start);
    let last = texts.end.checked_sub(1).map_or(0, |last| ends[last as usize]);
    let mut numbers = vec![0; last.saturating_sub(first) as usize];
    let share = numbers.len().div_ceil(rayon::current_num_threads()).max(1);
    let (mut shares, mut rest, mut from) = (Vec::new(), numbers.as_mut_slice(), texts.start);
    while from < texts.end {
        let most = start(ends, from) as usize + share;
        let fitting = ends.partition_point(|end| *end as usize <= most) as u32;
        let to = fitting.clamp(from + 1, texts.end);
        let (own, others) = rest.split_at_mut((start(ends, to) - start(ends, from)) as usize);
        shares.push((from..to, own));
        (rest, from) = (others, to);
    }
    shares.into_par_iter().for_each(|(texts, numbers)| fill(ends, lists(), texts, numbers));
    numbers
}

fn fill<'l>(
    ends: &[u32],
    lists: impl Iterator<Item = &'l [u32]>,
    texts: Range<u32>,
    numbers: &mut [u32],
) {
    let first = start(ends, texts.start);
    let mut places: Vec<u32> = texts.clone().map(|text| start(ends, text) - first).collect();
    for (list, holders) in lists.enumerate() {
        let from = holders.partition_point(|text| *text < texts.start);
        for text in holders[from..].iter().take_while(|text| **text < texts.end) {
            let place = &mut places[(text - texts.start) as usize];
            numbers[*place as usize] = list as u32;
            *place += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_holds_what_memory_would() {
        let lists: [&[u32]; 5] = [&[0, 2], &[1, 2, 5], &[0, 5], &[2, 3, 5], &[5, 6]];
        let of = |held, at_once| {
            let room = Room { held, at_once };
            let lists = TextLists::of(|| lists.iter().copied(), 8, room, &std::env::temp_dir());
            let lists = lists.expect("room for a file");
            (0..8).map(|text| lists.by(text).expect("it is there").to_vec()).collect::<Vec<_>>()
        };
        let expected: [&[u32]; 8] =
            [&[0, 2], &[1], &[0, 1, 3], &[3], &[], &[1, 2, 3, 4], &[4], &[]];
        assert_eq!(of(100, 1), expected);
        for at_once in [1, 3, 100] {
            assert_eq!(of(0, at_once), expected, "{at_once} at once");
        }
    }
}
