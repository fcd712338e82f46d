"""Opens more zones than MOR by writing: the controller may close one to make room, or refuse."""

from __future__ import annotations

import sys

import znspec
from znspec import Session, Status, ZoneState, write


def main(spelling: str) -> None:
    with znspec.open_target(spelling) as target:
        session = Session(target)
        geometry = session.geometry
        if geometry.max_open is None:
            print("no limit to hit")
            return
        for zone in range(geometry.max_open):
            assert session.submit(write(slba=geometry.zslba(zone))).ok
        seen = session.submit(write(slba=geometry.zslba(geometry.max_open)))
        limits = (Status.TOO_MANY_OPEN_ZONES, Status.TOO_MANY_ACTIVE_ZONES)
        assert seen.ok or seen.status in limits, seen
        opened = [zone for zone in session.report_zones() if zone.zs == ZoneState.IMPLICITLY_OPENED]
        assert len(opened) <= geometry.max_open
        print(f"one more than {geometry.max_open}: {seen.status}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "ref:")
