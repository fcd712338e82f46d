"""Values: how they compare and print."""

from __future__ import annotations

import struct

import pytest

import znspec
from znspec import Device, Geometry, Queue, Status, ZoneState, raw, read, write, zone_append


def test_statuses_compare_and_print() -> None:
    assert Status(1, 0xB9) == Status.ZONE_IS_FULL
    assert Status.ZONE_IS_FULL != Status.ZONE_IS_OFFLINE
    assert hash(Status(1, 0xB9)) == hash(Status.ZONE_IS_FULL)
    assert repr(Status.ZONE_IS_FULL) == "Zone Is Full (SCT 1h, SC B9h)"
    assert "SCT 7h, SC FFh" in repr(Status(7, 0xFF))
    with pytest.raises(ValueError, match="SCT of 0 to 7"):
        Status(8, 0)


def test_command_prints_as_the_line_of_its_trace() -> None:
    assert repr(write(slba=0x30, nlb=7)) == "> write slba=0x30 nlb=7 (8 blocks)"
    assert repr(write(slba=1, data=b"\0" * 4096)) == "> write slba=0x1 nlb=0 (1 block) data=00*4096"
    assert repr(znspec.zone_management_receive(zones=3, partial=True)).startswith("> zone-mgmt-recv report slba=0x0")


def test_completion_prints_as_the_line_of_its_trace() -> None:
    device = Device()
    assert repr(device.submit(zone_append(zslba=64))) == "< Successful Completion (SCT 0h, SC 00h) alba=0x40"
    assert repr(device.submit(write(slba=1))) == "< Zone Invalid Write (SCT 1h, SC BCh) dnr"
    seen = device.submit(read(slba=64))
    assert repr(seen) == "< Successful Completion (SCT 0h, SC 00h) data=pattern(lba=0x40,generation=0)"


def test_lines_are_those_of_the_trace() -> None:
    session = znspec.Session(Device())
    seen = [session.submit(write(slba=0, nlb=2)), session.submit(read(slba=1, nlb=1)), session.submit(write(slba=9))]
    trace = str(session.trace).splitlines()
    for completion in seen:
        assert repr(completion) in trace


def test_raw_entries() -> None:
    device = Device()
    entry = bytearray(64)
    entry[0] = 0x01
    struct.pack_into("<I", entry, 4, 1)
    struct.pack_into("<QI", entry, 40, 0, 1)
    assert raw(entry, data=b"z" * 8192).sqe == write(slba=0, nlb=1).sqe
    assert device.submit(raw(bytes(entry), data=b"z" * 8192)).ok
    entry[0] = 0xC5
    assert device.submit(raw(entry)).status == Status.INVALID_COMMAND_OPCODE
    with pytest.raises(ValueError, match="64 bytes, not 63"):
        raw(b"\0" * 63)


def test_commands_are_values() -> None:
    assert write(slba=1) == write(slba=1)
    assert write(slba=1) != write(slba=2)
    assert write(slba=1, data=b"x" * 512) != write(slba=1)
    others: list[object] = ["write", None]
    assert write(slba=1) not in others


def test_fields() -> None:
    command = znspec.identify(cns=1)
    assert (command.queue, command.opcode, command.slba) == (Queue.ADMIN, 0x06, None)
    assert (read(slba=7, nlb=1).slba, read(slba=7).name) == (7, "read")
    with pytest.raises(ValueError, match="0's based"):
        write(slba=0, nlb=65536)
    with pytest.raises(TypeError):
        write(0)  # type: ignore[misc]


def test_geometry() -> None:
    geometry = Geometry.parse("zones=4,zsze=16,zcap=12,mar=none,mor=none")
    assert (geometry.zones, geometry.max_open, geometry.nsze, geometry.zslba(3)) == (4, None, 64, 48)
    assert "zcap=0xc" in repr(geometry)
    assert geometry != Geometry()
    with pytest.raises(znspec.UsageError, match="colour"):
        Geometry.parse("colour=red")


def test_default_geometry_is_that_of_ref() -> None:
    assert Geometry() == Geometry.parse("") == Device().geometry


def test_clauses_freedoms_and_mutants() -> None:
    assert znspec.clause("ZNS-SM-008").level == "may"
    assert len(znspec.clauses()) > 300
    with pytest.raises(KeyError):
        znspec.clause("ZNS-NO-SUCH")
    ids = {clause.id for clause in znspec.clauses()}
    assert {freedom.clause for freedom in znspec.freedoms()} <= ids
    of_order = {freedom.id for freedom in znspec.freedoms() if freedom.of_order}
    assert "report-in-flight" in of_order and "implicit-close" not in of_order
    assert all(set(mutant.clauses) <= ids for mutant in znspec.mutants())


def test_variants_say_which_freedom_they_use() -> None:
    ids = {clause.id for clause in znspec.clauses()}
    named = {freedom.id for freedom in znspec.freedoms()} | {None}
    for variant in znspec.variants():
        assert variant.clauses and set(variant.clauses) <= ids, variant
        assert variant.freedom in named, variant
        assert repr(variant) == f"variant:{variant.id}: {variant.what}"
    assert len({variant.id for variant in znspec.variants()}) > 90
    newest = next(variant for variant in znspec.variants() if variant.id == "victim-newest")
    with znspec.open_target(f"variant:{newest.id}") as target:
        assert target.submit(write(slba=0)).ok


def test_zone_states() -> None:
    assert (ZoneState.FULL.letters, int(ZoneState.FULL), ZoneState.CLOSED.is_active) == ("ZSF", 0xE, True)


def test_notebook_pictures() -> None:
    device = Device()
    seen = device.submit(write(slba=0))
    assert "ZSIO" in device.state._repr_html_()
    assert "&gt; write" in seen._repr_html_()
    assert "permitted" in znspec.Oracle(device.geometry).observe(seen)._repr_html_()


class FakeAxes:
    """Writes down the bars: {(label, x): height}; those without a label are outlines."""

    def __init__(self) -> None:
        self.bars: dict[tuple[str, int], int] = {}
        self.explained = False

    def bar(self, places: list[int], heights: list[int], label: str = "", **_style: str) -> None:
        self.bars |= {(label, x): height for x, height in zip(places, heights, strict=True)}

    def set_xlabel(self, _text: str) -> None: ...

    def set_ylabel(self, _text: str) -> None: ...

    def legend(self) -> None:
        self.explained = True


def test_plot_of_zones() -> None:
    device = Device(Geometry(zones=3, max_active=None, max_open=None))
    device.submit(write(slba=0, nlb=4))
    device.submit(znspec.zone_management_send(zsa=znspec.ZoneSendAction.FINISH, slba=64))
    device.inject(128, ZoneState.OFFLINE)
    axes = FakeAxes()
    assert znspec.plot_zones(device.state, axes) is axes
    outlines = {("", zone): 48 for zone in range(3)}
    assert axes.bars == outlines | {("ZSIO", 0): 5, ("ZSF", 1): 48, ("ZSO", 2): 0}
    assert axes.explained


ABILITIES: dict[str, bool | int | str] = {
    "vzcap": True,
    "zae": True,
    "vwc": True,
    "nsmgmt": True,
    "flush_all": "refused",
    "dlfeat": "unsaid",
    "dae": True,
    "sgls": True,
    "append": False,
    "write_zeroes": False,
    "several_controllers": True,
    "mpsmin": 1,
    "awun": 4,
}


def said(value: bool | int | str) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("ability", ABILITIES)
def test_geometry_has_every_ability(ability: str) -> None:
    value = ABILITIES[ability]
    geometry = Geometry(**{ability: value})  # type: ignore[arg-type]
    assert getattr(geometry, ability) == value
    assert geometry != Geometry()
    assert f" {ability.replace('_', '-')}={said(value)}" in repr(geometry)
    others = [other for other in ABILITIES if other != ability]
    assert [getattr(geometry, other) for other in others] == [getattr(Geometry(), other) for other in others]


@pytest.mark.parametrize("ability", sorted(ABILITIES.keys() - {"sgls"}))
def test_abilities_are_options_of_ref(ability: str) -> None:
    value = ABILITIES[ability]
    parsed = Geometry.parse(f"{ability.replace('_', '-')}={said(value)}")
    assert parsed == Geometry(**{ability: value})  # type: ignore[arg-type]


def test_wrong_ability_is_misuse() -> None:
    with pytest.raises(ValueError, match="dlfeat is one of 'unsaid', 'zeroes', 'ones', not 'twos'"):
        Geometry(dlfeat="twos")  # type: ignore[arg-type]


def test_replace_chooses_identifier_and_prps() -> None:
    plain = read(slba=0)
    assert (plain.cid, plain.prp_offset, plain.prp2_offset, plain.list_offset) == (None, 0, 0, 0)
    other = plain.replace(cid=7, prp_offset=0x10).replace(list_offset=8, prp2_offset=4)
    assert (other.cid, other.prp_offset, other.prp2_offset, other.list_offset) == (7, 0x10, 4, 8)
    assert repr(other) == "> read slba=0x0 nlb=0 (1 block) prp-offset=0x10 prp2-offset=0x4 list-offset=0x8 cid=0x7"
    assert (plain.cid, other == plain, other.sqe == plain.sqe) == (None, False, True)
    assert plain.replace() == plain
    with pytest.raises(ValueError, match="multiple of 8"):
        plain.replace(list_offset=4)
    with pytest.raises(ValueError, match="0 to 4095"):
        plain.replace(prp_offset=4096)


def test_trace_keeps_identifier_and_prps() -> None:
    session = znspec.Session(Device())
    session.submit(read(slba=0))
    text = str(session.trace).replace("(1 block)", "(1 block) prp-offset=0x10 cid=0x7")
    ((command, _),) = znspec.Trace.parse(text)
    assert command == read(slba=0).replace(cid=7, prp_offset=0x10)
