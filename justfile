# The daily commands; `just` lists them.

_list:
    @just --list

# The sample dump, to out/report.html
try:
    cargo run --release -- run seeds/dump -o out

# All tests; labelled data through SAMESTORY_DATA
test *args:
    cargo test {{args}}

# Format and lints
lint:
    cargo fmt --all
    cargo clippy --workspace --all-targets --all-features -- -D warnings

# The documentation of the library
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --lib

# Everything that must hold before a change lands
ci:
    .ci/run

# Golden files made anew: look at the difference before you keep it
renew:
    SAMESTORY_RENEW=1 cargo test --test tool golden

# Time of each stage
bench *args:
    cargo bench --bench stages -- {{args}}

# One fuzz target for three minutes
fuzz target seconds="180":
    cargo +nightly fuzz run {{target}} -- -max_total_time={{seconds}}

# Mutants of the stages that no test notices; changes sources in place, so run it in a clone
mutants *args:
    python3 tests/python/mutants.py {{args}}

# Licences, sources and advisories of dependencies
deny:
    cargo deny check
