"""Commands that a controller answers, several controllers, and events."""

from __future__ import annotations

import pickle

import pytest

import znspec
from znspec import AsyncEvent, Completion, Device, Event, Geometry, Status, write

SMALL = Geometry(zones=4, zsze=16, zcap=12, lba_bytes=512, nsmgmt=True)
CHANGED_ZONE_LIST = 0xBF
ASYNCHRONOUS_EVENT_CONFIGURATION = 0x0B
ZONE_DESCRIPTOR_CHANGED = 1 << 27


def test_log_page_is_read() -> None:
    health = Device(SMALL).submit(znspec.get_log_page(lid=0x02, numd=127, nsid=0xFFFFFFFF))
    assert health.ok and health.data is not None and len(health.data) == 512
    part = Device(SMALL).submit(znspec.get_log_page(lid=0x03, numd=1, lpo=8))
    assert part.data is not None and len(part.data) == 8


def test_feature_is_set_and_read() -> None:
    device = Device(SMALL)
    assert device.submit(znspec.set_features(fid=ASYNCHRONOUS_EVENT_CONFIGURATION, dw11=1)).ok
    assert device.submit(znspec.get_features(fid=ASYNCHRONOUS_EVENT_CONFIGURATION)).result == 1
    assert device.undo() and device.submit(znspec.get_features(fid=ASYNCHRONOUS_EVENT_CONFIGURATION)).ok


def test_feature_with_data() -> None:
    device = Device(SMALL)
    assert device.submit(znspec.set_features(fid=0x0E, data=(1000).to_bytes(8, "little"))).ok
    timestamp = device.submit(znspec.get_features(fid=0x0E)).data
    assert timestamp is not None and int.from_bytes(timestamp[:6], "little") >= 1000


def test_namespace_is_made_attached_and_deleted() -> None:
    device = Device(SMALL, controllers=2)
    made = device.submit(
        znspec.namespace_management(sel=0, csi=2, data=znspec.namespace_creation(nsze=32, ncap=32, nmic=1))
    )
    assert made.ok and made.result == 2
    assert device.submit(znspec.namespace_attachment(nsid=2, controllers=[1, 2])).ok
    assert device.submit(write(slba=0, data=b"x" * 512, nsid=2).replace(controller=1)).ok
    assert device.submit(znspec.namespace_attachment(nsid=2, sel=1, controllers=[1])).ok
    assert not device.submit(write(slba=1, data=b"x" * 512, nsid=2)).ok
    assert device.submit(write(slba=1, data=b"x" * 512, nsid=2).replace(controller=1)).ok
    assert device.submit(znspec.namespace_management(sel=1, nsid=2)).ok


def test_namespace_is_formatted() -> None:
    device = Device(SMALL)
    device.submit(write(slba=0))
    assert device.submit(znspec.format_nvm(nsid=1)).ok
    assert device.state[0].wp == 0


def test_commands_are_refused_with_a_status() -> None:
    device = Device(SMALL)
    for command in [znspec.get_log_page(lid=0xC0, numd=0), znspec.device_self_test(stc=1)]:
        assert not device.submit(command).ok


def test_entries_have_their_fields() -> None:
    log = znspec.get_log_page(lid=0x05, numd=0x12345, lpo=0x1_0000_0008, lsp=0x7F, csi=2, rae=True, ot=True, nsid=7)
    dwords = [int.from_bytes(log.sqe[at : at + 4], "little") for at in range(0, 64, 4)]
    assert (log.opcode, log.nsid, log.queue, log.slba) == (0x02, 7, znspec.Queue.ADMIN, None)
    assert dwords[10:15] == [0x2345_FF05, 0x1, 0x8, 0x1, 0x0280_0000]
    assert znspec.abort(sqid=1, cid=2).sqe[40:44] == b"\x01\x00\x02\x00"
    assert znspec.sanitize(sanact=2).sqe[40] == 2
    assert (znspec.keep_alive().opcode, znspec.keep_alive().name) == (0x18, "keep-alive")
    listed = znspec.namespace_attachment(nsid=1, controllers=[1, 5]).data
    assert listed is not None and listed[:6] == b"\x02\x00\x01\x00\x05\x00"


def test_fields_that_do_not_fit_are_misuse() -> None:
    with pytest.raises(ValueError, match=r"^lsp is 0 to 127"):
        znspec.get_log_page(lid=0, numd=0, lsp=128)
    with pytest.raises(ValueError, match=r"^sel is 0 to 7"):
        znspec.get_features(fid=1, sel=8)
    with pytest.raises(ValueError, match="lid is 0 to 255"):
        znspec.get_log_page(lid=256, numd=0)
    with pytest.raises(ValueError, match="sends 4096 bytes, its data has 1"):
        Device(SMALL).submit(znspec.namespace_management(sel=0, data=b"x"))


def test_controllers_are_those_that_there_are() -> None:
    device = Device(SMALL, controllers=2)
    assert device.carries["controllers"] == 2
    with pytest.raises(ValueError, match="controllers 0 to 1, not 2"):
        device.submit(write(slba=0).replace(controller=2))
    with pytest.raises(ValueError, match="controllers 0 to 1, not 2"):
        device.request_event(2)
    with pytest.raises(ValueError, match="controllers is 1 to 16"):
        Device(SMALL, controllers=17)


def test_controller_is_part_of_the_value() -> None:
    command = write(slba=0).replace(controller=1)
    assert (command.controller, write(slba=0).controller) == (1, 0)
    assert command != write(slba=0) and hash(command) != hash(write(slba=0))
    assert pickle.loads(pickle.dumps(command)) == command


def told_of_zone(target: znspec.Target, controller: int = 0) -> Completion | None:
    """A zone fails while a request waits at the controller."""
    enable = znspec.set_features(fid=ASYNCHRONOUS_EVENT_CONFIGURATION, dw11=ZONE_DESCRIPTOR_CHANGED)
    assert target.submit(enable.replace(controller=controller)).ok
    assert target.request_event(controller) is None
    assert target.next_event(controller) is None
    target.inject(16, znspec.ZoneState.READ_ONLY)
    return target.next_event(controller)


def test_event_is_told() -> None:
    device = Device(SMALL)
    told = told_of_zone(device)
    assert told is not None and told.ok and told.command.name == "async-event-request"
    event = told.event
    assert event is not None
    assert (event.type, event.info, event.lid, event.nsid) == (2, 0xEF, CHANGED_ZONE_LIST, 1)
    assert pickle.loads(pickle.dumps(event)) == event and isinstance(event, AsyncEvent)
    changed = device.submit(znspec.get_log_page(lid=CHANGED_ZONE_LIST, numd=1023, nsid=1)).data
    assert changed is not None and changed[:2] == b"\x01\x00" and changed[8:16] == (16).to_bytes(8, "little")
    assert device.next_event() is None


def test_event_is_told_by_the_controller_that_was_asked() -> None:
    told = told_of_zone(Device(SMALL, controllers=2), 1)
    assert told is not None and told.command.controller == 1


def test_other_completions_tell_no_event() -> None:
    assert Device(SMALL).submit(znspec.keep_alive()).event is None


def test_session_carries_controllers_and_events() -> None:
    session = znspec.Session(Device(SMALL, controllers=2))
    assert session.submit(write(slba=0).replace(controller=1)).ok
    told = told_of_zone(session)
    assert told is not None and told.event is not None and told.event.lid == CHANGED_ZONE_LIST
    trace = session.trace
    assert trace is not None and [command.controller for command, _ in trace][:2] == [1, 0]
    assert not session.findings


class Shim(znspec.Target):
    """Counts the events that pass."""

    def __init__(self, inner: Device) -> None:
        self.inner = inner
        self.passed = 0
        super().__init__(carries={"controllers": 2, "zone_events": True})

    def submit(self, command: znspec.Command) -> Completion:
        return self.inner.submit(command)

    def inject(self, zslba: int, state: znspec.ZoneState) -> None:
        self.inner.inject(zslba, state)

    def request_event(self, controller: int = 0) -> Completion | None:
        return self.inner.request_event(controller)

    def next_event(self, controller: int = 0) -> Completion | None:
        self.passed += 1
        return self.inner.next_event(controller)


def test_device_in_python_has_controllers_and_events() -> None:
    shim = Shim(Device(SMALL, controllers=2))
    told = told_of_zone(znspec.Session(shim), 1)
    assert told is not None and told.event is not None and shim.passed == 2
    report = znspec.run(Shim(Device(SMALL, controllers=2)), filter="async-event")
    assert report.conformant and report.summary["passed"] > 0


def test_device_in_python_without_events() -> None:
    class Deaf(znspec.Target):
        def submit(self, command: znspec.Command) -> Completion:
            return Completion(command, status=Status.INVALID_COMMAND_OPCODE)

    with pytest.raises(znspec.NotCarried, match="carries no Asynchronous Event Requests"):
        Deaf().request_event()


def test_events_of_zones_are_told_of_events_of_the_device() -> None:
    device = Device(SMALL)
    enable = znspec.set_features(fid=ASYNCHRONOUS_EVENT_CONFIGURATION, dw11=ZONE_DESCRIPTOR_CHANGED)
    assert device.submit(enable).ok
    device.event(Event.OFFLINE, 2)
    told = device.request_event()
    assert told is not None and told.event is not None and told.event.info == 0xEF
