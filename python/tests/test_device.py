"""The reference device: commands, states, undo, snapshots, events."""

from __future__ import annotations

import pytest

import znspec
from znspec import Device, Event, Geometry, Policy, Status, ZoneSendAction, ZoneState, read, write, zone_append

SMALL = Geometry(zones=4, zsze=16, zcap=12, lba_bytes=512, max_active=3, max_open=2, zdes=1)


def test_write_is_read_back() -> None:
    device = Device(SMALL)
    data = bytes(range(256)) * 4
    assert device.submit(write(slba=0, nlb=1, data=data)).ok
    assert device.submit(read(slba=0, nlb=1)).data == data


def test_any_buffer_is_data() -> None:
    device = Device(SMALL)
    assert device.submit(write(slba=0, data=bytearray(b"x" * 512))).ok
    assert device.submit(write(slba=1, data=memoryview(b"y" * 512))).ok
    assert bytes(device.state[0]) == b"x" * 512 + b"y" * 512


def test_abort_is_returned() -> None:
    completion = Device(SMALL).submit(write(slba=5))
    assert completion.status == Status.ZONE_INVALID_WRITE
    assert not completion.ok
    assert completion.dnr
    assert completion.data is None


def test_append_says_where() -> None:
    device = Device(SMALL)
    device.submit(zone_append(zslba=16, nlb=2))
    assert device.submit(zone_append(zslba=16)).alba == 19


def test_aborted_append_has_no_alba() -> None:
    assert Device(SMALL).submit(zone_append(zslba=17)).alba is None


def test_wrong_size_of_data_is_misuse() -> None:
    with pytest.raises(ValueError, match="sends 1024 bytes, its data has 512"):
        Device(SMALL).submit(write(slba=0, nlb=1, data=b"x" * 512))


def test_something_else_than_a_command_is_misuse() -> None:
    with pytest.raises(TypeError, match="znspec.Command is submitted"):
        Device(SMALL).submit("write")  # type: ignore[arg-type]


def test_inconsistent_geometry_is_misuse() -> None:
    with pytest.raises(ValueError, match="zcap"):
        Geometry(zsze=4, zcap=5)


def test_state_is_a_sequence_of_zones() -> None:
    device = Device(SMALL)
    device.submit(write(slba=16, nlb=3))
    state = device.state
    assert [zone.zs for zone in state] == [
        ZoneState.EMPTY, ZoneState.IMPLICITLY_OPENED, ZoneState.EMPTY, ZoneState.EMPTY,
    ]  # fmt: skip
    assert (len(state), state[1].wp, state[-1].index, state.opened, state.active) == (4, 20, 3, 1, 1)
    with pytest.raises(IndexError):
        state[4]


def test_zone_is_a_buffer() -> None:
    device = Device(SMALL)
    device.submit(write(slba=0, data=b"a" * 512))
    view = memoryview(device.state[0])  # type: ignore[arg-type]
    assert (len(view), view[0], view.readonly) == (512, ord("a"), True)


def test_state_is_a_snapshot() -> None:
    device = Device(SMALL)
    before = device.state
    device.submit(write(slba=0))
    assert before[0].wp == 0
    assert device.state != before
    device.restore(before)
    assert device.state == before


def test_state_of_another_geometry_is_misuse() -> None:
    with pytest.raises(ValueError, match="another geometry"):
        Device(SMALL).restore(Device().state)


def test_undo_takes_back_one_command_at_a_time() -> None:
    device = Device(SMALL)
    states = [device.state]
    commands = [
        write(slba=0, nlb=3),
        zone_append(zslba=16),
        znspec.zone_management_send(zsa=ZoneSendAction.FINISH, slba=0),
        znspec.zone_management_send(zsa=ZoneSendAction.RESET, select_all=True),
    ]
    for command in commands:
        assert device.submit(command).ok
        states.append(device.state)
    for state in reversed(states):
        assert device.state == state
        device.undo()
    assert not device.undo()


def test_undo_reaches_as_far_as_it_was_told() -> None:
    device = Device(SMALL, undo_depth=2)
    for lba in range(3):
        device.submit(write(slba=lba))
    assert [device.undo(), device.undo(), device.undo()] == [True, True, False]
    assert device.state[0].wp == 1


def test_undo_with_several_effects_of_a_command() -> None:
    device = Device(SMALL, Policy(close_eagerly=True))
    before = device.state
    device.submit(write(slba=0))
    assert device.state[0].zs == ZoneState.CLOSED
    device.undo()
    assert device.state == before


def test_undo_of_a_power_cycle_opens_all_zones_again() -> None:
    device = Device(SMALL)
    for zone in (0, 1):
        device.submit(zone_append(zslba=SMALL.zslba(zone)))
    before = device.state
    device.power_cycle()
    assert device.state.opened == 0
    device.undo()
    assert device.state == before


def test_power_takes_what_is_in_the_write_cache_and_undo_brings_it_back() -> None:
    device = Device(Geometry(vwc=True), Policy(power_loss="all"))
    device.submit(write(slba=0, fua=True))
    device.submit(write(slba=1))
    before = device.state
    device.power_cycle()
    assert device.state[0].wp == 1
    device.undo()
    assert device.state == before
    device.power_cycle()
    assert device.state[0].wp == 1


def test_policy_decides_about_implicit_close() -> None:
    refuses = Device(SMALL, Policy(implicit_close="refuse"))
    makes_room = Device(SMALL)
    for device in (refuses, makes_room):
        for zone in (0, 1):
            device.submit(zone_append(zslba=SMALL.zslba(zone)))
    assert refuses.submit(zone_append(zslba=32)).status == Status.TOO_MANY_OPEN_ZONES
    assert makes_room.submit(zone_append(zslba=32)).ok


@pytest.mark.parametrize(("deallocated", "byte"), [("zeroes", 0x00), ("ones", 0xFF)])
def test_policy_decides_what_deallocated_blocks_read_as(deallocated: str, byte: int) -> None:
    policy = Policy(deallocated=deallocated)  # type: ignore[arg-type]
    assert (policy.deallocated, f"deallocated='{deallocated}'" in repr(policy)) == (deallocated, True)
    geometry = Geometry(lba_bytes=512, dlfeat="unsaid")
    assert Device(geometry, policy).submit(read(slba=0)).data == bytes([byte]) * 512
    assert Device(Geometry(lba_bytes=512), policy).submit(read(slba=0)).data == bytes(512)  # DLFEAT says so


def test_policy_fills_undefined_extensions() -> None:
    assert Policy(rubbish=0x5A).rubbish == 0x5A
    command = znspec.zone_management_receive(
        zra=znspec.ZoneReceiveAction.EXTENDED_REPORT_ZONES, zones=1, extension_bytes=64
    )
    data = Device(SMALL, Policy(rubbish=0x5A)).submit(command).data
    assert data is not None and data[-64:] == b"\x5a" * 64
    with pytest.raises(ValueError, match="rubbish is 0 to 255, not 256"):
        Policy(rubbish=256)


def test_policy_that_lets_any_zone_be_closed() -> None:
    device = Device(SMALL, Policy(implicit_close="any"))
    for zone in (0, 1, 2):
        assert device.submit(zone_append(zslba=SMALL.zslba(zone))).ok
    assert device.state.opened == 2


def test_chosen_identifier_is_not_carried() -> None:
    device = Device(SMALL)
    assert not device.carries["command_ids"] and not device.carries["prp_layout"]
    with pytest.raises(znspec.NotCarried, match="CIDs"):
        device.submit(read(slba=0).replace(cid=1))
    with pytest.raises(znspec.NotCarried, match="PRPs"):
        device.submit_together([read(slba=0), read(slba=0).replace(prp_offset=4)])


def test_unknown_policy_is_misuse() -> None:
    with pytest.raises(ValueError, match="'refuse', not 'never'"):
        Policy(implicit_close="never")  # type: ignore[arg-type]


def test_events() -> None:
    device = Device(SMALL)
    device.submit(write(slba=0))
    device.event(Event.CLOSE_ZONE, 0)
    assert device.state[0].zs == ZoneState.CLOSED
    with pytest.raises(ValueError, match="no such event"):
        device.event(Event.CLOSE_ZONE, 0)
    with pytest.raises(IndexError):
        device.event(Event.READ_ONLY, 4)


def test_power_cycle_leaves_no_zone_open() -> None:
    device = Device(SMALL)
    device.submit(write(slba=0))
    device.power_cycle()
    assert device.state.opened == 0
    assert device.state[0].wp == 1


def test_media_failure_and_renewal() -> None:
    device = Device(SMALL)
    device.inject(16, ZoneState.READ_ONLY)
    assert device.submit(write(slba=16)).status == Status.ZONE_IS_READ_ONLY
    device.inject(16, ZoneState.EMPTY)
    assert device.submit(write(slba=16)).ok
    with pytest.raises(ValueError, match="no zone begins"):
        device.inject(17, ZoneState.OFFLINE)


def test_batch() -> None:
    device = Device(SMALL)
    completions = device.submit_together([zone_append(zslba=0) for _ in range(3)])
    assert [completion.alba for completion in completions] == [0, 1, 2]
    assert len(completions) == 3
    assert completions[-1].place == 2


def test_batch_of_too_many_is_misuse() -> None:
    with pytest.raises(ValueError, match="at most 256"):
        Device().submit_together([read(slba=0)] * 257)


def test_extension_is_in_the_state() -> None:
    device = Device(SMALL)
    command = znspec.zone_management_send(
        zsa=ZoneSendAction.SET_ZONE_DESCRIPTOR_EXTENSION, slba=16, data=b"e" * 64
    )
    assert device.submit(command).ok
    assert device.state[1].extension == b"e" * 64
    assert device.state[0].extension is None


def test_report() -> None:
    device = Device(SMALL)
    device.submit(write(slba=0))
    zones = device.submit(znspec.zone_management_receive(zones=4)).zones()
    assert zones == device.report_zones()
    assert [zone.zslba for zone in zones] == [0, 16, 32, 48]
    assert zones[0].wp == 1


def test_invariants_hold() -> None:
    device = Device(SMALL)
    device.submit(write(slba=0))
    assert device.state.violated_invariant() is None
