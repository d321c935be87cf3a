//! What the fuzz targets share: the checks are those of `tests/hostile_bytes.rs`.

#[path = "../tests/hostile/checks.rs"]
pub mod checks;

/// Readers contain the panics of the parsers that they call, so libFuzzer's hook, which ends the
/// process before anything can be caught, is put away; what gets out of `run` ends it. All work is
/// done by the thread that asks for it, so that nobody waits for another to wake.
pub fn quiet() {
    std::panic::set_hook(Box::new(|_| {}));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread();
    pool.build_global().expect("nobody has made a pool before");
}

/// Runs a check; with [`quiet`], a failure is told and ends the process.
pub fn run(check: impl FnOnce() + std::panic::UnwindSafe) {
    if let Err(panic) = std::panic::catch_unwind(check) {
        let text = panic.downcast_ref::<&str>().copied();
        let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        eprintln!("failed: {}", text.unwrap_or_default());
        std::process::abort();
    }
}
