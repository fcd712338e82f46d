"""Targets of the harness, sessions on them, traces, runs."""

from __future__ import annotations

import json
import os
import signal
import threading
from pathlib import Path

import pytest

import znspec
from conftest import qemu_that_notes
from znspec import Device, Geometry, HarnessError, Session, Status, ZoneSendAction, ZoneState, read, write, zone_append

DEVIATING = "zone-state-matrix/set-extension-in-*"  # what QEMU 7.2 is known for


def test_write_and_read(target: znspec.OpenTarget) -> None:
    data = os.urandom(2 * target.geometry.lba_bytes)
    assert target.submit(write(slba=0, nlb=1, data=data)).ok
    assert target.submit(read(slba=0, nlb=1)).data == data
    assert target.report_zones()[0].wp == 2


def test_geometry_is_what_the_device_tells(target: znspec.OpenTarget) -> None:
    zone = target.report_zones()[1]
    assert (zone.zslba, zone.zcap) == (target.geometry.zsze, target.geometry.zcap)


def test_abort_is_returned(target: znspec.OpenTarget) -> None:
    assert target.submit(write(slba=5)).status == Status.ZONE_INVALID_WRITE


def test_batch_in_flight_together(target: znspec.OpenTarget) -> None:
    completions = target.submit_together([zone_append(zslba=0, nlb=1) for _ in range(8)])
    assert sorted(c.alba for c in completions if c.alba is not None) == list(range(0, 16, 2))
    assert sorted(c.place for c in completions) == list(range(8))


def test_closed_target_is_misuse(target: znspec.OpenTarget) -> None:
    target.close()
    with pytest.raises(ValueError, match="closed"):
        target.submit(write(slba=0))
    assert repr(target) == "a closed target"


def test_qemu_is_chosen(tmp_path: Path) -> None:
    program = qemu_that_notes(tmp_path)
    with znspec.open_target("qemu:", qemu=program) as target:
        assert target.submit(write(slba=0)).ok
    assert "nvme" in (tmp_path / "calls").read_text()
    znspec.open_target("qemu:", qemu=str(program), qemu_data=tmp_path / "nothing").close()
    assert f"-L {tmp_path}/nothing" in (tmp_path / "calls").read_text()
    with pytest.raises(HarnessError, match="no-such-qemu"):
        znspec.open_target("qemu:", qemu="no-such-qemu")
    with pytest.raises(znspec.UsageError, match="qemu and qemu_data are for 'qemu:OPTIONS', not for 'ref:'"):
        znspec.open_target("ref:", qemu=program)


def test_wrong_spelling_is_misuse() -> None:
    with pytest.raises(znspec.UsageError, match="spelt ref:"):
        znspec.open_target("nvme0")


def test_resets_are_of_device_nodes() -> None:
    with pytest.raises(znspec.UsageError, match="are for device nodes, not for 'ref:'"):
        znspec.open_target("ref:", resets="controller")
    with pytest.raises(znspec.UsageError, match="are for device nodes, not for 'ref:'"):
        znspec.open_target("ref:", timeout=60)
    with pytest.raises(znspec.UsageError, match="'warm' is none of controller, subsystem"):
        znspec.open_target("/dev/nvme98n1", resets="warm")
    with pytest.raises(znspec.UsageError, match="--power-cycle COMMAND is missing"):
        znspec.open_target("/dev/nvme98n1", resets="controller,power")
    with pytest.raises(znspec.HarnessError, match="does not exist"):
        znspec.open_target("/dev/nvme98n1", resets="controller,power", power_cycle="relay", timeout=60)


def test_node_that_is_not_there() -> None:
    with pytest.raises(HarnessError, match="/dev/nvme77n1"):
        znspec.open_target("/dev/nvme77n1", destroy_data=True)


def children_named(name: str) -> list[int]:
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            status = dict(line.split(":\t", 1) for line in (folder / "status").read_text().splitlines() if ":\t" in line)
        except OSError:
            continue
        if int(status["PPid"]) == os.getpid() and status["Name"].startswith(name):
            found.append(int(folder.name))
    return found


@pytest.mark.parametrize("target", ["qemu:"], indirect=True)
def test_vanished_device_raises(target: znspec.OpenTarget) -> None:
    (process,) = children_named("qemu-system")
    os.kill(process, signal.SIGKILL)
    with pytest.raises(HarnessError, match="qemu"):
        target.submit(write(slba=0))


def test_device_that_crashes_by_itself_is_lost_until_the_power_cycle() -> None:
    with znspec.open_target("qemu:") as target:
        (process,) = children_named("qemu-system")
        os.kill(process, signal.SIGSEGV)
        with pytest.raises(HarnessError) as caught:
            target.submit(write(slba=0))
        assert caught.type is znspec.DeviceLost
        target.power_cycle()
        assert target.submit(write(slba=0)).ok


@pytest.mark.parametrize("target", ["qemu:"], indirect=True)
def test_other_threads_run_while_a_command_is_under_way(target: znspec.OpenTarget) -> None:
    (process,) = children_named("qemu-system")
    os.kill(process, signal.SIGSTOP)
    threading.Timer(0.3, os.kill, (process, signal.SIGCONT)).start()
    assert target.submit(read(slba=0)).ok  # which waits for what the other thread does


def test_two_threads_on_one_target(target: znspec.OpenTarget) -> None:
    albas: list[int | None] = []

    def append() -> None:
        for _ in range(10):
            albas.append(target.submit(zone_append(zslba=0)).alba)

    threads = [threading.Thread(target=append) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(alba for alba in albas if alba is not None) == list(range(20))


@pytest.mark.parametrize("target", ["qemu:"], indirect=True)
def test_chosen_prps_and_identifier_reach_the_device(target: znspec.OpenTarget) -> None:
    session = Session(target)
    data = os.urandom(3 * target.geometry.lba_bytes)
    placed = write(slba=0, nlb=2, data=data).replace(cid=0x1234, prp_offset=0x200, list_offset=0x18)
    assert session.submit(placed).ok
    assert session.submit(read(slba=0, nlb=2).replace(prp_offset=0xFFC)).data == data
    assert "prp-offset=0x200 list-offset=0x18 cid=0x1234" in str(session.trace)
    odd = session.submit(read(slba=0).replace(prp_offset=0x201))  # aborted, or its low bits are taken for 0
    assert odd.status in (Status.PRP_OFFSET_INVALID, Status.SUCCESSFUL_COMPLETION, Status.INVALID_FIELD_IN_COMMAND)
    assert not [finding for finding in session.findings if not finding.warning]


@pytest.mark.parametrize("target", ["qemu:"], indirect=True)
def test_commands_in_flight_together_have_each_a_cid_of_its_own(target: znspec.OpenTarget) -> None:
    session = Session(target)
    reads = [read(slba=lba).replace(cid=7) for lba in range(2)]
    with pytest.raises(ValueError, match="two of the commands in flight together have CID 0x7"):
        target.submit_together(reads)
    assert [done.ok for done in session.submit_together([reads[0], read(slba=1).replace(cid=8)])] == [True, True]


def test_oracle_permits_prp_offset_invalid_where_it_is() -> None:
    oracle = znspec.Oracle(Geometry())
    wrong = read(slba=0).replace(prp_offset=1)
    assert oracle.observe(wrong, status=Status.PRP_OFFSET_INVALID).permitted
    assert not oracle.observe(read(slba=0), status=Status.PRP_OFFSET_INVALID).permitted


def test_session_is_content_with_a_good_device(target: znspec.OpenTarget) -> None:
    session = Session(target)
    for command in [write(slba=0, nlb=3), write(slba=9), read(slba=0, nlb=3), znspec.flush()]:
        session.submit(command)
    session.submit_together([zone_append(zslba=target.geometry.zsze) for _ in range(4)])
    assert session.commands == 8
    assert not [finding for finding in session.findings if not finding.warning]
    assert session.belief[0].wp == 4


def append_past_capacity(session: Session) -> None:
    for _ in range(session.geometry.zcap - 1):
        session.submit(zone_append(zslba=0))
    session.submit(zone_append(zslba=0, nlb=1))


def test_strict_session_raises_what_is_not_permitted() -> None:
    session = Session(znspec.open_target("mutant:append-past-zcap"))
    with pytest.raises(znspec.NotPermitted, match="requires") as caught:
        append_past_capacity(session)
    assert caught.value.findings[0].clauses
    assert "expected" in str(caught.value)


def test_session_that_is_not_strict_collects() -> None:
    session = Session(znspec.open_target("mutant:append-past-zcap"), strict=False, note="too much")
    append_past_capacity(session)
    assert session.findings
    assert not session.report.conformant
    assert "expected" in session.report.console()
    trace = session.trace
    assert trace is not None
    assert trace.note == "too much"
    assert [finding.clauses for finding in trace.rejudge()] == [session.findings[0].clauses]


def test_oracle_by_hand() -> None:
    device = Device()
    oracle = znspec.Oracle(device.geometry)
    assert oracle.observe(device.submit(write(slba=0))).permitted
    lie = oracle.observe(write(slba=1), status=Status.ZONE_IS_FULL)
    assert (lie.permitted, lie.judgement) == (False, "not-permitted")
    assert lie.clauses and lie.expected and lie.observed
    assert oracle.needs_report == [0]
    oracle.adopt(device.report_zones()[0])
    assert oracle.observe(device.submit(write(slba=1))).permitted
    assert oracle.belief[0].wp == 2
    with pytest.raises(ValueError, match="sends 8192 bytes"):
        oracle.observe(write(slba=2, nlb=1, data=b"x"), status=Status.SUCCESSFUL_COMPLETION)


def test_trace_goes_to_a_file_and_back(tmp_path: Path) -> None:
    session = Session(znspec.open_target("ref:"))
    session.submit(write(slba=0, nlb=1))
    session.submit_together([zone_append(zslba=64), read(slba=0)])
    session.inject(128, ZoneState.READ_ONLY)
    session.power_cycle()
    trace = session.trace
    assert trace is not None
    trace.save(tmp_path / "a.trace")
    again = znspec.Trace.load(tmp_path / "a.trace")
    assert again == trace == znspec.Trace.parse(str(trace))
    others = [step for step in again.steps if not isinstance(step, list)]
    assert others == [(128, ZoneState.READ_ONLY), znspec.Reset.POWER_CYCLE]
    replayed = again.replay(znspec.open_target("ref:"))
    assert [repr(completion) for _, completion in replayed] == [repr(completion) for _, completion in trace]
    assert len(trace) == len(list(trace)) >= 3


def test_session_judges_what_a_power_cycle_leaves() -> None:
    session = Session(znspec.open_target("mutant:power-cycle-loses-last-block"))
    for slba in range(3):
        session.submit(write(slba=slba))
    with pytest.raises(znspec.NotPermitted, match="ZNS-RST-054"):
        session.power_cycle()


def test_session_takes_a_power_cycle_of_a_good_device() -> None:
    session = Session(znspec.open_target("ref:vwc=yes,power-loss=chance"))
    for slba in range(6):
        session.submit(write(slba=slba))
    session.power_cycle()
    assert session.findings == []


def test_oracle_is_told_of_a_reset() -> None:
    device = Device(Geometry())
    oracle = znspec.Oracle(device.geometry)
    for slba in range(3):
        assert oracle.observe(device.submit(write(slba=slba))).permitted
    oracle.restart(znspec.Reset.SHUTDOWN)  # of which the device knows nothing
    verdict = oracle.observe(device.submit(znspec.zone_management_receive(slba=0, zones=1, partial=True)))
    assert not verdict.permitted and "ZNS-RST-006" in verdict.clauses


def test_text_that_is_no_trace() -> None:
    with pytest.raises(znspec.UsageError, match="line 2"):
        znspec.Trace.parse("znspec-trace 1\nnonsense\n")


def test_run_and_report(target: znspec.OpenTarget, tmp_path: Path) -> None:
    report = znspec.run(target, filter="zone-append")
    assert report.summary["cases"] == len(report.cases) > 10
    assert json.loads(report.json())["summary"] == report.summary
    assert report.conformant
    assert str(report) == report.console()
    assert report.junit().startswith("<?xml")
    assert report.html().startswith("<!")
    with pytest.raises(ValueError, match="no case matches"):
        znspec.run(target, filter="no-such-case")


def test_known_deviations_come_with_the_package() -> None:
    assert znspec.open_target("ref:").known_deviations is None
    with znspec.open_target("qemu:") as qemu:
        known = qemu.known_deviations
        if known is None:
            pytest.skip("this QEMU is another one than that whose deviations are listed")
        assert known.parent.parent == Path(znspec.__file__).parent
        as_it_is = znspec.run(qemu, filter=DEVIATING).summary
        excused = znspec.run(qemu, filter=DEVIATING, deviations=known).summary
    assert as_it_is["failed"] > 0
    assert (excused["failed"], excused["known"]) == (0, as_it_is["failed"])


def test_run_finds_a_mutant_out(tmp_path: Path) -> None:
    mutant = znspec.open_target("mutant:append-past-zcap")
    report = znspec.run(mutant, filter="zone-append", save=tmp_path)
    failed = [case for case in report.cases if case.verdict == "failed"]
    assert failed and not report.conformant
    assert failed[0].failure is not None and failed[0].failure.expected
    assert znspec.Trace.load(failed[0].trace).rejudge()


def test_diff() -> None:
    assert znspec.diff(znspec.open_target("ref:"), commands=500, depth=4).conformant
    report = znspec.diff(znspec.open_target("mutant:append-past-zcap"), commands=2000)
    assert not report.conformant
    with pytest.raises(ValueError, match="depth"):
        znspec.diff(znspec.open_target("ref:"), depth=0)


def test_management(target: znspec.OpenTarget) -> None:
    session = Session(target)
    assert session.submit(znspec.zone_management_send(zsa=ZoneSendAction.OPEN, slba=0)).ok
    assert session.report_zones()[0].zs == ZoneState.EXPLICITLY_OPENED
