"""What is said of a call whose arguments do not fit."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from . import _core

SEVERAL = {"int": "an int", "str": "a str", "bool": "True or False", "bytes": "bytes", "float": "a float"}
NATIVE = {"int": int, "str": str, "bool": bool, "bytes": bytes, "float": (int, float)}
NO_RANGE = 2**64 - 1


class Parameter(NamedTuple):
    """One of a signature."""

    name: str
    type: str
    required: bool
    by_name: bool


class Signature(NamedTuple):
    """One that pybind11 lists."""

    function: str
    hides_self: bool  # among its parameters, not among the arguments
    parameters: list[Parameter]


def explain(theirs: str, args: tuple[Any, ...], named: Mapping[str, Any], odd: object, most: int) -> Exception:
    """The exception for a call that pybind11 refused with the text `theirs`.

    `odd` is an integer that did not fit, `most` the largest that would have; None where it was none of that.
    """
    signatures = list(_signatures(theirs))
    problems = [_problem(signature, args, named, odd, most) for signature in signatures]
    # Of several signatures that one is meant whose arguments go furthest.
    furthest: tuple[int, Exception] = (-1, TypeError(theirs.splitlines()[0]))
    for problem in problems:
        if problem[0] > furthest[0]:
            furthest = problem
    return furthest[1]


def _signatures(text: str) -> Iterator[Signature]:
    function = text.split("(", 1)[0]
    for line in re.findall(r"^ +\d+\. (.*)$", text, re.MULTILINE):
        owner, _, rest = line.partition("(")
        body = re.sub(r"<[^<>]*>", "...", rest.rpartition(" -> ")[0] or rest)
        try:
            (node,) = ast.parse(f"def f({body}: ...").body
        except SyntaxError:
            continue
        assert isinstance(node, ast.FunctionDef)
        makes = function == "__init__"
        name = owner.rpartition(".")[2] if makes else function
        yield Signature(name, makes, list(_parameters(node.args)))


def _parameters(arguments: ast.arguments) -> Iterator[Parameter]:
    without = len(arguments.args) - len(arguments.defaults)
    for place, each in enumerate(arguments.args):
        yield Parameter(each.arg, _type(each), place < without, False)
    for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults):
        yield Parameter(each.arg, _type(each), default is None, True)


def _type(argument: ast.arg) -> str:
    return "object" if argument.annotation is None else ast.unparse(argument.annotation)


def _problem(
    signature: Signature, args: tuple[Any, ...], named: Mapping[str, Any], odd: object, most: int
) -> tuple[int, Exception]:
    call = f"{signature.function}()"
    parameters = signature.parameters
    if signature.hides_self:
        args = args[1:]
    elif parameters and parameters[0].name == "self":
        parameters, args = parameters[1:], args[1:]
    by_place = [each for each in parameters if not each.by_name]
    if len(args) > len(by_place):
        return 0, TypeError(f"{call} takes {_list(each.name for each in parameters) or 'nothing'}{_by_name(parameters)}")
    given = {each.name: value for each, value in zip(by_place, args)}
    names = [each.name for each in parameters]
    for name in named:
        if name not in names:
            near = difflib.get_close_matches(name, names, 1)
            meant = f"did you mean {near[0]}?" if near else f"it has {_list(names)}" if names else "it has none"
            return 0, TypeError(f"{call} has no argument {name}: {meant}")
        if name in given:
            return 0, TypeError(f"{call}: {name} is given twice")
    given.update(named)
    for place, each in enumerate(parameters):
        if each.name not in given:
            if each.required:
                return place, TypeError(f"{call} needs {each.name}")
            continue
        value = given[each.name]
        if not _fits(value, each.type):
            return place, TypeError(f"{call}: {each.name} is {_words(each.type)}, not {_a(type(value).__name__)}")
        if value is odd and "int" in re.findall(r"\w+", each.type):
            return place + 1, ValueError(f"{call}: {each.name} is 0 to {_number(most)}, not {value}")
        for part in value if isinstance(value, (tuple, list)) else ():
            if part is odd and odd is not None:
                return place + 1, ValueError(f"{call}: {each.name} has {part}, where 0 to {_number(most)} is meant")
    return 0, TypeError(f"{call}: these arguments do not fit together")


def _fits(value: object, annotation: str) -> bool:
    node = ast.parse(annotation, mode="eval").body
    return _fits_node(value, node)


def _fits_node(value: object, node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return value is None
    if isinstance(node, ast.Subscript):
        outer = ast.unparse(node.value)
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if outer == "Optional":
            return value is None or _fits_node(value, inner[0])
        if outer == "Union":
            return any(_fits_node(value, each) for each in inner)
        if outer == "Tuple":
            if not isinstance(value, (tuple, list)) or len(value) != len(inner):
                return False
            return all(_fits_node(part, each) for part, each in zip(value, inner))
        if outer == "List":
            return isinstance(value, (tuple, list)) and all(_fits_node(part, inner[0]) for part in value)
        return isinstance(value, Mapping) if outer == "Dict" else True
    name = ast.unparse(node)
    if name == "object":
        return True
    if name == "int":
        return hasattr(type(value), "__index__")
    if name == "os.PathLike":
        return hasattr(type(value), "__fspath__") or isinstance(value, str)
    if name == "Iterable":
        return isinstance(value, Iterable)
    if name in NATIVE:
        return isinstance(value, NATIVE[name])  # type: ignore[arg-type]
    built = getattr(_core, name.rpartition(".")[2], None)
    return not isinstance(built, type) or isinstance(value, built)


def _words(annotation: str) -> str:
    """The type as a person says it."""
    node = ast.parse(annotation, mode="eval").body
    if isinstance(node, ast.Subscript):
        outer = ast.unparse(node.value)
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        words = [_words(ast.unparse(each)) for each in inner]
        if outer == "Optional":
            return f"{words[0]} or None"
        if outer == "Union":
            return " or ".join(words)
        return {"Tuple": f"a tuple ({', '.join(words)})", "List": "a list", "Dict": "a dict"}.get(outer, outer)
    if annotation in SEVERAL:
        return SEVERAL[annotation]
    if annotation == "os.PathLike":
        return "a path"
    if annotation == "Iterable":
        return "an iterable"
    return _a(annotation.replace("znspec._core.", "znspec."))


def _a(name: str) -> str:
    if name == "NoneType":
        return "None"
    return f"{'an' if name[0] in 'aeiouAEIO' else 'a'} {name}"


def _number(most: int) -> str:
    return str(most) if most < NO_RANGE else "2^64 - 1"


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)


def _by_name(parameters: list[Parameter]) -> str:
    if not parameters or not any(each.by_name for each in parameters):
        return ""
    return ", by name" if all(each.by_name for each in parameters) else ", some of them by name"
