"""Targets that are classes of Python: a device of one's own, and a shim before another target."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest

import znspec
from znspec import (
    Command,
    Completion,
    Device,
    Geometry,
    Reset,
    Session,
    Status,
    Target,
    ZoneState,
    read,
    write,
    zone_append,
)

SMALL = Geometry(zones=4, zsze=16, zcap=12, lba_bytes=512, max_active=3, max_open=2, zdes=1)


class Shim(Target):
    """Hands everything on to a device, and counts it."""

    def __init__(self, inner: Target | None = None) -> None:
        self.inner = inner or Device(SMALL)
        super().__init__(name="shim", nsid=self.inner.geometry.nsid, carries=self.inner.carries)
        self.seen: list[Command] = []
        self.resets: list[Reset] = []

    def submit(self, command: Command) -> Completion:
        self.seen.append(command)
        return self.inner.submit(command)

    def submit_together(self, commands: Iterable[Command]) -> Sequence[Completion]:
        return self.inner.submit_together(commands)

    def reset(self, kind: Reset) -> None:
        self.resets.append(kind)
        self.inner.reset(kind)

    def inject(self, zslba: int, state: ZoneState) -> None:
        self.inner.inject(zslba, state)

    def request_event(self, controller: int = 0) -> Completion | None:
        return self.inner.request_event(controller)

    def next_event(self, controller: int = 0) -> Completion | None:
        return self.inner.next_event(controller)


class AppendsAnywhere(Shim):
    """A defect: an append of no zone's start is carried out."""

    def submit(self, command: Command) -> Completion:
        completion = super().submit(command)
        if command.name == "zone-append" and completion.status == Status.INVALID_FIELD_IN_COMMAND:
            return Completion(command, result=command.slba or 0)
        return completion


class Raises(Shim):
    """Raises at the n-th command."""

    def __init__(self, error: BaseException, after: int) -> None:
        super().__init__()
        self.error, self.after = error, after

    def submit(self, command: Command) -> Completion:
        if len(self.seen) >= self.after:
            raise self.error
        return super().submit(command)


def test_shim_is_a_target() -> None:
    shim = Shim()
    assert (shim.name, shim.geometry) == ("shim", SMALL)
    assert shim.submit(write(slba=0)).ok
    assert shim.report_zones()[0].wp == 1
    shim.power_cycle()
    assert shim.resets == [Reset.POWER_CYCLE]


def test_run_on_a_shim() -> None:
    shim = Shim()
    report = znspec.run(shim)
    assert report.conformant and report.target == "shim"
    # The shim hands no event requests on, and no properties.
    skipped = {case.id for case in report.cases if case.verdict == "not_applicable"}
    of_device = {case.id for case in znspec.run(Device(SMALL)).cases if case.verdict == "not_applicable"}
    assert skipped >= of_device
    assert {id.split("/")[0] for id in skipped - of_device} == {"abort", "async-event", "controller-life"}
    assert len(shim.seen) > 1000 and set(shim.resets) == {Reset.CONTROLLER, Reset.SHUTDOWN, Reset.POWER_CYCLE}


def test_run_finds_the_defect_of_a_shim(tmp_path: Path) -> None:
    report = znspec.run(AppendsAnywhere(), filter="zone-append", save=tmp_path)
    failed = [case for case in report.cases if case.verdict == "failed"]
    assert failed and znspec.Trace.load(failed[0].trace).rejudge()
    assert failed[0].replay == f'znspec.run(target, filter="{failed[0].id}", seed=1)'
    again = znspec.run(AppendsAnywhere(), filter=failed[0].id, seed=1)
    assert [case.verdict for case in again.cases] == ["failed"]


def test_diff_on_shims() -> None:
    assert znspec.diff(Shim(), commands=300, depth=4).conformant
    report = znspec.diff(AppendsAnywhere(), commands=1000)
    assert not report.conformant
    (replay,) = {case.replay for case in report.cases if case.verdict == "failed"}
    assert replay == "znspec.diff(target, commands=1000, depth=1, seed=1, illegal=25)"


def test_run_and_diff_on_a_device() -> None:
    device = Device(SMALL)
    assert znspec.run(device).conformant
    assert znspec.diff(device, commands=300, depth=4).conformant
    lazy = Device(SMALL, znspec.Policy(use_exceptions=True, order="shuffled"))
    assert znspec.diff(lazy, commands=300, depth=4).conformant


def test_run_on_a_session() -> None:
    assert znspec.run(Session(Device(SMALL)), filter="zone-append").conformant


def test_session_and_replay_on_a_shim() -> None:
    session = Session(Shim())
    assert session.submit(write(slba=0, nlb=1)).ok
    assert [done.alba for done in session.submit_together([zone_append(zslba=16)] * 2)] == [16, 17]
    session.power_cycle()
    trace = session.trace
    assert trace is not None and trace.target == "shim"
    assert str(trace.replay(Shim())) == str(trace)
    with pytest.raises(znspec.NotPermitted):
        Session(AppendsAnywhere()).submit(zone_append(zslba=17))


def test_shim_of_a_shim_of_qemu(target: znspec.OpenTarget) -> None:
    outer = Shim(Shim(target))
    assert znspec.run(outer, filter="zone-append").conformant
    assert znspec.diff(outer, commands=50, depth=8, deviations=target.known_deviations).conformant


class Minimal(Target):
    """A submit(), and no more."""

    def __init__(self) -> None:
        super().__init__()
        self.device = Device(SMALL)

    def submit(self, command: Command) -> Completion:
        return self.device.submit(command)


def test_submit_suffices() -> None:
    minimal = Minimal()
    assert minimal.name == "Minimal"
    assert minimal.carries["queue_depth"] == 1 and not minimal.carries["power_cycle"]
    assert znspec.run(minimal).conformant
    with pytest.raises(znspec.NotCarried, match="no such reset"):
        minimal.reset(Reset.CONTROLLER)


class Refusing(Device):
    """A Device whose submit() is another."""

    def submit(self, command: Command) -> Completion:
        if command.name == "flush":
            return Completion(command, status=Status.INVALID_COMMAND_OPCODE, dnr=True)
        return super().submit(command)


def test_class_derived_from_device() -> None:
    refusing = Refusing(SMALL)
    with pytest.raises(znspec.NotPermitted):
        Session(refusing).submit(znspec.flush())
    with pytest.raises(znspec.NotPermitted):
        Session(Session(refusing)).submit(znspec.flush())
    assert not znspec.run(refusing, filter="flush").conformant
    assert znspec.run(Device(SMALL), filter="flush").conformant


def read_often(target: Target) -> object:
    session = Session(target)
    for _ in range(60):
        session.submit(read(slba=0))
    return session


@pytest.mark.parametrize("after", [0, 3, 60])
@pytest.mark.parametrize("error", [ZeroDivisionError("mine"), ValueError("mine"), KeyboardInterrupt("mine")])
def test_what_a_target_raises_is_raised(error: BaseException, after: int) -> None:
    acts: list[Callable[[Target], object]] = [znspec.run, znspec.diff, read_often]
    for act in acts:
        with pytest.raises(type(error)) as caught:
            act(Raises(error, after))
        assert caught.value is error


class MyLoss(znspec.DeviceLost):
    pass


def test_znspecs_own_errors_mean_what_they_mean() -> None:
    loss = MyLoss("smoke")
    with pytest.raises(MyLoss) as caught:
        read_often(Raises(loss, 30))
    assert caught.value is loss
    report = znspec.run(Raises(loss, 60))
    assert [case for case in report.cases if case.failure is not None and "smoke" in case.failure.observed]
    assert "a cable" in znspec.run(Raises(znspec.HarnessError("a cable"), 60)).stopped
    with pytest.raises(znspec.HarnessError, match="a cable"):
        znspec.run(Raises(znspec.HarnessError("a cable"), 0))


class Catching(Shim):
    """Catches what a session within it raises."""

    def __init__(self) -> None:
        super().__init__(Session(Raises(ZeroDivisionError(), 200)))
        self.spare = Device(SMALL)
        self.caught = 0

    def submit(self, command: Command) -> Completion:
        try:
            return super().submit(command)
        except ZeroDivisionError:
            self.caught += 1
            return Completion(command, status=Status.INVALID_FIELD_IN_COMMAND, dnr=True)


def test_what_a_target_catches_is_not_raised() -> None:
    catching = Catching()
    znspec.run(catching, filter="zone-append")
    assert catching.caught > 0


def test_interrupt_ends_a_run() -> None:
    shim = Shim()
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        while True:
            znspec.run(shim)
    assert shim.submit(read(slba=0)).ok


def test_host_gives_what_it_gave() -> None:
    shim = Shim()
    session = Session(shim)
    data = os.urandom(1024)
    for command in [write(slba=0, nlb=1, data=data), read(slba=0, nlb=1), znspec.zone_management_receive(zones=2)]:
        assert session.submit(command).ok
        assert command in shim.seen
    assert session.submit(read(slba=0, nlb=1)).data == data


class Wrong(Shim):
    """Answers something else."""

    def __init__(self, answer: object) -> None:
        super().__init__()
        self.answer = answer

    def submit(self, command: Command) -> Completion:
        return self.answer  # type: ignore[return-value]

    def submit_together(self, commands: Iterable[Command]) -> Sequence[Completion]:
        return [self.inner.submit(command) for command in commands][:-1]


def test_wrong_answers_are_misuse() -> None:
    with pytest.raises(TypeError, match=r"^Wrong.submit\(\) returns a znspec.Completion, not a NoneType$"):
        znspec.run(Wrong(None))
    with pytest.raises(TypeError, match=r"^Wrong.submit\(\) returns"):
        Session(Wrong(7))
    with pytest.raises(ValueError, match=r"^Wrong.submit\(\) returned 9999 bytes of data, the command has room for"):
        Session(Wrong(Completion(read(slba=0), data=b"x" * 9999)))


class Short(Shim):
    def submit_together(self, commands: Iterable[Command]) -> Sequence[Completion]:
        return list(self.inner.submit_together(commands))[:-1]


class Long(Shim):
    def submit_together(self, commands: Iterable[Command]) -> Sequence[Completion]:
        return list(self.inner.submit_together(commands)) * 2


@pytest.mark.parametrize(("wrong", "many"), [(Short(), 2), (Long(), 6)])
def test_another_number_of_completions_is_misuse(wrong: Shim, many: int) -> None:
    with pytest.raises(ValueError, match=rf"was given 3 commands and returned {many} completions"):
        Session(wrong).submit_together([read(slba=0)] * 3)


class NoSubmit(Target):
    pass


class AsksItself(Target):
    def submit(self, command: Command) -> Completion:
        raise AssertionError(self.geometry)


class CallsSuper(Target):
    def submit(self, command: Command) -> Completion:
        return super().submit(command)


class Carrying(Target):
    def __init__(self, **carries: object) -> None:
        super().__init__(carries=carries)

    def submit(self, command: Command) -> Completion:
        raise AssertionError(command)


def test_misuse_of_the_class() -> None:
    with pytest.raises(TypeError, match=r"^Target has no submit\(\)|^znspec._core.Target has no submit\(\)"):
        Target()
    with pytest.raises(TypeError, match=r"^NoSubmit has no submit\(\): a target is a class that derives"):
        NoSubmit()
    with pytest.raises(ValueError, match=r"submit\(\) asks for the geometry, which is asked of submit\(\)"):
        AsksItself().report_zones()
    with pytest.raises((TypeError, ValueError), match=r"no submit\(\) of its own|asks for the geometry"):
        CallsSuper().submit(read(slba=0))
    with pytest.raises(TypeError, match=r"^Carrying has no reset\(\): its carries say that it has one"):
        Carrying(power_cycle=True)
    with pytest.raises(ValueError, match=r"^carries has no 'depth': it has any_length, .*queue_depth"):
        Carrying(depth=3)
    with pytest.raises(ValueError, match=r"^carries\['queue_depth'\] is 1 to "):
        Carrying(queue_depth=0)
    with pytest.raises(ValueError, match=r"^carries\['mpsmin'\] is 0 to 15"):
        Carrying(mpsmin=1 << 99)
    with pytest.raises(TypeError, match=r"^carries\['over_mdts'\] is True or False"):
        Carrying(over_mdts=1)
    with pytest.raises(TypeError, match=r"^target is a znspec.Target \(open_target\(\) gives one\), not a str"):
        znspec.run("ref:")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="crd is 0 to 3"):
        Completion(read(slba=0), crd=4)


def test_session_keeps_its_target() -> None:
    session = Session(Session(Shim()))
    assert session.submit(write(slba=0)).ok
    del session
