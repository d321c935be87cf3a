#!/usr/bin/env bash
# Builds the wheel, installs it where nothing else is, and tests it there. SAMESTORY_TOOL names the
# command-line tool to compare with; without it, one that was built is used if it is there.
set -euo pipefail
cd "$(dirname "$0")/.."

target=${CARGO_TARGET_DIR:-$PWD/target}
build=$target/wheel-build
if ! cmp -s python/requirements.txt "$build/requirements.txt"; then
  python3 -m venv --clear "$build"
  "$build/bin/pip" install --quiet --disable-pip-version-check -r python/requirements.txt
  cp python/requirements.txt "$build/requirements.txt"
fi
rm -rf "$target/wheels"
VIRTUAL_ENV=$build "$build/bin/maturin" build --release --locked \
  -m python/Cargo.toml --out "$target/wheels"

venv=$target/wheel-venv
python3 -m venv --clear "$venv"
install=("$venv/bin/pip" install --quiet --disable-pip-version-check)
"${install[@]}" "$target"/wheels/samestory-*.whl
# It needs no other package.
(cd "$venv" && bin/python -c '
import samestory
found = samestory.dedup([{"title": "One"}, {"title": "Two"}])
assert found.counts["articles"] == 2, found.counts
')
"${install[@]}" -r tests/python/requirements.txt -r python/requirements.txt
# Not from the sources: what is tested is what was installed.
exec "$venv/bin/python" -m pytest -q python/tests "$@"
