"""Which tests there are, read from their files without running them."""

import ast
from functools import cache
from pathlib import Path


def is_there(test: str, *, root: Path) -> bool:
    """Say whether there is a test of this name, such as ``tests/test_a.py::test_b``.

    A test with parameters counts once; one in a class is named with its class.
    """
    path, _, name = test.partition("::")
    return bool(name) and name in _names(root / path)


@cache
def _names(path: Path) -> frozenset[str]:
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    alone = {name for node in tree.body if (name := _test(node))}
    in_classes = {
        f"{group.name}::{name}"
        for group in tree.body
        if isinstance(group, ast.ClassDef) and group.name.startswith("Test")
        for node in group.body
        if (name := _test(node))
    }
    return frozenset(alone | in_classes)


def _test(node: ast.stmt) -> str:
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return ""
    return node.name if node.name.startswith("test_") else ""
