"""Zones as a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._core import State, Zone


def plot_zones(state: State, axes: Any = None) -> Any:
    """Draws how much of each zone is written, coloured by its state, on matplotlib axes; returns them.

    The outline of a bar is the zone's capacity in logical blocks. `axes`: where to draw; None makes new ones. Raises
    ImportError where matplotlib is not installed.
    """
    from ._html import COLOURS

    if axes is None:
        import matplotlib.pyplot as plt

        axes = plt.figure().add_subplot()
    for letters, colour in COLOURS.items():
        zones = [zone for zone in state if zone.zs.letters == letters]
        if zones:
            places = [zone.index for zone in zones]
            axes.bar(places, [zone.zcap for zone in zones], color="none", edgecolor=colour)
            axes.bar(places, [_written(zone) for zone in zones], color=colour, label=letters)
    axes.set_xlabel("zone")
    axes.set_ylabel("logical blocks")
    axes.legend()
    return axes


def _written(zone: Zone) -> int:
    return zone.zcap if zone.zs.letters == "ZSF" else min(max(zone.wp - zone.zslba, 0), zone.zcap)
