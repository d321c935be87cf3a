//! The compiled half of the Python package `samestory`: a thin shell around the library's pipeline.
//!
//! ```text
//! input     paths, Arrow tables, rows of dicts -> what the reader reads
//! settings  keyword arguments, samestory.toml, environment -> settings
//! work      a job on threads of its own; signals, progress and the end of it
//! run       the pipeline: everything, or copies, stories, facts alone
//! compare   two articles or more
//! pairs     pairs of sentences
//! index     copies as articles come
//! parts     kernels of a run in parts
//! result    a finished run: its tables, report and folder
//! table     columns -> the Arrow PyCapsule interface
//! errors    the library's errors -> Python exceptions
//! ```
//!
//! Nothing here holds the interpreter's lock while it works, and no row becomes a Python object. What
//! Python users see stands in `python/samestory`.

mod compare;
mod errors;
mod index;
mod input;
mod pairs;
mod parts;
mod result;
mod run;
mod settings;
mod table;
mod work;

use pyo3::prelude::{Bound, PyModule, PyResult, pymodule};

/// That of the command line, so that both take the same time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The compiled half of samestory.
#[pymodule]
mod _samestory {
    use super::{Bound, PyModule, PyResult};

    #[pymodule_export]
    use super::compare::compare;
    #[pymodule_export]
    use super::index::Index;
    #[pymodule_export]
    use super::pairs::pairs;
    #[pymodule_export]
    use super::parts::{
        Holders, Lead, Lists, TermTable, part_counted, part_entries, part_facts, part_families,
        part_files, part_forms, part_labels, part_may_copy, part_overlaps, part_partners,
        part_passages, part_profile, part_rewrites, part_scored, part_settings, part_walks,
    };
    /// Distinct texts of one outlet that make a passage furniture.
    #[pymodule_export]
    const CARRIERS: usize = samestory::vector::furniture::CARRIERS;

    #[pymodule_export]
    use super::result::{Finished, read};
    #[pymodule_export]
    use super::run::{rows, run};
    #[pymodule_export]
    use super::table::Batches;

    #[pymodule_init]
    #[allow(clippy::unnecessary_wraps, reason = "the form that PyO3 asks for")]
    fn init(_: &Bound<'_, PyModule>) -> PyResult<()> {
        samestory::read::keep_contained_panics_quiet();
        Ok(())
    }

    #[pymodule_export]
    #[allow(non_upper_case_globals, reason = "Python's name for it")]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
