"""Hypothesis strategies for geometries, commands and sequences, and a state machine to subclass.

A command is drawn for a geometry: most of its LBAs are near what matters (zone starts, write pointers, capacities),
and some are anywhere. Needs Hypothesis.
"""

from __future__ import annotations

from typing import Any, ClassVar

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from . import (
    Command,
    Device,
    Geometry,
    ReportingOption,
    Session,
    Target,
    ZoneDescriptor,
    ZoneSendAction,
    ZoneState,
    flush,
    read,
    write,
    write_zeroes,
    zone_append,
    zone_management_receive,
    zone_management_send,
)

ACTIONS = [
    ZoneSendAction.CLOSE,
    ZoneSendAction.FINISH,
    ZoneSendAction.OPEN,
    ZoneSendAction.RESET,
    ZoneSendAction.OFFLINE,
]
OPTIONS = [
    ReportingOption.ALL,
    ReportingOption.EMPTY,
    ReportingOption.IMPLICITLY_OPENED,
    ReportingOption.EXPLICITLY_OPENED,
    ReportingOption.CLOSED,
    ReportingOption.FULL,
]
WRITABLE = [
    ZoneState.EMPTY,
    ZoneState.IMPLICITLY_OPENED,
    ZoneState.EXPLICITLY_OPENED,
    ZoneState.CLOSED,
]
MOST_BLOCKS = 8  # of a drawn command


@st.composite
def geometries(draw: st.DrawFn) -> Geometry:
    """Consistent geometries: a few zones of a few blocks, with limits and without."""
    zones = draw(st.integers(1, 8))
    zsze = draw(st.integers(1, 64))
    limit = st.none() | st.integers(1, zones)
    max_active = draw(limit)
    max_open = draw(limit if max_active is None else st.integers(1, max_active))
    return Geometry(
        zones=zones,
        zsze=zsze,
        zcap=draw(st.integers(1, zsze)),
        lba_bytes=draw(st.sampled_from([512, 4096])),
        max_active=max_active,
        max_open=max_open,
        zdes=draw(st.integers(0, 2)),
        mdts=draw(st.integers(0, 5)),
        zasl=0,
    )


def lbas(geometry: Geometry) -> st.SearchStrategy[int]:
    """LBAs of a namespace: first of a zone, around its capacity, anywhere, and just beyond the end."""

    def near_capacity(start: int, off: int) -> int:
        return start + geometry.zcap + off

    starts = st.integers(0, geometry.zones - 1).map(geometry.zslba)
    edges = st.builds(near_capacity, starts, st.integers(-1, 1))
    return starts | edges | st.integers(0, geometry.nsze)


def commands(geometry: Geometry) -> st.SearchStrategy[Command]:
    """Any I/O command that the reference has, legal or not, for a device that may be in any state."""
    lba, nlb = lbas(geometry), st.integers(0, MOST_BLOCKS - 1)
    action = st.builds(
        lambda zsa, slba, every: zone_management_send(zsa=zsa, slba=slba, select_all=every),
        st.sampled_from(ACTIONS),
        lba,
        st.booleans(),
    )
    report = st.builds(
        lambda slba, zones, option, partial: zone_management_receive(
            slba=slba, zones=zones, zrasf=option, partial=partial
        ),
        lba,
        st.integers(0, geometry.zones),
        st.sampled_from(OPTIONS),
        st.booleans(),
    )
    return st.one_of(
        st.builds(lambda slba, n: write(slba=slba, nlb=n), lba, nlb),
        st.builds(lambda slba, n: read(slba=slba, nlb=n), lba, nlb),
        st.builds(lambda slba, n: write_zeroes(slba=slba, nlb=n), lba, nlb),
        st.builds(lambda slba, n: zone_append(zslba=slba, nlb=n), lba, nlb),
        action,
        report,
        st.just(flush()),
    )


def sequences(geometry: Geometry, max_size: int = 50) -> st.SearchStrategy[list[Command]]:
    """Lists of commands; `max_size`: the longest."""
    return st.lists(commands(geometry), max_size=max_size)


class ZnsStateMachine(RuleBasedStateMachine):
    """Random commands on a target, each judged by the oracle: subclass it, and run its TestCase.

    Override `open()` for another device, and add rules and invariants of your own; `self.session` takes commands. The
    rules send what fits the zones as they are, and what does not. A violation raises NotPermitted; what Hypothesis
    shrinks it to is printed as a trace, which `znspec replay` takes.
    """

    geometry: ClassVar[Geometry] = Geometry(zones=4, zsze=16, zcap=12, lba_bytes=512, max_active=3, max_open=2, zdes=0)

    def __init__(self) -> None:
        super().__init__()
        self.target = self.open()
        self.session = Session(self.target, note=type(self).__name__)

    def open(self) -> Target:
        """A device whose zones are Empty; it is closed at the end of each run."""
        return Device(self.geometry)

    def send(self, command: Command) -> Any:
        """Submits through the session; a violation is noted with the trace so far."""
        try:
            return self.session.submit(command)
        except AssertionError:
            note(str(self.session.trace))
            raise

    def zone(self, index: int) -> ZoneDescriptor:
        """The zone of that place (modulo their number), as it is reported now."""
        zones = self.session.report_zones()
        return zones[index % len(zones)]

    def teardown(self) -> None:
        """Gives the device back."""
        self.target.close()

    @rule(index=st.integers(0, 1 << 16), nlb=st.integers(0, MOST_BLOCKS - 1))
    def write_at_wp(self, index: int, nlb: int) -> None:
        """A write at the write pointer."""
        zone = self.zone(index)
        slba = zone.wp if zone.zs in WRITABLE else zone.zslba
        self.send(write(slba=slba, nlb=nlb))

    @rule(index=st.integers(0, 1 << 16), nlb=st.integers(0, MOST_BLOCKS - 1))
    def append(self, index: int, nlb: int) -> None:
        """A Zone Append."""
        self.send(zone_append(zslba=self.zone(index).zslba, nlb=nlb))

    @rule(index=st.integers(0, 1 << 16), action=st.sampled_from(ACTIONS[:4]))
    def manage(self, index: int, action: ZoneSendAction) -> None:
        """Close, finish, open or reset of a zone."""
        self.send(zone_management_send(zsa=action, slba=self.zone(index).zslba))

    @rule(data=st.data())
    def anything(self, data: st.DataObject) -> None:
        """Any command, legal or not."""
        self.send(data.draw(commands(self.session.geometry)))

    @invariant()
    def reports_agree(self) -> None:
        """A report of all zones, which the oracle judges."""
        self.send(zone_management_receive(zones=self.session.geometry.zones))
