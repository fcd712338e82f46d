"""Every public name has a docstring and a stub, and every stub a name."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import znspec
from znspec import _core, _errors, _plot, pytest_plugin, strategies

STUBS = ast.parse((Path(_core.__file__).parent / "_core.pyi").read_text())
ENUM_PARTS = {"name", "value"}  # of each enumeration, from _Enum


def is_public(name: str) -> bool:
    return not name.startswith("_")


def parts_of(node: ast.ClassDef) -> set[str]:
    names = {part.name for part in node.body if isinstance(part, ast.FunctionDef)}
    names |= {part.target.id for part in node.body if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)}
    bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
    return {name for name in names if is_public(name)} | (ENUM_PARTS if "_Enum" in bases else set())


def stubbed() -> dict[str, set[str]]:
    """Each public name of the stub file, with the public parts of it."""
    names: dict[str, set[str]] = {}
    for node in STUBS.body:
        if isinstance(node, ast.ClassDef):
            names[node.name] = parts_of(node)
        elif isinstance(node, ast.FunctionDef):
            names[node.name] = set()
    return {name: parts for name, parts in names.items() if is_public(name)}


def built() -> dict[str, set[str]]:
    """The same of the module."""
    return {
        name: {part for part in vars(thing) if is_public(part)} if isinstance(thing, type) else set()
        for name, thing in vars(_core).items()
        if is_public(name)
    }


def test_stubs_match_the_module() -> None:
    assert stubbed() == built()


def test_everything_is_exported() -> None:
    assert {name for name in built()} <= set(znspec.__all__)
    assert sorted(znspec.__all__) == sorted(set(znspec.__all__))


def says_something(docstring: str | None) -> bool:
    """pybind11 writes signatures by itself: they alone say nothing."""
    signature = re.compile(r"(\d+\. )?\w* ?\(.*\)( -> .*)?|\w*\(\*args, \*\*kwargs\)|Overloaded function\.|")
    return any(not signature.fullmatch(line.strip()) for line in (docstring or "").splitlines())


@pytest.mark.parametrize(
    ("docstring", "says"),
    [
        (None, False),
        ("", False),
        ("clauses() -> List[znspec._core.Clause]\n", False),
        ("(self: znspec._core.Geometry) -> int\n", False),
        ("f(*args, **kwargs)\nOverloaded function.\n\n1. f(a: int) -> None\n\n2. f(b: str) -> None\n", False),
        ("clauses() -> List[znspec._core.Clause]\n\nEvery clause.\n", True),
        ("Every clause.", True),
    ],
)
def test_signatures_say_nothing(docstring: str | None, says: bool) -> None:
    assert says_something(docstring) == says


def public_things(module: ModuleType) -> list[tuple[str, Any]]:
    return [(name, thing) for name, thing in vars(module).items() if is_public(name) and callable(thing)]


MODULES = [_core, _errors, _plot, pytest_plugin, strategies]


@pytest.mark.parametrize("module", MODULES, ids=[module.__name__ for module in MODULES])
def test_public_names_have_docstrings(module: ModuleType) -> None:
    silent = []
    for name, thing in public_things(module):
        if module is not _core and getattr(thing, "__module__", "") != module.__name__:
            continue
        if not says_something(thing.__doc__):
            silent.append(name)
        for part, value in vars(thing).items() if isinstance(thing, type) else ():
            is_member = isinstance(value, (property, staticmethod)) or callable(value)
            if is_public(part) and is_member and part not in ENUM_PARTS and not says_something(value.__doc__):
                silent.append(f"{name}.{part}")
    assert silent == []
