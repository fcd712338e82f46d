"""Attaches a Zone Descriptor Extension, finds it in an extended report, and resets it away."""

from __future__ import annotations

import sys

import znspec
from znspec import Session, ZoneReceiveAction, ZoneSendAction, zone_management_receive, zone_management_send


def main(spelling: str) -> None:
    with znspec.open_target(spelling) as target:
        session = Session(target)
        size = session.geometry.extension_bytes
        if size == 0:
            print("this namespace has no extensions")
            return
        attach = ZoneSendAction.SET_ZONE_DESCRIPTOR_EXTENSION
        label = b"tenant 7".ljust(size, b" ")
        assert session.submit(zone_management_send(zsa=attach, slba=0, data=label)).ok
        extended = zone_management_receive(
            zones=1, zra=ZoneReceiveAction.EXTENDED_REPORT_ZONES, extension_bytes=size, partial=True
        )
        seen = session.submit(extended)
        assert seen.data is not None and seen.data[128 : 128 + size] == label
        assert seen.zones(size)[0].za & 0x80
        assert session.submit(zone_management_send(zsa=ZoneSendAction.RESET, slba=0)).ok
        assert not session.report_zones()[0].za & 0x80
        print("attached, reported, gone with the reset")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "ref:")
