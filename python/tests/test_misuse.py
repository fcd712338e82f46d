"""Arguments that do not fit: one line of ours, that names the argument and what it may be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import znspec
from znspec import Device, Geometry, Oracle, Policy, Session, Status, ZoneState, read, write

WORD: Any = "word"  # of a wrong type, for mypy too
NOTHING: Any = None
F: Any = znspec  # functions whose arguments mypy does not look at

MISUSE: dict[str, tuple[Callable[[], object], type[Exception], str]] = {
    "a word for a number": (lambda: write(slba=WORD), TypeError, "write(): slba is an int, not a str"),
    "a float": (lambda: F.read(slba=0, nlb=1.5), TypeError, "read(): nlb is an int, not a float"),
    "a negative LBA": (lambda: write(slba=-1), ValueError, "write(): slba is 0 to 2^64 - 1, not -1"),
    "an NSID too large": (lambda: read(slba=0, nsid=1 << 32), ValueError, "read(): nsid is 0 to 4294967295, not 4294967296"),
    "zdes too large": (lambda: Geometry(zdes=300), ValueError, "Geometry(): zdes is 0 to 255, not 300"),
    "rubbish too large": (lambda: Policy(rubbish=256), ValueError, "Policy(): rubbish is 0 to 255, not 256"),
    "a missing argument": (lambda: F.write(), TypeError, "write() needs slba"),
    "another name": (lambda: F.write(slab=3), TypeError, "write() has no argument slab: did you mean slba?"),
    "by place": (lambda: F.flush(1), TypeError, "flush() takes nsid, by name"),
    "too many": (lambda: F.clauses(1), TypeError, "clauses() takes nothing"),
    "twice": (lambda: F.clause("x", id="y"), TypeError, "clause(): id is given twice"),
    "no enumerator": (
        lambda: F.zone_management_send(zsa=3),
        TypeError,
        "zone_management_send(): zsa is a znspec.ZoneSendAction, not an int",
    ),
    "None": (lambda: Oracle(NOTHING), TypeError, "Oracle(): geometry is a znspec.Geometry, not None"),
    "a limit": (lambda: Geometry(max_open=WORD), TypeError, "Geometry(): max_open is an int or None, not a str"),
    "zones of a target": (
        lambda: F.open_target("ref:", zones=(1, -2)),
        ValueError,
        "open_target(): zones has -2, where 0 to 2^64 - 1 is meant",
    ),
    "a range that is none": (
        lambda: F.open_target("ref:", zones=3),
        TypeError,
        "open_target(): zones is a tuple (an int, an int) or None, not an int",
    ),
    "a path": (lambda: F.Trace.load(3), TypeError, "load(): path is a path, not an int"),
    "a method": (lambda: F.Device().event(1, 0), TypeError, "event(): kind is a znspec.Event, not an int"),
    "a zone": (lambda: F.Device().inject(WORD, ZoneState.FULL), TypeError, "inject(): zslba is an int, not a str"),
    "the CID": (lambda: read(slba=0).replace(cid=1 << 16), ValueError, "replace(): cid is 0 to 65535, not 65536"),
    "several signatures": (
        lambda: F.Oracle(Geometry()).observe(read(slba=0), status=3),
        TypeError,
        "observe(): status is a znspec.Status, not an int",
    ),
    "the first of them": (
        lambda: F.Oracle(Geometry()).observe(3),
        TypeError,
        "observe(): completion is a znspec.Completion, not an int",
    ),
    "no target": (
        lambda: Session(WORD),
        TypeError,
        "target is a znspec.Target (open_target() gives one), not a str",
    ),
    "not iterable": (lambda: F.Device().submit_together(3), TypeError, "submit_together(): commands is an iterable, not an int"),
    "a status": (lambda: Status(WORD, 0), TypeError, "Status(): sct is an int, not a str"),
    "no LBA": (lambda: Device().state.count(WORD), TypeError, "count(): zs is a znspec.ZoneState, not a str"),
}


@pytest.mark.parametrize("name", MISUSE)
def test_misuse(name: str) -> None:
    act, kind, text = MISUSE[name]
    with pytest.raises(kind) as caught:
        act()
    assert type(caught.value) is kind
    assert str(caught.value) == text


def test_what_fits_is_taken() -> None:
    class Number:
        def __index__(self) -> int:
            return 3

    number: Any = Number()
    assert write(slba=number) == write(slba=3)
    assert write(slba=(1 << 64) - 1).slba == (1 << 64) - 1
    assert Geometry(max_active=None, max_open=None).max_open is None


def test_a_failure_within_keeps_its_text() -> None:
    class Bad(znspec.Target):
        def submit(self, command: znspec.Command) -> znspec.Completion:
            raise TypeError("f(): incompatible function arguments. Mine.")

    with pytest.raises(TypeError, match="Mine"):
        Session(Bad())
