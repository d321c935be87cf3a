#!/usr/bin/env bash
# Makes target/python-venv with what the tests need of Python; does nothing where it is there.
set -euo pipefail
cd "$(dirname "$0")/../.."

venv=${CARGO_TARGET_DIR:-target}/python-venv
stamp=$venv/requirements.txt
if ! cmp -s tests/python/requirements.txt "$stamp"; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check -r tests/python/requirements.txt
  cp tests/python/requirements.txt "$stamp"
fi
