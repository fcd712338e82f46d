"""Records what a script does, judges the recording again, and sends it to the reference device."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import znspec
from znspec import Session, Trace, ZoneSendAction, write, zone_management_send


def main(spelling: str) -> None:
    with znspec.open_target(spelling) as target:
        session = Session(target)
        for lba in range(4):
            assert session.submit(write(slba=lba)).ok
        assert session.submit(zone_management_send(zsa=ZoneSendAction.FINISH, slba=0)).ok
        trace = session.trace
        assert trace is not None
        with tempfile.TemporaryDirectory() as folder:
            trace.save(Path(folder) / "fill.trace")
            again = Trace.load(Path(folder) / "fill.trace")
        assert again == trace
        assert not [finding for finding in again.rejudge() if not finding.warning]
        for command, completion in again:
            print(f"{command!r}\n{completion!r}")
        if spelling == "ref:":
            assert [repr(seen) for _, seen in again.replay(target)] == [repr(seen) for _, seen in again]


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "ref:")
