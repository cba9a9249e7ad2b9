"""Bars and columns as SVG for an <img>: no scripts, our own colours, a table always beside it."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import Final

import pygal
from pygal.style import Style

# pygal hangs an import hook of the old kind into the process, for plugins we do not have; Python
# warns at every later import because of it.
sys.meta_path[:] = [one for one in sys.meta_path if type(one).__name__ != "PluginImportFixer"]

_NOTHING: Final = "还没有数据"
_SCRIPT = re.compile(r"<script.*?</script>", re.DOTALL)
_STYLE = Style(
    background="#ffffff",
    plot_background="#ffffff",
    foreground="#1c1c1c",
    foreground_strong="#1c1c1c",
    foreground_subtle="#555555",
    colors=("#9c1c1c", "#c98a2b", "#1d5e2f"),
    font_family='"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif',
    label_font_size=18,
    major_label_font_size=18,
    legend_font_size=18,
    value_font_size=18,
    tooltip_font_size=18,
)


def bars(names: Sequence[str], series: Sequence[tuple[str, Sequence[float | None]]]) -> bytes:
    """Give horizontal bars, one group a name, the first name on top."""
    chart = pygal.HorizontalBar(
        js=[],
        style=_STYLE,
        no_data_text=_NOTHING,
        width=560,
        height=110 + 30 * max(1, len(names)) * max(1, len(series)),
        legend_at_bottom=True,
        show_legend=len(series) > 1,
        print_values=True,
        truncate_label=14,
        explicit_size=True,
        disable_xml_declaration=True,
        range=(0, max([1, *(value or 0 for _, values in series for value in values)])),
        margin=12,
        margin_left=12 + 8 * max([1, *(len(name) for name in names)]),  # it takes ours for half
        x_labels_major_count=4,
        show_minor_x_labels=False,
    )
    chart.x_labels = list(reversed(names))
    for title, values in series:
        chart.add(title, list(reversed(values)), formatter=_plain)
    return _drawn(chart)


def columns(names: Sequence[str], title: str, values: Sequence[float]) -> bytes:
    """Give upright columns along time, every name under its own; few names are written out."""
    chart = pygal.Bar(
        js=[],
        style=_STYLE,
        no_data_text=_NOTHING,
        width=560,
        height=300,
        show_legend=False,
        explicit_size=True,
        disable_xml_declaration=True,
        range=(0, max([4, *values])),
        margin=12,
        margin_right=28,
        x_labels_major_every=max(1, len(names) // 4),
        show_minor_x_labels=False,
        truncate_label=-1,
        y_labels_major_count=4,
        show_minor_y_labels=False,
    )
    chart.x_labels = list(names)
    chart.add(title, list(values), formatter=_plain)
    return _drawn(chart)


def _drawn(chart: pygal.Graph) -> bytes:
    """Give the SVG without the settings pygal leaves in it as a script for its own scripts."""
    drawn: str = chart.render()
    return _SCRIPT.sub("", drawn).encode()


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
