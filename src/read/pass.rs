//! What all passes over an input have in common: tasks to threads, batches to whoever takes them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::iter::{ParallelBridge, ParallelIterator};

use super::tasks::{Task, Tasks, lock};
use super::work::{Batch, Hand, Work};
use crate::article::Article;
use crate::error::Result;

/// Does all tasks; gives what `take` made of each batch and the workers, both in no particular
/// order. `progress` is told as in [`super::scan()`].
///
/// # Errors
/// The first of a task, of `take` or of `progress`; no more tasks are begun then.
pub(super) fn pass<W, T, X, E>(
    work: &Work<'_, E>,
    new_worker: impl Fn() -> W + Sync,
    take: impl Fn(Batch<T>) -> Result<X> + Sync,
    progress: &(dyn Fn(u64, u64) -> Result<()> + Sync),
) -> Result<(Vec<X>, Vec<W>)>
where
    W: Send,
    X: Send,
    E: Fn(&mut W, &Article) -> T + Sync,
{
    let files = work.files;
    let (hands, articles) = (Mutex::new(Vec::new()), AtomicU64::new(0));
    let step = |task: Task| {
        let held = lock(&hands).pop();
        let mut hand = held.unwrap_or_else(|| Hand::new(new_worker()));
        let batch = work.run(task, &mut hand)?;
        lock(&hands).push(hand);
        let count = batch.products.len() as u64;
        let taken = take(batch)?;
        progress(files.bytes(), articles.fetch_add(count, Ordering::Relaxed) + count)?;
        Ok(taken)
    };
    let step = |task| step(task).inspect_err(|_| files.stop());
    let taken = Tasks::new(files).par_bridge().map(step).collect::<Result<_>>()?;
    let hands = hands.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok((taken, hands.into_iter().map(|hand| hand.worker).collect()))
}
