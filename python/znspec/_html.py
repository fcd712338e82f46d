"""Pictures for notebooks: what `_repr_html_` of states, completions and verdicts shows."""

from __future__ import annotations

from html import escape

from ._core import Completion, State, Verdict, Zone

COLOURS = {
    "ZSE": "#e8eef2",
    "ZSIO": "#7db8da",
    "ZSEO": "#2f7fb5",
    "ZSC": "#c9a94d",
    "ZSF": "#5a6b78",
    "ZSRO": "#c96f4d",
    "ZSO": "#8c2f39",
}

MOST_ZONES = 256  # of a picture


def _bar(zone: Zone, zsze: int) -> str:
    letters = zone.zs.letters
    written = min(max(zone.wp - zone.zslba, 0), zone.zcap) if letters != "ZSF" else zone.zcap
    return (
        f'<tr><td>{zone.index}</td><td>{letters}</td><td style="width:20em;padding:0">'
        f'<div style="background:#f4f4f4;width:{100 * zone.zcap / zsze:.1f}%">'
        f'<div style="background:{COLOURS[letters]};height:1em;width:{100 * written / max(zone.zcap, 1):.1f}%"></div>'
        f"</div></td><td>zslba {zone.zslba:#x}, {written} of {zone.zcap} blocks</td></tr>"
    )


def state(zones: State) -> str:
    """A row for each zone: its state, and how much of it is written."""
    rows = "".join(_bar(zones[i], zones.geometry.zsze) for i in range(min(len(zones), MOST_ZONES)))
    more = f"<p>and {len(zones) - MOST_ZONES} more zones</p>" if len(zones) > MOST_ZONES else ""
    return f"<table>{rows}</table>{more}<p>{zones.active} active, {zones.opened} open</p>"


def completion(seen: Completion) -> str:
    """The two lines of a trace."""
    colour = "#2e7d32" if seen.ok else "#b00020"
    return f'<pre>{escape(repr(seen.command))}\n<span style="color:{colour}">{escape(repr(seen))}</span></pre>'


def verdict(judged: Verdict) -> str:
    """The judgement, what was expected and what was seen."""
    colour = "#2e7d32" if judged.permitted else "#b00020"
    return f'<pre style="color:{colour}">{escape(repr(judged))}</pre>'
