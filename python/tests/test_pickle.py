"""Values are hashed, copied and pickled."""

from __future__ import annotations

import copy
import json
import multiprocessing
import pickle
from collections.abc import Callable
from typing import Any

import pytest

import znspec
from znspec import Device, Event, Geometry, Policy, Reset, Session, Status, ZoneSendAction, ZoneState, read, write, zone_append

SMALL = Geometry(zones=6, zsze=16, zcap=12, lba_bytes=512, max_active=4, max_open=3, zdes=1)


def used_device() -> Device:
    """Zones in many states, two of them implicitly opened and not in the order of their places."""
    device = Device(SMALL)
    for zone in (4, 1):
        device.submit(write(slba=16 * zone, nlb=2))
    device.submit(znspec.write_zeroes(slba=16 * 1 + 3, nlb=1))
    extension = znspec.zone_management_send(zsa=ZoneSendAction.SET_ZONE_DESCRIPTOR_EXTENSION, slba=0, data=b"e" * 64)
    assert device.submit(extension).ok
    device.submit(znspec.zone_management_send(zsa=ZoneSendAction.FINISH, slba=32))
    device.inject(48, ZoneState.OFFLINE)
    return device


def failed_report() -> znspec.Report:
    with znspec.open_target("mutant:append-past-zcap") as target:
        return znspec.run(target, filter="zone-append")


def finding() -> znspec.Finding:
    session = Session(znspec.open_target("mutant:append-past-zcap"), strict=False)
    for _ in range(session.geometry.zcap - 1):
        session.submit(zone_append(zslba=0))
    session.submit(zone_append(zslba=0, nlb=1))
    return session.findings[0]


def trace() -> znspec.Trace:
    session = Session(Device(SMALL))
    session.submit(write(slba=0, data=b"x" * 512))
    session.power_cycle()
    assert session.trace is not None
    return session.trace


def failure() -> znspec.Failure:
    (found, *_) = [case.failure for case in failed_report().cases if case.failure is not None]
    return found


def verdict() -> znspec.Verdict:
    return znspec.Oracle(SMALL).observe(write(slba=0), status=Status.ZONE_IS_FULL)


VALUES: dict[str, Callable[[], Any]] = {
    "a status": lambda: Status.ZONE_IS_FULL,
    "an enumerator": lambda: ZoneState.FULL,
    "a kind of reset": lambda: Reset.SHUTDOWN,
    "an event": lambda: Event.RENEW,
    "a command": lambda: write(slba=3, nlb=1, data=b"y" * 1024).replace(cid=7, prp_offset=8),
    "a command without data": lambda: read(slba=3),
    "a raw command": lambda: znspec.raw(bytes(range(64)), queue=znspec.Queue.ADMIN, receive=12),
    "a completion": lambda: Device(SMALL).submit(read(slba=0)),
    "an abort": lambda: Device(SMALL).submit(write(slba=3)),
    "completions": lambda: Device(SMALL).submit_together([read(slba=0), write(slba=9)]),
    "a geometry": lambda: Geometry(zones=3, max_active=None, max_open=None, dlfeat="ones", mpsmin=None, vwc=True, awun=7),
    "a policy": lambda: Policy(order="shuffled", rubbish=9, power_loss="chance", close_eagerly=True),
    "a descriptor": lambda: used_device().report_zones()[1],
    "a state": lambda: used_device().state,
    "a zone": lambda: used_device().state[1],
    "a belief": lambda: Session(used_device()).belief,
    "a verdict": verdict,
    "a finding": finding,
    "a trace": trace,
    "a failure": failure,
    "a clause": lambda: znspec.clause("ZNS-APPEND-005"),
    "a freedom": lambda: znspec.freedoms()[2],
    "a mutant": lambda: znspec.mutants()[3],
    "a variant": lambda: znspec.variants()[3],
}


@pytest.mark.parametrize("name", VALUES)
def test_value(name: str) -> None:
    value, equal = VALUES[name](), VALUES[name]()
    again = pickle.loads(pickle.dumps(value))
    assert again == value == equal and not again != value
    assert repr(again) == repr(value)
    assert hash(again) == hash(value) == hash(equal)
    assert copy.copy(value) == copy.deepcopy(value) == value
    assert copy.deepcopy([value]) == [value]
    assert value != "another thing" and len({value, equal, again}) == 1


def test_different_values_differ() -> None:
    values = [VALUES[name]() for name in VALUES]
    assert len({hash(value) for value in values}) == len(values)
    assert read(slba=0) != read(slba=0).replace(cid=1)
    device = Device(SMALL)
    assert device.submit(read(slba=0)) != device.submit(read(slba=1))
    before = device.state
    device.submit(write(slba=0))
    assert device.state != before and device.state[0] != before[0] and device.state[1] == before[1]


def test_pickled_state_goes_back_into_a_device() -> None:
    used = used_device()
    device = Device(SMALL)
    device.restore(pickle.loads(pickle.dumps(used.state)))
    assert device.state == used.state
    assert bytes(device.state[1]) == bytes(used.state[1])
    for each in (device, used):
        assert each.submit(write(slba=16 * 5)).ok and each.submit(write(slba=0)).ok  # which closes the oldest
    assert [zone.zs for zone in device.state] == [zone.zs for zone in used.state]


@pytest.mark.parametrize("field", ["vzcap", "zae", "vwc", "nsmgmt", "dae", "sgls", "several_controllers", "read_across"])
def test_each_ability_of_a_geometry_is_pickled(field: str) -> None:
    geometry = Geometry(**{field: True})  # type: ignore[arg-type]
    assert pickle.loads(pickle.dumps(geometry)) == geometry != Geometry()


def test_report_is_pickled() -> None:
    report = failed_report()
    again = pickle.loads(pickle.dumps(report))
    assert again == report and hash(again) == hash(report)
    assert (again.json(), again.html(), again.console()) == (report.json(), report.html(), report.console())
    assert copy.deepcopy(report.cases) == report.cases == again.cases


def test_report_says_where_it_comes_from() -> None:
    with znspec.open_target("ref:") as target:
        report = json.loads(znspec.run(target, suite="zns", filter="zone-append", seed=7).json())
    from_python = report["provenance"]
    assert from_python["command_line"] == 'znspec.run("ref:", suite="zns", filter="zone-append", seed=7)'
    assert from_python["host"] and from_python["date"].endswith("Z")


def run_on(spelling: str) -> znspec.Report:
    with znspec.open_target(spelling) as target:
        return znspec.run(target, filter="zone-append")


def test_results_come_from_other_processes() -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        reports = pool.map(run_on, ["ref:", "mutant:append-past-zcap"])
    assert [report.conformant for report in reports] == [True, False]


def test_a_device_is_no_value() -> None:
    with pytest.raises(TypeError, match="Device"):
        pickle.dumps(Device())
