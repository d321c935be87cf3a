//! Parsers that are others' work, over bytes that are anyone's: one that panics costs its input and no
//! more.

use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};

thread_local! {
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Puts a panic hook before the one that is set, which passes over panics that are told as rejected
/// records; for programs, at their start.
pub fn keep_contained_panics_quiet() {
    let tell = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if !CONTAINED.get() {
            tell(panic);
        }
    }));
}

/// Runs a parser that may panic.
///
/// # Errors
/// What it panicked with.
pub(crate) fn contained<T>(parse: impl FnOnce() -> T) -> Result<T, String> {
    let outer = CONTAINED.replace(true);
    let done = panic::catch_unwind(AssertUnwindSafe(parse));
    CONTAINED.set(outer);
    done.map_err(|panic| message(&*panic).to_owned())
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no reason given")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_reason_and_the_mark_goes() {
        assert_eq!(contained(|| CONTAINED.get()), Ok(true));
        assert_eq!(contained(|| -> u8 { panic!("at {}", 7) }), Err("at 7".to_owned()));
        let nested = contained(|| (contained(|| ()), CONTAINED.get()));
        assert_eq!(nested, Ok((Ok(()), true)));
        assert!(!CONTAINED.get());
    }
}
