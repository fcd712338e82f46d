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


def arguments_of_stub(node: ast.FunctionDef) -> list[str]:
    arguments = [*node.args.args, *node.args.kwonlyargs]
    return [argument.arg for argument in arguments if argument.arg != "self"]


FUNCTIONS = [node for node in STUBS.body if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("node", FUNCTIONS, ids=[node.name for node in FUNCTIONS])
def test_arguments_of_stubs_match(node: ast.FunctionDef) -> None:
    signature = getattr(_core, node.name).__doc__.splitlines()[0]
    assert re.findall(r"[(, ](\w+): ", signature) == arguments_of_stub(node)


def test_everything_is_exported() -> None:
    assert {name for name in built()} <= set(znspec.__all__)
    assert sorted(znspec.__all__) == sorted(set(znspec.__all__))


def public_things(module: ModuleType) -> list[tuple[str, Any]]:
    return [(name, thing) for name, thing in vars(module).items() if is_public(name) and callable(thing)]


MODULES = [_core, _errors, _plot, pytest_plugin, strategies]


@pytest.mark.parametrize("module", MODULES, ids=[module.__name__ for module in MODULES])
def test_public_names_have_docstrings(module: ModuleType) -> None:
    silent = []
    for name, thing in public_things(module):
        if module is not _core and getattr(thing, "__module__", "") != module.__name__:
            continue
        if not thing.__doc__:
            silent.append(name)
        for part, value in vars(thing).items() if isinstance(thing, type) else ():
            is_member = isinstance(value, (property, staticmethod)) or callable(value)
            if is_public(part) and is_member and part not in ENUM_PARTS and not value.__doc__:
                silent.append(f"{name}.{part}")
    assert silent == []
