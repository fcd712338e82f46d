"""Every stub has the signature that the module's docstrings begin with: parameters, kinds, defaults, types."""

from __future__ import annotations

import ast
import copy
import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from znspec import _core

STUBS = ast.parse((Path(_core.__file__).parent / "_core.pyi").read_text())
ALIASES = {ast.unparse(node.targets[0]): node.value for node in STUBS.body if isinstance(node, ast.Assign)}
CLASSES = {node.name: node for node in STUBS.body if isinstance(node, ast.ClassDef)}
UNSAID = "..."  # a default that is no literal, or a type of which pybind11 says nothing

# What pybind11 says, and what the stubs say of the same.
WORDS = {
    "os.PathLike": "_Path",
    "List[": "list[",
    "Tuple[": "tuple[",
    "Dict[": "dict[",
    "Iterable": "Iterable[Command]",
    "znspec._core.": "",
}


class Parameter(NamedTuple):
    name: str
    kind: str
    type: str
    default: str | None  # None: there is none


class Signature(NamedTuple):
    parameters: tuple[Parameter, ...]
    returned: str


def default_of(node: ast.expr | None) -> str | None:
    if node is None:
        return None
    literal = isinstance(node, (ast.Constant, ast.UnaryOp, ast.Tuple)) and ast.unparse(node) != "..."
    return ast.unparse(node) if literal else UNSAID


class OneSpelling(ast.NodeTransformer):
    """Optional and Union are `|`, a Literal is the str that pybind11 takes it for, and _Pair is spelt out."""

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        self.generic_visit(node)
        name = ast.unparse(node.value)
        if name == "Literal":
            return ast.Name("str")
        if name == "Optional":
            return ast.BinOp(node.slice, ast.BitOr(), ast.Constant(None))
        if name == "Union":
            assert isinstance(node.slice, ast.Tuple)
            return functools.reduce(lambda one, other: ast.BinOp(one, ast.BitOr(), other), node.slice.elts)
        return node

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ALIASES["_Pair"] if node.id == "_Pair" else node


def type_of(node: ast.expr | None) -> str:
    return UNSAID if node is None else ast.unparse(OneSpelling().visit(copy.deepcopy(node)))


def fits(stub: str, built: str) -> bool:
    """pybind11 says `object` of what it takes as it comes: any type will do there."""
    if built in (UNSAID, "object", "object | None"):
        return True
    return re.fullmatch(re.escape(built).replace("object", ".*"), stub) is not None


def signature_of(node: ast.FunctionDef) -> Signature:
    arguments = node.args
    assert not arguments.posonlyargs
    without: list[ast.expr | None] = [None] * (len(arguments.args) - len(arguments.defaults))
    parameters = [
        Parameter(argument.arg, "any", type_of(argument.annotation), default_of(default))
        for argument, default in zip(arguments.args, [*without, *arguments.defaults])
    ]
    parameters += [
        Parameter(argument.arg, "keyword", type_of(argument.annotation), default_of(default))
        for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults)
    ]
    named = [parameter for parameter in parameters if parameter.name not in ("self", "arg0")]
    return Signature(tuple(named), type_of(node.returns))


def said_by(docstring: str) -> list[Signature]:
    """The signatures of a function's docstring, or of the getter of a property: one for each overload."""
    lines = docstring.splitlines()
    if "Overloaded function." in lines:
        lines = [line.split(". ", 1)[1] for line in lines if re.match(r"\d+\. \w+\(", line)]
    else:
        lines = lines[:1]
    signatures = []
    for line in lines:
        text = re.sub(r"<\w+\.\w+: \d+>", UNSAID, line[line.index("(") :])
        for theirs, ours in WORDS.items():
            text = text.replace(theirs, ours)
        (function,) = ast.parse(f"def f{text}: ...").body
        assert isinstance(function, ast.FunctionDef)
        signatures.append(signature_of(function))
    return signatures


def differences(stubs: list[Signature], built: list[Signature]) -> Iterator[str]:
    if len(stubs) != len(built):
        yield f"{len(stubs)} overloads, not {len(built)}"
    for ours, theirs in zip(stubs, built):
        names = [[(p.name, p.kind, p.default) for p in each.parameters] for each in (ours, theirs)]
        if names[0] != names[1]:
            yield f"{names[0]}, not {names[1]}"
            continue
        for our, their in zip(ours.parameters, theirs.parameters):
            if not fits(our.type, their.type):
                yield f"{our.name}: {our.type}, not {their.type}"
        if not fits(ours.returned, theirs.returned.replace("_Path", "Path")):  # takes any, gives one
            yield f"returns {ours.returned}, not {theirs.returned}"


def functions_in(body: list[ast.stmt]) -> dict[str, list[ast.FunctionDef]]:
    found: dict[str, list[ast.FunctionDef]] = {}
    for node in body:
        if isinstance(node, ast.FunctionDef) and (not node.name.startswith("_") or node.name == "__init__"):
            found.setdefault(node.name, []).append(node)
    return found


def things() -> dict[str, tuple[list[ast.FunctionDef], Any]]:
    """Each function, method, getter and constructor: its stubs, and what the module has."""
    found: dict[str, tuple[list[ast.FunctionDef], Any]] = {
        name: (nodes, getattr(_core, name)) for name, nodes in functions_in(STUBS.body).items()
    }
    for name, class_node in CLASSES.items():
        built = vars(_core).get(name)
        if built is None:  # _Enum, which is in the stubs alone
            continue
        bases = [CLASSES[base.id] for base in class_node.bases if isinstance(base, ast.Name) and base.id == "_Enum"]
        for body in (class_node.body, *(base.body for base in bases)):
            for part, nodes in functions_in(body).items():
                found[f"{name}.{part}"] = (nodes, getattr(built, part))
    return found


THINGS = things()


@pytest.mark.parametrize("name", THINGS)
def test_signatures_of_stubs_match(name: str) -> None:
    nodes, built = THINGS[name]
    docstring = built.fget.__doc__ if isinstance(built, property) else built.__doc__
    if not docstring.lstrip().startswith(("(", name.rpartition(".")[2] + "(")):
        assert name.endswith(".name") and "Enum" not in name, docstring  # pybind11's own property of enumerations
        return
    assert list(differences([signature_of(node) for node in nodes], said_by(docstring))) == []


STUB = "def f(self, a: int, *, b: str | None = None, c: Queue = ...) -> list[Zone]: ..."
WRONG = {
    "another name": "f(self: C, x: int, *, b: Optional[str] = None, c: Queue = <Queue.IO: 1>) -> List[Zone]",
    "another default": "f(self: C, a: int, *, b: Optional[str] = 'x', c: Queue = <Queue.IO: 1>) -> List[Zone]",
    "no default": "f(self: C, a: int, *, b: Optional[str], c: Queue = <Queue.IO: 1>) -> List[Zone]",
    "a literal": "f(self: C, a: int, *, b: Optional[str] = None, c: Queue = 1) -> List[Zone]",
    "by place": "f(self: C, a: int, b: Optional[str] = None, c: Queue = <Queue.IO: 1>) -> List[Zone]",
    "another type": "f(self: C, a: str, *, b: Optional[str] = None, c: Queue = <Queue.IO: 1>) -> List[Zone]",
    "never None": "f(self: C, a: int, *, b: str = None, c: Queue = <Queue.IO: 1>) -> List[Zone]",
    "returns another": "f(self: C, a: int, *, b: Optional[str] = None, c: Queue = <Queue.IO: 1>) -> Zone",
    "one more": "f(self: C, a: int, *, b: Optional[str] = None, c: Queue = <Queue.IO: 1>, d: int = 0) -> List[Zone]",
}


def compare(docstring: str) -> list[str]:
    (node,) = ast.parse(STUB).body
    assert isinstance(node, ast.FunctionDef)
    return list(differences([signature_of(node)], said_by(docstring)))


@pytest.mark.parametrize("wrong", WRONG)
def test_another_signature_is_seen(wrong: str) -> None:
    assert compare(WRONG[wrong])


def test_the_same_signature_is_content() -> None:
    assert compare("f(self: C, a: int, *, b: Optional[str] = None, c: Queue = <Queue.IO: 1>) -> List[Zone]") == []
