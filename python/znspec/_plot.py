"""Zones as a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._core import State


def plot_zones(state: State, axes: Any = None) -> Any:
    """Draws how much of each zone is written, coloured by its state, on matplotlib axes; returns them.

    `axes`: where to draw; None makes new ones. Raises ImportError where matplotlib is not installed.
    """
    from ._html import COLOURS

    if axes is None:
        import matplotlib.pyplot as plt

        axes = plt.figure().add_subplot()
    for zone in state:
        letters = zone.zs.letters
        written = zone.zcap if letters == "ZSF" else min(max(zone.wp - zone.zslba, 0), zone.zcap)
        axes.bar(zone.index, zone.zcap, color="#f4f4f4", edgecolor="#999999")
        axes.bar(zone.index, written, color=COLOURS[letters])
    axes.set_xlabel("zone")
    axes.set_ylabel("logical blocks")
    return axes
