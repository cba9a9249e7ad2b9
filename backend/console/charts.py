"""Bars as SVG for an <img>: no scripts, our own colours, a table always beside it."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import pygal
from pygal.style import Style

# pygal hangs an import hook of the old kind into the process, for plugins we do not have; Python
# warns at every later import because of it.
sys.meta_path[:] = [one for one in sys.meta_path if type(one).__name__ != "PluginImportFixer"]

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
        margin_left=24,
        x_labels_major_count=4,
        show_minor_x_labels=False,
    )
    chart.x_labels = list(reversed(names))
    for title, values in series:
        chart.add(title, list(reversed(values)), formatter=_plain)
    drawn: str = chart.render()
    return drawn.encode()


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
