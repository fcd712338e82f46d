"""pytest fixtures and markers, loaded by the entry point `pytest11`.

    pytest --zns-target qemu:

`zns_target` is the device, opened once; `zns_session` is a session on it, whose zones are Empty at the start of each
test and whose every command the oracle judges; `reference_device` is a new reference device. A test that fails shows
the oracle's report, and the trace of what it sent is in the test report's section "znspec trace".
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import Any

import pytest

from . import Device, OpenTarget, Session, ZoneDescriptor, ZoneSendAction, ZoneState, open_target, zone_management_send

NEEDS: dict[str, Callable[[OpenTarget], bool]] = {
    "active_limit": lambda target: target.geometry.max_active is not None,
    "open_limit": lambda target: target.geometry.max_open is not None,
    "capacity_gap": lambda target: target.geometry.zcap < target.geometry.zsze,
    "extension": lambda target: target.geometry.zdes > 0,
    "zone_events": lambda target: bool(target.carries["zone_events"]),
    "queue_depth": lambda target: bool(target.carries["queue_depth"] > 1),
    "power_cycle": lambda target: bool(target.carries["power_cycle"]),
    "keeps_zones": lambda target: bool(target.carries["keeps_zones"]),
}
LEVELS = ["shall", "should", "may"]

SESSION = pytest.StashKey[Session]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of the plugin."""
    group = parser.getgroup("znspec", "NVMe Zoned Namespaces")
    group.addoption("--zns-target", default="ref:", metavar="TARGET", help="ref:, qemu:, mutant:ID, /dev/nvmeXnY (ref:)")
    group.addoption("--zns-destroy-data", action="store_true", help="needed for a device node: its data will be lost")
    group.addoption("--zns-qemu", metavar="PROGRAM", help="the program behind qemu:, or its path (qemu-system-x86_64)")
    group.addoption("--zns-qemu-data", metavar="DIR", help="its data folder, QEMU's -L")
    group.addoption("--zns-level", choices=LEVELS, default="may", help="the weakest tests to run (may)")


def pytest_configure(config: pytest.Config) -> None:
    """The markers of the plugin."""
    config.addinivalue_line("markers", f"zns_needs(NEED, ...): skip where the target has not all of {', '.join(NEEDS)}")
    config.addinivalue_line("markers", f"zns_level(LEVEL): {', '.join(LEVELS)}: how strongly the tested clause binds")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out tests of a weaker level than --zns-level."""
    weakest = LEVELS.index(config.getoption("--zns-level"))
    for item in items:
        marker = item.get_closest_marker("zns_level")
        if marker is None:
            continue
        if not marker.args or marker.args[0] not in LEVELS:
            raise pytest.UsageError(f"{item.nodeid}: zns_level is one of {', '.join(LEVELS)}")
        if LEVELS.index(marker.args[0]) > weakest:
            item.add_marker(pytest.mark.skip(reason=f"a {marker.args[0]}, weaker than --zns-level"))


@pytest.fixture(scope="session")
def zns_target(request: pytest.FixtureRequest) -> Iterator[OpenTarget]:
    """The device of --zns-target, opened once."""
    option = request.config.getoption
    with open_target(
        option("--zns-target"),
        destroy_data=option("--zns-destroy-data"),
        qemu=option("--zns-qemu"),
        qemu_data=option("--zns-qemu-data"),
    ) as target:
        yield target


def check_needs(item: Any, target: OpenTarget) -> None:
    """Skips a test whose needs the target does not meet."""
    for marker in item.iter_markers("zns_needs"):
        for need in marker.args:
            if need not in NEEDS:
                raise pytest.UsageError(f"{item.nodeid}: there is no need '{need}': {', '.join(NEEDS)}")
            if not NEEDS[need](target):
                pytest.skip(f"{target.name} has no {need.replace('_', ' ')}")


def renew(target: OpenTarget) -> None:
    """Makes every zone Empty: those that failed by a renewal where there is one, the others by a reset."""
    dead: list[ZoneDescriptor] = []
    for zone in target.report_zones():
        if zone.zs in (ZoneState.READ_ONLY, ZoneState.OFFLINE):
            dead.append(zone)
    if target.carries["zone_events"]:
        for zone in dead:
            target.inject(zone.zslba, ZoneState.EMPTY)
    target.submit(zone_management_send(zsa=ZoneSendAction.RESET, select_all=True))


@pytest.fixture
def zns_session(request: pytest.FixtureRequest, zns_target: OpenTarget) -> Session:
    """A strict session on `zns_target`, all of whose zones are Empty where that can be brought about."""
    check_needs(request.node, zns_target)
    renew(zns_target)
    session = Session(zns_target, note=request.node.nodeid)
    request.node.stash[SESSION] = session
    return session


@pytest.fixture
def reference_device() -> Device:
    """A new reference device of the usual geometry."""
    return Device()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, None]:
    """Adds the session's report and its trace to the report of a failed test."""
    outcome: Any = yield
    report: pytest.TestReport = outcome.get_result()
    session = item.stash.get(SESSION, None)
    if session is None or report.when != "call" or not report.failed:
        return
    if session.findings:
        report.sections.append(("znspec report", session.report.console()))
    trace = session.trace
    report.sections.append(("znspec trace", "longer than 64 MiB" if trace is None else str(trace)))
