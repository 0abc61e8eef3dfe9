"""Familiarity against what is kept, each method a path: the picture of 09."""

from collections.abc import Mapping

from matplotlib import rc_context
from matplotlib.lines import Line2D

from whp_kit.errors import InputError
from whp_kit.views.figures import BLUE, CYCLE, GREEN, INK, RED, STYLE, Picture

FIXED = {"baseline": (BLUE, "o"), "unlearned": (RED, "*"), "never_knew": (GREEN, "*")}
OTHERS = (
    (INK, "X"),
    *CYCLE[3:6],
    ("#7a5c00", "^"),
    ("#6a6a6a", "p"),
)  # colour and marker go together


def crossing(
    results: Mapping[str, Mapping],
    heads: Mapping[str, str],
    start: str = "baseline",
    aim: str = "never_knew",
) -> Picture:
    """A panel for each familiarity (across) and each thing kept (down). `results`: name -> {"path": points, "final": a point}.

    A point holds shares under the keys of `heads`, and "<key>_ci95"; what no point has makes no panel. A path begins at `start`; its small
    marks were asked a part only, the large one at its end everything, with 95 % intervals. Dotted lines cross at `aim`.
    InputError: nothing to draw.
    """
    if not results:
        raise InputError("There is no method to draw", value=results, remedy="give at least one")
    have = [
        key for key in heads if any(one["final"].get(key) is not None for one in results.values())
    ]
    across, down = (
        [key for key in have if key in ("completion", "probability")],
        [key for key in have if key in ("tasks", "held_out")],
    )
    if not across or not down:
        raise InputError(
            "There is nothing to set against each other",
            value=have,
            remedy="give points with a familiarity and what is kept",
        )
    data = [_row(name, kind, point) for name, one in results.items() for kind, points in (("way", one["path"]), ("end", [one["final"]]))
            for point in points]  # fmt: skip
    told = [f"{_name(name)}: " + ", ".join(f"{heads[key]} {one['final'][key]:.2f}" for key in (*across, *down) if key in one["final"])
            for name, one in results.items()]  # fmt: skip
    picture = Picture(
        alt=f"Familiarity against what is kept. At the end {'; '.join(told)}.",
        data=data,
        size=(9.6, 3.5 * len(down) + 0.9),
    )
    others = iter(OTHERS * len(results))
    looks = {name: FIXED.get(name) or next(others) for name in results}
    with rc_context(STYLE):
        for row, kept in enumerate(down):
            for column, familiar in enumerate(across):
                axes = picture.add_subplot(len(down), len(across), 1 + row * len(across) + column)
                axes.set(
                    xlabel=heads[familiar],
                    ylabel=heads[kept],
                    xlim=(-0.05, 1.02),
                    ylim=(-0.03, 1.05),
                )
                for name, one in results.items():
                    if kept in one["final"]:
                        _path(axes, one, results.get(start), familiar, kept, *looks[name])
                if aim in results and kept in results[aim]["final"]:
                    axes.axvline(
                        results[aim]["final"][familiar], color=GREEN, linestyle=":", linewidth=1.2
                    )
                    axes.axhline(
                        results[aim]["final"][kept], color=GREEN, linestyle=":", linewidth=1.2
                    )
        shown = [
            Line2D([], [], color=colour, marker=marker, markersize=9, label=_name(name))
            for name, (colour, marker) in looks.items()
        ]
        picture.legend(
            handles=shown, loc="outside lower center", ncols=min(5, len(shown)), fontsize=9
        )
    return picture


def _path(
    axes, one: Mapping, start: Mapping | None, familiar: str, kept: str, colour: str, marker: str
) -> None:
    end = one["final"]
    x, y = end[familiar], end[kept]
    on = [
        point for point in one["path"] if kept in point
    ]  # a part of few questions may hold none of a kind
    if on:
        way = [*([start["final"]] if start else []), *on, end]
        axes.plot(
            [point[familiar] for point in way],
            [point[kept] for point in way],
            color=colour,
            linewidth=1.1,
            alpha=0.75,
        )
        axes.plot(
            [point[familiar] for point in on],
            [point[kept] for point in on],
            linestyle="",
            color=colour,
            marker=marker,
            markersize=4,
        )
    low_high = [end[f"{familiar}_ci95"], end[f"{kept}_ci95"]]
    reach = [
        [[max(0.0, value - low)], [max(0.0, high - value)]]
        for value, (low, high) in zip((x, y), low_high, strict=True)
    ]
    axes.errorbar(
        x, y, xerr=reach[0], yerr=reach[1], fmt=marker, color=colour, markersize=15 if marker == "*" else 9, markeredgecolor="white",
        markeredgewidth=0.8, elinewidth=1, capsize=2, zorder=4 if marker == "*" else 3,
    )  # fmt: skip


def _row(name: str, kind: str, point: Mapping) -> dict:
    """A point as a flat row: intervals as two ends."""
    ends = {
        f"{key[:-5]}_{end}": value[k]
        for key, value in point.items()
        if key.endswith("_ci95")
        for k, end in enumerate(("low", "high"))
    }
    return (
        {"method": name, "point": kind}
        | {key: value for key, value in point.items() if not key.endswith("_ci95")}
        | ends
    )


def _name(name: str) -> str:
    return name.replace("never_knew", "never-knew")
