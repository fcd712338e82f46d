"""The pytest plugin, in a pytest of its own, and the strategies."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test

import pytest

import znspec
from conftest import qemu_that_notes
from znspec import Command, Device, Geometry, Session
from znspec.strategies import ZnsStateMachine, commands, geometries, sequences

PLUGIN = ("-p", "znspec.pytest_plugin", "-p", "no:cacheprovider")

APPENDS = """
    import pytest
    from znspec import zone_append

    def test_appends(zns_session):
        zcap = zns_session.geometry.zcap
        for _ in range(zcap - 1):
            zns_session.submit(zone_append(zslba=0))
        assert zns_session.submit(zone_append(zslba=0, nlb=1)) is not None
"""


def test_session_fixture_begins_with_empty_zones(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest
        from znspec import write, ZoneState

        @pytest.mark.parametrize("again", [0, 1])
        def test_write(zns_session, again):
            assert zns_session.submit(write(slba=0)).ok
            zns_session.inject(zns_session.geometry.zslba(1), ZoneState.OFFLINE)

        def test_device(reference_device):
            assert reference_device.submit(write(slba=0)).ok
        """
    )
    pytester.runpytest_subprocess(*PLUGIN).assert_outcomes(passed=3)


def test_violation_shows_report_and_trace(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(APPENDS)
    result = pytester.runpytest_subprocess(*PLUGIN, "--zns-target", "mutant:append-past-zcap")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*NotPermitted*", "*requires*", "*expected*", "*observed*"])
    result.stdout.fnmatch_lines(["*znspec report*", "*znspec trace*", "znspec-trace 1", "*> zone-append*"])


def test_good_device_passes(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(APPENDS)
    pytester.runpytest_subprocess(*PLUGIN, "--zns-target", "ref:").assert_outcomes(passed=1)


def test_qemu_is_chosen(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(APPENDS)
    chosen = (*PLUGIN, "--zns-target", "qemu:", "--zns-qemu", str(qemu_that_notes(pytester.path)))
    pytester.runpytest_subprocess(*chosen).assert_outcomes(passed=1)
    pytester.runpytest_subprocess(*chosen, "--zns-qemu-data", "/no/such/folder").assert_outcomes(passed=1)
    assert "-L /no/such/folder" in (pytester.path / "calls").read_text()
    result = pytester.runpytest_subprocess(*PLUGIN, "--zns-qemu", "any")
    result.stdout.fnmatch_lines(["*UsageError: qemu and qemu_data are for 'qemu:OPTIONS', not for 'ref:'*"])


def test_needs_and_levels(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.zns_needs("open_limit", "capacity_gap")
        def test_limit(zns_session):
            pass

        @pytest.mark.zns_level("should")
        def test_should():
            pass
        """
    )
    unlimited = (*PLUGIN, "--zns-target", "ref:mor=none,mar=none")
    pytester.runpytest_subprocess(*PLUGIN, "--strict-markers").assert_outcomes(passed=2)
    pytester.runpytest_subprocess(*unlimited).assert_outcomes(passed=1, skipped=1)
    pytester.runpytest_subprocess(*PLUGIN, "--zns-level", "shall").assert_outcomes(passed=1, skipped=1)


def test_unknown_need_is_told(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.zns_needs("wings")
        def test_flies(zns_session):
            pass
        """
    )
    result = pytester.runpytest_subprocess(*PLUGIN)
    result.stdout.fnmatch_lines(["*there is no need 'wings'*"])


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_whatever_the_reference_does_is_permitted(data: st.DataObject) -> None:
    geometry: Geometry = data.draw(geometries())
    session = Session(Device(geometry))
    for command in data.draw(sequences(geometry, max_size=20)):
        session.submit(command)


@settings(max_examples=100, deadline=None)
@given(commands(Geometry()))
def test_raw_entry_of_a_command_is_the_command(command: Command) -> None:
    again = znspec.raw(command.sqe, queue=command.queue, data=command.data, receive=command.receive)
    assert again == command


class GoodDevice(ZnsStateMachine):
    pass


class BadDevice(ZnsStateMachine):
    def open(self) -> znspec.Target:
        return znspec.open_target("mutant:append-past-zcap,zones=4,zsze=8,zcap=5,lba=512,mar=3,mor=2,zdes=0")


FEW = settings(max_examples=30, stateful_step_count=20, deadline=None, database=None, derandomize=True)
TestGoodDevice = GoodDevice.TestCase
TestGoodDevice.settings = FEW


def test_state_machine_finds_a_defect_and_prints_a_trace() -> None:
    with pytest.raises(znspec.NotPermitted) as caught:
        run_state_machine_as_test(BadDevice, settings=settings(FEW, max_examples=300))
    (text,) = [note for note in caught.value.__notes__ if note.startswith("znspec-trace")]
    trace = znspec.Trace.parse(text)
    assert trace.rejudge()
    assert len(trace) < 20
