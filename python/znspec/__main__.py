"""`python -m znspec`: the suite, random sequences and traces, from the command line, for targets of Python too."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from . import HarnessError, Report, Target, Trace, __version__, diff, open_target, run

CONFORMANT, NOT_CONFORMANT, USAGE, HARNESS = 0, 1, 2, 3  # as the program's

TARGET = "ref:OPTIONS, qemu:OPTIONS, mutant:ID, variant:ID, /dev/nvmeXnY, or MODULE:CLASS, a znspec.Target of Python"


def zones(text: str) -> tuple[int, int]:
    """'A-B', the only zones to touch."""
    first, separator, last = text.partition("-")
    if not (separator and first.isdigit() and last.isdigit()):
        raise argparse.ArgumentTypeError(f"it is spelt A-B, not '{text}'")
    return int(first), int(last)


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    parsing = argparse.ArgumentParser(prog="python -m znspec", description="NVMe Zoned Namespaces, tested.")
    parsing.add_argument("--version", action="version", version=f"znspec {__version__}")
    actions = parsing.add_subparsers(dest="action", required=True, metavar="run | diff | replay")
    running = actions.add_parser("run", help="runs the conformance suite")
    searching = actions.add_parser("diff", help="random sequences, each command judged")
    replaying = actions.add_parser("replay", help="judges a trace, or sends it to a target again")
    replaying.add_argument("file", metavar="FILE", type=Path)
    for each in (running, searching):
        each.add_argument("target", metavar="TARGET", help=TARGET)
        each.add_argument("--seed", type=int, default=1, metavar="N")
        each.add_argument("--save", type=Path, metavar="DIR", help="a folder for traces of what failed")
        each.add_argument("--deviations", type=Path, metavar="FILE", help="what is known (the list that is shipped)")
        for form in FORMS:
            each.add_argument(f"--{form}", type=Path, metavar="FILE", help="also writes this report")
    running.add_argument("--suite", default="all")
    running.add_argument("--filter", default="*", metavar="GLOBS", help="of case ids, with commas")
    searching.add_argument("--commands", type=int, default=10000, metavar="N")
    searching.add_argument("--depth", type=int, default=1, metavar="N", help="most commands in flight together")
    searching.add_argument("--illegal", type=int, default=25, metavar="PERCENT")
    replaying.add_argument("target", metavar="TARGET", nargs="?", help=TARGET)
    for each in (running, searching, replaying):
        each.add_argument("--destroy-data", action="store_true", help="needed for a device node: its data will be lost")
        each.add_argument("--zones", type=zones, metavar="A-B", help="the only ones to touch")
        each.add_argument("--qemu", metavar="PROGRAM", help="the program behind qemu:, or its path")
        each.add_argument("--qemu-data", metavar="DIR", help="its data folder, QEMU's -L")
    return parsing


FORMS: dict[str, Callable[[Report], str]] = {
    "json": lambda report: report.json(),
    "junit": lambda report: report.junit(),
    "tap": lambda report: report.tap(),
    "html": lambda report: report.html(),
}


def opened(given: argparse.Namespace) -> Target:
    """The target that is asked for."""
    module, _, name = given.target.partition(":")
    if name.isidentifier() and module not in ("ref", "qemu", "mutant", "variant") and not module.startswith("/"):
        sys.path.insert(0, "")
        made = getattr(importlib.import_module(module), name)()
        if not isinstance(made, Target):
            raise ValueError(f"{given.target} makes a {type(made).__name__}, not a znspec.Target")
        return made
    return open_target(
        given.target,
        destroy_data=given.destroy_data,
        zones=given.zones,
        qemu=given.qemu,
        qemu_data=given.qemu_data,
    )


def tested(given: argparse.Namespace, target: Target) -> int:
    """Runs, or searches, prints, and returns the exit status."""
    known = given.deviations or getattr(target, "known_deviations", None)
    if given.action == "run":
        report = run(
            target, suite=given.suite, filter=given.filter, seed=given.seed, deviations=known, save=given.save
        )
    else:
        report = diff(
            target,
            commands=given.commands,
            depth=given.depth,
            seed=given.seed,
            illegal=given.illegal,
            deviations=known,
            save=given.save,
        )
    print(report.console(), end="")
    for form, render in FORMS.items():
        path = getattr(given, form)
        if path is not None:
            path.write_text(render(report))
    if report.conformant:
        return CONFORMANT
    failed = report.summary["failed"] + report.summary["stale"]
    return HARNESS if report.stopped or not failed else NOT_CONFORMANT


def replayed(given: argparse.Namespace) -> int:
    """Prints the commands of a trace, and what is wrong with them."""
    trace = Trace.load(given.file)
    if given.target is not None:
        with opened(given) as target:
            trace = trace.replay(target)
    for command, completion in trace:
        print(command)
        print("< nothing came back" if completion is None else completion)
    findings = trace.rejudge()
    for finding in findings:
        print(f"\n{finding}")
    violated = [finding for finding in findings if not finding.warning]
    print(f"\n{len(trace)} commands, {len(violated)} not permitted")
    return NOT_CONFORMANT if violated else CONFORMANT


def main(arguments: Sequence[str] | None = None) -> int:
    """Does what the arguments say, and returns the exit status."""
    given = parser().parse_args(arguments)
    try:
        if given.action == "replay":
            return replayed(given)
        with opened(given) as target:
            return tested(given, target)
    except HarnessError as error:
        print(f"znspec: {error}", file=sys.stderr)
        return HARNESS
    except (ValueError, ImportError, AttributeError) as error:
        print(f"znspec: {error}", file=sys.stderr)
        return USAGE


if __name__ == "__main__":
    sys.exit(main())
