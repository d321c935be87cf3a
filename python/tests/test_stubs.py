"""The stubs of the compiled half name what is there."""

import ast
from pathlib import Path

import samestory
from samestory import _samestory

STUBS = Path(samestory.__file__).with_name("_samestory.pyi")


def test_stubs_and_module_have_the_same_names():
    tree = ast.parse(STUBS.read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.ClassDef)
    named = {node.name for node in tree.body if isinstance(node, kinds)}
    values = {node.target.id for node in tree.body if isinstance(node, ast.AnnAssign)}
    named |= {name for name in values if not name.startswith("_")}
    assert named == {name for name in vars(_samestory) if not name.startswith("_")}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            compiled = getattr(_samestory, node.name)
            assert all(hasattr(compiled, item.name) for item in node.body if hasattr(item, "name"))


def test_the_package_says_that_it_is_typed_and_documented():
    assert STUBS.with_name("py.typed").exists()
    for name in samestory.__all__:
        public = getattr(samestory, name)
        assert isinstance(public, str) or public.__doc__, name
