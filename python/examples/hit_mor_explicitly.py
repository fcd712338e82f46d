"""Opens more zones than MOR by Open Zone: explicitly opened zones make room for nobody."""

from __future__ import annotations

import sys

import znspec
from znspec import Session, Status, ZoneSendAction, zone_management_send


def main(spelling: str) -> None:
    with znspec.open_target(spelling) as target:
        session = Session(target)
        geometry = session.geometry
        if geometry.max_open is None:
            print("no limit to hit")
            return
        for zone in range(geometry.max_open):
            slba = geometry.zslba(zone)
            assert session.submit(zone_management_send(zsa=ZoneSendAction.OPEN, slba=slba)).ok
        beyond = geometry.zslba(geometry.max_open)
        seen = session.submit(zone_management_send(zsa=ZoneSendAction.OPEN, slba=beyond))
        assert seen.status in (Status.TOO_MANY_OPEN_ZONES, Status.TOO_MANY_ACTIVE_ZONES)
        assert session.submit(zone_management_send(zsa=ZoneSendAction.CLOSE, slba=0)).ok
        print(f"{geometry.max_open} zones, then {seen.status}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "ref:")
