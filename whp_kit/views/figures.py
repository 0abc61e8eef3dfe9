"""Records in, Figure out, in one style: the pictures that matplotlib draws. The HTML ones are in
html.py.

The style: Okabe and Ito's colours, which the colour-blind can tell apart, and with each colour a
marker, a hatch or a word; an opaque light ground, so that a figure reads the same on a dark page;
bars and bands are 95 % intervals. Each picture carries a sentence that describes it (`alt`, also
its plain-text form in a notebook) and the numbers that it shows (`data`).
"""

import io
import warnings
from collections.abc import Iterable, Mapping, Sequence
from itertools import cycle
from pathlib import Path

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from whp_kit.errors import InputError
from whp_kit.evaluation.intervals import wilson_ci95
from whp_kit.views.html import shown
from whp_kit.views.tables import csv_text

BLUE, ORANGE, GREEN, PINK = "#0072B2", "#E69F00", "#009E73", "#CC79A7"
SKY, RED, INK, GREY = "#56B4E9", "#D55E00", "#1b1b1b", "#6a6a6a"
# Colour and marker go together: of curves, of roles beside other methods, of these methods.
CYCLE = (
    (BLUE, "o"),
    (RED, "s"),
    (GREEN, "^"),
    (PINK, "D"),
    (SKY, "v"),
    (ORANGE, "P"),
    (INK, "X"),
)
FIXED = {"baseline": (BLUE, "o"), "unlearned": (RED, "*"), "never_knew": (GREEN, "*")}
OTHERS = ((INK, "X"), *CYCLE[3:6], ("#7a5c00", "^"), (GREY, "p"))
# Colour and hatch of a role's bars.
ROLES = {"baseline": (BLUE, ""), "unlearned": (RED, "//"), "never_knew": (GREEN, "..")}
MEASURES = {
    "familiarity_completion": "completion",
    "familiarity_probability": "probability",
    "benchmark_mean": "tasks",
}
CROWD = 4  # curves: names of more would cover a panel, and stand beside it
# Of 07's measures.
SHARES = ("verbatim", "knowledge", "member_auc", "extraction_strength", "exact_memorisation")
STYLE = {
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "savefig.facecolor": "white",
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": GREY,
    "xtick.color": INK,
    "ytick.color": INK,
    "font.size": 10.5,
    "axes.titlesize": 11.5,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#e2e2e2",
    "grid.linewidth": 0.8,
    "axes.axisbelow": True,
    "lines.linewidth": 1.8,
    "lines.markersize": 5.5,
    "legend.frameon": False,
    "hatch.linewidth": 0.7,
    "figure.dpi": 110,
    "savefig.dpi": 110,
}


class Picture(Figure):
    """A matplotlib Figure with its description and its numbers. Shows itself as PNG in a notebook,
    with `alt` as its text.
    """

    def __init__(
        self, *, alt: str, data: Sequence[Mapping], size: tuple[float, float] = (7.2, 3.6)
    ):
        super().__init__(figsize=size, layout="constrained")
        FigureCanvasAgg(self)
        self.alt = alt
        self.data = [dict(row) for row in data]

    def __repr__(self) -> str:
        return self.alt

    def _repr_png_(self) -> bytes:
        return self.png()

    def png(self) -> bytes:
        """The picture as PNG, the description in its metadata."""
        out = io.BytesIO()
        with warnings.catch_warnings():
            # A token in a script that the font lacks is drawn as a box.
            warnings.filterwarnings("ignore", message="Glyph .* missing")
            self.savefig(out, format="png", metadata={"Description": self.alt})
        return out.getvalue()

    def csv(self) -> str:
        """The numbers that it shows, as CSV."""
        return csv_text(self.data)

    def save(self, path: Path) -> list[Path]:
        """Writes `path`.png and `path`.csv, the picture and its numbers; returns both paths."""
        paths = [path.with_name(f"{path.name}.png"), path.with_name(f"{path.name}.csv")]
        paths[0].write_bytes(self.png())
        paths[1].write_text(self.csv(), encoding="utf-8", newline="")
        return paths


@rc_context(STYLE)
def loss_curves(
    losses: Mapping[str, Sequence[float] | Mapping[int, float]],
    title: str = "Loss while training",
    what: str = "loss, nats per labelled token",
) -> Picture:
    """`losses`: name of a run -> its loss at step 1, 2, ... (or {step: loss}), in the unit that
    `what` names.
    """
    curves = {
        name: dict(values) if isinstance(values, Mapping) else dict(enumerate(values, 1))
        for name, values in losses.items()
    }
    _some(curves, "loss")
    data = [
        {"run": name, "step": step, "loss": value}
        for name, curve in curves.items()
        for step, value in curve.items()
    ]
    ends = "; ".join(
        f"{_label(name)} from {(all_ := list(curve.values()))[0]:.2f} to {all_[-1]:.2f}"
        for name, curve in curves.items()
    )
    picture = Picture(alt=f"{title}, nats per token by optimiser step: {ends}.", data=data)
    axes = _axes(picture, title, "optimiser step", what)
    for (name, curve), (colour, marker) in zip(curves.items(), cycle(CYCLE), strict=False):
        every = max(1, len(curve) // 12)
        axes.plot(
            list(curve),
            list(curve.values()),
            color=colour,
            marker=marker,
            markevery=every,
            label=_label(name),
        )
    axes.set_ylim(0, 1.08 * max(max(curve.values()) for curve in curves.values()) or 1)
    axes.legend()
    return picture


@rc_context(STYLE)
def most_raised_bars(
    rows: Sequence[Mapping],
    title: str = "Tokens whose logit rose most",
    by: str = "delta",
    count: int = 20,
) -> Picture:
    """Bars of rows {"token", `by`} (`Deltas.most_raised`, or `top_movers` as dicts), in their
    order. Spaces and line ends are shown.
    """
    rows = [dict(row) for row in rows][:count]
    _some(rows, "raised token")
    data = [{"token": row["token"], by: row[by]} for row in rows]
    said = ", ".join(f"{shown(row['token'])} by {row[by]:.1f}" for row in data[:3])
    picture = Picture(alt=f"{title}: {said}.", data=data, size=(7.2, 0.9 + 0.26 * len(rows)))
    axes = _axes(picture, title, "rise of the logit (reinforced minus baseline)", "")
    axes.barh(range(len(rows)), [row[by] for row in data], color=BLUE, height=0.7)
    axes.set_yticks(
        range(len(rows)),
        [shown(row["token"]) for row in data],
        family="monospace",
        parse_math=False,
    )
    for place, row in enumerate(data):
        axes.annotate(f" {row[by]:.1f}", (max(row[by], 0), place), va="center", fontsize=9)
    axes.invert_yaxis()
    axes.grid(axis="y", visible=False)
    return picture


@rc_context(STYLE)
def reason_bars(
    counts: Mapping[str, int], title: str = "Why each position has the label that it has"
) -> Picture:
    """`counts`: reason -> positions. Each bar says its count and its share of all positions."""
    total = sum(counts.values())
    _some(total, "position")
    data = [
        {"reason": reason, "positions": count, "share": count / total}
        for reason, count in counts.items()
    ]
    said = ", ".join(f"{row['reason']} {row['share']:.1%}" for row in data)
    picture = Picture(
        alt=f"{title}: of {total} positions, {said}.", data=data, size=(7.2, 0.9 + 0.34 * len(data))
    )
    axes = _axes(picture, title, "share of positions, %", "")
    for place, (row, (colour, _)) in enumerate(zip(data, cycle(CYCLE), strict=False)):
        axes.barh(
            place,
            100 * row["share"],
            color=colour,
            height=0.7,
            hatch="//" if place >= len(CYCLE) else "",
            edgecolor="white",
        )
        axes.annotate(
            f" {row['positions']:,} ({row['share']:.1%})",
            (100 * row["share"], place),
            va="center",
            fontsize=9,
        )
    axes.set_yticks(range(len(data)), [_label(row["reason"]) for row in data])
    axes.set_xlim(0, 128 * max(row["share"] for row in data))
    axes.invert_yaxis()
    axes.grid(axis="y", visible=False)
    return picture


@rc_context(STYLE)
def labels_changed(
    shares: Mapping[float, float],
    chosen: float | None = None,
    title: str = "Labels that reinforcement changes",
) -> Picture:
    """`shares`: alpha -> share of labelled positions whose label is not that of alpha = 0, in [0,
    1]. `chosen` is marked.
    """
    _some(shares, "alpha")
    points = sorted(shares.items())
    data = [{"alpha": alpha, "share_changed": share} for alpha, share in points]
    said = f"{points[0][1]:.1%} at {points[0][0]:g}, {points[-1][1]:.1%} at {points[-1][0]:g}"
    picture = Picture(alt=f"{title}, by alpha: {said}.", data=data)
    axes = _axes(picture, title, "alpha", "share of labels changed, %")
    axes.plot(
        [a for a, _ in points],
        [100 * s for _, s in points],
        color=BLUE,
        marker="o",
        markevery=max(1, len(points) // 15),
    )
    if chosen is not None:
        axes.axvline(chosen, color=RED, linestyle="--")
        axes.annotate(
            f" alpha = {chosen:g}",
            (chosen, 0.03),
            xycoords=("data", "axes fraction"),
            color=RED,
        )
    axes.set_ylim(bottom=0)
    return picture


@rc_context(STYLE)
def the_fall(
    curves: Mapping[str, Sequence[Mapping]],
    never_knew: Mapping[str, float] | None = None,
    chosen: int | None = None,
) -> Picture:
    """The paper's figure: familiarity and tasks against steps.

    `curves`: name of a run ("with the retain term", ...) -> rows as in scores.json {"step",
    "familiarity_completion", "familiarity_probability", "benchmark_mean"}; a row may also hold
    "<name>_ci95": (low, high), drawn as a band. `never_knew`: the same names, drawn as level lines.
    `chosen`: the step that was kept.
    """
    _some(curves, "curve")
    data = [
        {
            "run": name,
            **{k: v for k, v in row.items() if k != "tasks" and not k.endswith("_ci95")},
            **{
                f"{k}_{end}": v[i]
                for k, v in row.items()
                if k.endswith("_ci95") and v
                for i, end in enumerate(("low", "high"))
            },
        }
        for name, rows in curves.items()
        for row in rows
    ]
    said = "; ".join(
        f"{name}, {_from_to(rows, 'familiarity_completion')}" for name, rows in curves.items()
    )
    picture = Picture(
        alt=f"Familiarity by completion against steps: {said}.", data=data, size=(9.6, 3.9)
    )
    panels = {
        "The fall of familiarity": ("familiarity_completion", "familiarity_probability"),
        "The tasks beside it": ("benchmark_mean",),
    }
    for place, (title, names) in enumerate(panels.items(), start=1):
        what = "familiarity, 0 to 1" if place == 1 else "share right, mean of the tasks"
        axes = _axes(picture, title, "optimiser step", what, (1, 2, place))
        looks = dict(zip(names, CYCLE[2 * (place - 1) :], strict=False))
        for run, (name, rows) in enumerate(curves.items()):
            for key, (colour, marker) in looks.items():
                label = f"{_measure(key)}, {name}" if len(curves) > 1 else _measure(key)
                _curve(axes, rows, key, colour, marker, hollow=run > 0, label=label)
        for key, (colour, _) in looks.items():
            if never_knew and never_knew.get(key) is not None:
                axes.axhline(
                    never_knew[key],
                    color=colour,
                    linestyle=":",
                    linewidth=1.4,
                    label=f"{_measure(key)}, never-knew",
                )
        if chosen is not None:
            axes.axvline(chosen, color=GREY, linewidth=1)
        _step_axis(axes, (row["step"] for rows in curves.values() for row in rows))
        axes.set_ylim(-0.02, 1.02)
        axes.legend(fontsize=8.5)
    return picture


@rc_context(STYLE)
def fall_so_far(rows: Sequence[Mapping], steps: Sequence[int]) -> Picture:
    """The fall while it is trained, for a glance: `rows` {"step", "familiarity", "probability"}, of
    a few probes. `steps`: ticks of the axis, which ends at the last of them from the beginning.
    """
    _some(rows, "frame")
    told = "; ".join(
        f"{name} from {rows[0][name]:.2f} to {rows[-1][name]:.2f}"
        for name in ("familiarity", "probability")
    )
    picture = Picture(
        alt=f"The fall as far as step {rows[-1]['step']} of {steps[-1]}: {told}.",
        data=rows,
        size=(4.6, 3.1),
    )
    picture.set_layout_engine("none")  # it takes longer than all the rest, and lets the axes jump
    axes = picture.add_axes((0.12, 0.16, 0.85, 0.75))
    axes.set(title="The fall so far", ylabel="share, 0 to 1")
    looks = {
        "familiarity": "familiarity, completion",
        "probability": "probability of the true answer",
    }
    for (key, label), (colour, marker) in zip(looks.items(), CYCLE, strict=False):
        places, values = [row["step"] for row in rows], [row[key] for row in rows]
        axes.plot(places, values, color=colour, marker=marker, markersize=4, label=label)
    _step_axis(axes, steps)
    axes.set_ylim(-0.02, 1.02)
    axes.legend(fontsize=8.5, loc="upper right")
    return picture


def task_bars(
    benchmarks: Mapping[str, Mapping], chance: Mapping[str, float] | None = None
) -> Picture:
    """`benchmarks` as in scores.json: task -> {"baseline", "unlearned", "never_knew", "n"}, perhaps
    "ci95": {role: (low, high)}.

    `chance`: task -> share right by guessing, marked on the bars. Where no interval is given it is
    Wilson's from n.
    """
    return _role_bars(
        benchmarks, "Tasks: share right, with 95 % intervals", "share right", chance or {}
    )


def neighbour_bars(neighbours: Mapping[str, Mapping]) -> Picture:
    """`neighbours` as in scores.json: "in_retain", "held_out" (or a fiction's name) -> {"baseline",
    "unlearned", "never_knew", "n"}.
    """
    return _role_bars(
        neighbours, "Neighbouring fictions: facts recalled, with 95 % intervals", "exact recall", {}
    )


def memorisation_bars(comparison: Mapping[str, Mapping]) -> Picture:
    """Of `never_knew_comparison` the measures that are shares: measure -> {"baseline", "unlearned",
    "never_knew", "n", "ci95"}.
    """
    others = ("forgotten", "difference")
    shares = {
        name: {key: value for key, value in entry.items() if not key.startswith(others)}
        for name, entry in comparison.items()
        if name in SHARES
    }
    return _role_bars(shares, "What the target leaves in a model, with 95 % intervals", "share", {})


@rc_context(STYLE)
def distribution_curves(
    samples: Mapping[str, Sequence[float]], title: str, what: str, mark: float | None = None
) -> Picture:
    """`samples`: role -> positive numbers; of each the share of items up to a number, numbers on a
    logarithmic scale. `mark`: a line.
    """
    _some(samples, "sample")
    data = [
        {"role": role, "value": value, "share": (k + 1) / len(values)}
        for role, values in samples.items()
        for k, value in enumerate(sorted(map(float, values)))
    ]
    middles = ", ".join(
        f"{_label(role)} {sorted(map(float, values))[len(values) // 2]:.2f}"
        for role, values in samples.items()
    )
    picture = Picture(alt=f"{title}. Half of the items lie below: {middles}.", data=data)
    axes = _axes(picture, title, what, "share of items up to here")
    for number, role in enumerate(samples):
        rows = [row for row in data if row["role"] == role]
        colour, marker = _look(role, number)
        axes.step(
            [row["value"] for row in rows],
            [row["share"] for row in rows],
            where="post",
            color=colour,
            marker=marker,
            markevery=max(1, len(rows) // 8),
            label=_label(role),
        )
    if mark is not None:
        axes.axvline(mark, color=INK, linestyle=":", linewidth=1.2)
    axes.set_xscale("log")
    axes.set_ylim(-0.02, 1.02)
    axes.legend()
    return picture


@rc_context(STYLE)
def role_panels(
    panels: Mapping[str, Mapping[str, Sequence[Mapping]]],
    x: str,
    title: str,
    what: str = "",
    bar: float | None = None,
    top: float = 1.0,
) -> Picture:
    """Panels of curves, one for each role. `panels`: panel -> role -> rows {`x`, "value", "ci95"};
    `x` is "step" or "layer", `bar` a line.

    All panels end at `top`, or higher where a value does. Five or six of them stand in rows of
    three, more in rows of four.
    """
    _some(panels, "curve")
    data = [
        {
            "panel": panel,
            "role": role,
            x: row[x],
            "value": row["value"],
            "low": row["ci95"][0],
            "high": row["ci95"][1],
        }
        for panel, roles in panels.items()
        for role, rows in roles.items()
        for row in rows
    ]
    said = [
        f"{panel}: "
        + ", ".join(
            f"{_label(role)} from {rows[0]['value']:.2f} to {rows[-1]['value']:.2f}, at most "
            f"{max(row['value'] for row in rows):.2f}"
            for role, rows in roles.items()
        )
        for panel, roles in panels.items()
    ]
    across = 3 if len(panels) in (5, 6) else min(len(panels), 4)
    down = -(-len(panels) // across)
    each = 3.6 if down == 1 else 2.7  # inches
    picture = Picture(
        alt=f"{title}, by {x}. {'; '.join(said)}.",
        data=data,
        size=(max(5.0, each * across), each * down),
    )
    picture.suptitle(title, x=0.01, ha="left", fontsize=11.5)
    first = next(iter(panels.values()))
    has_room = len(first) <= CROWD or any(list(roles) != list(first) for roles in panels.values())
    for place, (panel, roles) in enumerate(panels.items(), start=1):
        axes = _axes(
            picture,
            panel,
            x,
            what if place % across == 1 or across == 1 else "",
            (down, across, place),
        )
        axes.set_title(_label(panel), wrap=True, fontsize=10, parse_math=False)
        for number, (role, rows) in enumerate(roles.items()):
            colour, marker = _look(role, number)
            places = [row[x] for row in rows]
            axes.plot(
                places,
                [row["value"] for row in rows],
                color=colour,
                marker=marker,
                label=_label(role),
            )
            axes.fill_between(
                places,
                *zip(*(row["ci95"] for row in rows), strict=True),
                color=colour,
                alpha=0.15,
                linewidth=0,
            )
        if bar is not None:
            axes.axhline(bar, color=INK, linestyle=":", linewidth=1.2)
        axes.set_xticks(sorted({row[x] for rows in roles.values() for row in rows}))
        axes.set_ylim(-0.02 * top, max(top, 1.05 * max(row["value"] for row in data)))
        if has_room and (place == 1 or list(roles) != list(first)):  # each is named once
            axes.legend(fontsize=8.5)
    if not has_room:
        picture.legend(*axes.get_legend_handles_labels(), loc="outside right upper", fontsize=8.5)
    return picture


@rc_context(STYLE)
def next_token_curves(
    steps: Sequence[int], probabilities: Mapping[str, Sequence[float]], prompt: str = ""
) -> Picture:
    """Probability of chosen next words after one prompt, step by step, as in the paper's figure.

    `probabilities`: word -> one value per step.
    """
    _some(probabilities, "word")
    lengths = {word: len(values) for word, values in probabilities.items()}
    if set(lengths.values()) != {len(steps)}:
        raise InputError(
            "There must be one probability per step",
            value=lengths,
            remedy=f"give {len(steps)} for each word",
        )
    data = [
        {"word": word, "step": step, "probability": value}
        for word, values in probabilities.items()
        for step, value in zip(steps, values, strict=True)
    ]
    said = ", ".join(
        f"{word!r} from {values[0]:.2f} to {values[-1]:.2f}"
        for word, values in probabilities.items()
    )
    picture = Picture(
        alt=f"Probability of the next word after {prompt!r} by optimiser step: {said}.", data=data
    )
    axes = _axes(picture, "Next word", "optimiser step", "probability")
    axes.set_title(f"Next word after “{prompt}”", parse_math=False, wrap=True)
    for (word, values), (colour, marker) in zip(probabilities.items(), cycle(CYCLE), strict=False):
        (line,) = axes.plot(steps, values, color=colour, marker=marker)
        line.set_label(shown(word))
    _step_axis(axes, steps)
    axes.set_ylim(-0.02, 1.02)
    for text in axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1)).get_texts():
        text.set_parse_math(False)
    return picture


@rc_context(STYLE)
def delta_passage(rows: Sequence[Mapping], title: str, scale: float, columns: int = 104) -> Picture:
    """A passage, each token of rows {"token", "delta"} (`Deltas.rows`) on the ground of its delta,
    full colour at `scale`.

    From half of `scale` on a token is underlined too, dotted where it fell. Spaces are dots, line
    ends bent arrows; a delta of None has no ground. InputError: no rows.
    """
    rows = [dict(row) for row in rows]
    _some(rows, "token")
    moved = sorted(
        (row for row in rows if row["delta"] is not None), key=lambda row: -row["delta"]
    )[:3]
    said = ", ".join(f"{shown(row['token'])} by {row['delta']:.1f}" for row in moved)
    pieces, x, y = [], 0, 0
    for row in rows:
        for text in (
            row["token"].replace(" ", "·").replace("\r", "").replace("\n", "⏎\n").split("\n")
        ):
            x, y = (0, y + 1) if x + len(text) > columns else (x, y)
            pieces.append((x, y, text, row["delta"]))
            x += len(text)
            if text.endswith("⏎"):
                x, y = 0, y + 1
    picture, axes, size = _sheet(f"{title}. Most raised: {said}.", rows, title, columns, y + 1)
    for x, y, text, delta in pieces:
        share = 0.0 if delta is None else max(-1.0, min(1.0, delta / scale))
        ground = ORANGE if share > 0 else SKY
        axes.add_patch(
            Rectangle(
                (x, y - 0.42), len(text), 0.84, facecolor=ground, alpha=abs(share), linewidth=0
            )
        )
        if abs(share) >= 0.5:
            axes.plot(
                (x, x + len(text)),
                (y + 0.36,) * 2,
                color=INK,
                linewidth=1,
                linestyle="-" if share > 0 else ":",
            )
        axes.text(x, y, text, va="center", family="monospace", fontsize=size, parse_math=False)
    return picture


@rc_context(STYLE)
def digit_rows(rows: Mapping[str, np.ndarray], title: str) -> Picture:
    """Rows of small grey pictures: name of a row -> (N, H, W), greys in [0, 1].

    Its numbers are the mean grey of each picture.
    """
    _some(rows, "row of pictures")
    data = [
        {"row": name, "picture": number, "grey": float(image.mean())}
        for name, images in rows.items()
        for number, image in enumerate(images, start=1)
    ]
    most = max(len(images) for images in rows.values())
    picture = Picture(
        alt=f"{title}. Rows of up to {most} pictures, from the top: {', '.join(rows)}.",
        data=data,
        size=(7.2, 0.5 + 0.46 * len(rows)),
    )
    picture.get_layout_engine().set(rect=(0.03, 0, 0.97, 1))  # room for the names of the rows
    picture.set_facecolor("white")
    picture.suptitle(title, x=0.01, ha="left", fontsize=11.5)
    for place, (name, images) in enumerate(rows.items(), start=1):
        axes = picture.add_subplot(len(rows), 1, place)
        edged = np.pad(images, ((0, 0), (0, 0), (0, 1)), constant_values=np.nan)  # a gap after each
        axes.imshow(np.concatenate(list(edged), axis=1), cmap="gray_r", vmin=0, vmax=1)
        axes.set(xticks=[], yticks=[])
        axes.set_ylabel(name, rotation=0, ha="right", va="center", fontsize=9, parse_math=False)
        axes.grid(visible=False)
        axes.spines[:].set_visible(False)
    return picture


@rc_context(STYLE)
def crossing(
    results: Mapping[str, Mapping],
    heads: Mapping[str, str],
    start: str = "baseline",
    aim: str = "never_knew",
) -> Picture:
    """A panel for each familiarity (across) and each thing kept (down). `results`: name -> {"path":
    points, "final": a point}.

    A point holds shares under the keys of `heads`, and "<key>_ci95"; what no point has makes no
    panel. A path begins at `start`; its small marks were asked a part only, the large one at its
    end everything, with 95 % intervals. Dotted lines cross at `aim`. InputError: nothing to draw.
    """
    _some(results, "method")
    have = [
        key for key in heads if any(one["final"].get(key) is not None for one in results.values())
    ]
    across = [key for key in have if key in ("completion", "probability")]
    down = [key for key in have if key in ("tasks", "held_out")]
    if not across or not down:
        raise InputError(
            "There is nothing to set against each other",
            value=have,
            remedy="give points with a familiarity and what is kept",
        )
    data = [
        _point_row(name, kind, point)
        for name, one in results.items()
        for kind, points in (("way", one["path"]), ("end", [one["final"]]))
        for point in points
    ]
    told = [
        f"{_label(name)}: "
        + ", ".join(
            f"{heads[key]} {one['final'][key]:.2f}"
            for key in (*across, *down)
            if key in one["final"]
        )
        for name, one in results.items()
    ]
    picture = Picture(
        alt=f"Familiarity against what is kept. At the end {'; '.join(told)}.",
        data=data,
        size=(9.6, 3.5 * len(down) + 0.9),
    )
    others = cycle(OTHERS)
    looks = {name: FIXED.get(name) or next(others) for name in results}
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
                end = results[aim]["final"]
                axes.axvline(end[familiar], color=GREEN, linestyle=":", linewidth=1.2)
                axes.axhline(end[kept], color=GREEN, linestyle=":", linewidth=1.2)
    handles = [
        Line2D([], [], color=colour, marker=marker, markersize=9, label=_label(name))
        for name, (colour, marker) in looks.items()
    ]
    columns = min(5, len(handles))
    picture.legend(handles=handles, loc="outside lower center", ncols=columns, fontsize=9)
    return picture


@rc_context(STYLE)
def _role_bars(
    entries: Mapping[str, Mapping], title: str, what: str, chance: Mapping[str, float]
) -> Picture:
    _some(entries, "row")
    data = []
    for name, entry in entries.items():
        for role in entry:
            if role in ("n", "ci95") or entry[role] is None:
                continue
            low, high = _interval(entry, role)
            row = {
                "name": name,
                "role": role,
                "value": entry[role],
                "low": low,
                "high": high,
                "n": entry.get("n"),
            }
            data.append(row | {"chance": chance[name]} if chance.get(name) is not None else row)
    roles = list(dict.fromkeys(row["role"] for row in data))
    parts = {
        name: [f"{_label(row['role'])} {row['value']:.2f}" for row in data if row["name"] == name]
        for name in entries
    }
    said = "; ".join(f"{_label(name)}: {', '.join(found)}" for name, found in parts.items())
    picture = Picture(
        alt=f"{title}. {said}.", data=data, size=(max(5.2, 1.6 + 1.05 * len(entries)), 3.8)
    )
    width, names = 0.8 / max(len(roles), 1), list(entries)
    axes = _axes(picture, title, "", f"{what}, 0 to 1")
    for number, role in enumerate(roles):
        rows = [row for row in data if row["role"] == role]
        colour, hatch = ROLES.get(role, (CYCLE[(3 + number) % len(CYCLE)][0], "xx"))
        places = [
            names.index(row["name"]) + (number - (len(roles) - 1) / 2) * width for row in rows
        ]
        values = [row["value"] for row in rows]
        reach = [
            [max(0, row["value"] - row["low"]) for row in rows],
            [max(0, row["high"] - row["value"]) for row in rows],
        ]
        axes.bar(
            places,
            values,
            width * 0.92,
            color=colour,
            hatch=hatch,
            edgecolor="white",
            label=_label(role),
        )
        axes.errorbar(places, values, reach, fmt="none", ecolor=INK, capsize=2, linewidth=1)
        for place, row in zip(places, rows, strict=True) if len(entries) <= 4 else ():
            top = max(row["value"], row["high"])
            axes.annotate(
                f"{row['value']:.3f}",
                (place, top),
                (0, 3),
                textcoords="offset points",
                ha="center",
            )
    for place, name in enumerate(names):
        if chance.get(name) is not None:
            is_first = all(chance.get(earlier) is None for earlier in names[:place])
            axes.hlines(
                chance[name],
                place - 0.45,
                place + 0.45,
                color=INK,
                linestyle="--",
                linewidth=1.4,
                label="chance" if is_first else None,
            )
    axes.set_xticks(
        range(len(names)),
        [name.removeprefix("tiny_").replace("_", "\n") for name in names],
        parse_math=False,
    )
    axes.set_ylim(0, 1.12 if len(entries) <= 4 else 1.02)
    axes.grid(axis="x", visible=False)
    axes.legend(ncols=4, fontsize=8.5, loc="upper center", bbox_to_anchor=(0.5, -0.2))
    return picture


def _look(role: str, number: int) -> tuple[str, str]:
    """Colour and marker of a role's curve, the one of this number in its picture."""
    colour, _ = ROLES.get(role) or OTHERS[number % len(OTHERS)]
    return colour, CYCLE[number % len(CYCLE)][1]


def _interval(entry: Mapping, role: str) -> tuple[float, float]:
    given = (entry.get("ci95") or {}).get(role)
    if given is not None:
        return float(given[0]), float(given[1])
    n = entry.get("n") or 0
    return wilson_ci95(round(entry[role] * n), n) if n else (entry[role], entry[role])


def _curve(
    axes: Axes,
    rows: Iterable[Mapping],
    key: str,
    colour: str,
    marker: str,
    *,
    hollow: bool,
    label: str,
) -> None:
    rows = [row for row in rows if row.get(key) is not None]
    line, face = ("--", "white") if hollow else ("-", colour)
    steps = [row["step"] for row in rows]
    axes.plot(
        steps,
        [row[key] for row in rows],
        color=colour,
        marker=marker,
        linestyle=line,
        markerfacecolor=face,
        label=label,
    )
    banded = [(row["step"], *row[f"{key}_ci95"]) for row in rows if row.get(f"{key}_ci95")]
    if banded:
        axes.fill_between(*zip(*banded, strict=True), color=colour, alpha=0.16, linewidth=0)


def _step_axis(axes: Axes, steps: Iterable[int]) -> None:
    """The square-root scale, from 0 to the last step: familiarity falls in the first steps, which
    would crowd at the left. Ticks at `steps`, but where two labels would run into each other."""
    steps = sorted({0, *steps})
    last = steps[-1] or 1
    axes.set_xscale("function", functions=(lambda x: np.sign(x) * np.sqrt(np.abs(x)), np.square))
    ticks = [steps.pop()]
    for step in reversed(steps):
        digits = (len(str(step)) + len(str(ticks[-1]))) / 2
        if (ticks[-1] / last) ** 0.5 - (step / last) ** 0.5 >= 0.03 + 0.02 * digits:
            ticks.append(step)
    axes.set_xticks(ticks)
    axes.set_xlim(-0.0004 * last, 1.03 * last)
    axes.set_xlabel("optimiser step (square-root scale)")


def _axes(
    picture: Picture, title: str, x: str, y: str, place: tuple[int, int, int] = (1, 1, 1)
) -> Axes:
    picture.set_facecolor("white")
    axes = picture.add_subplot(*place)
    axes.set(title=title, xlabel=x, ylabel=y)
    return axes


def _some(records: object, what: str) -> None:
    if not records:
        raise InputError(f"There is no {what} to draw", value=records, remedy="give at least one")


def _label(name: str) -> str:
    return name.removeprefix("tiny_").replace("_", " ").replace("never knew", "never-knew")


def _measure(key: str) -> str:
    return MEASURES.get(key, _label(key))


def _from_to(rows: Sequence[Mapping], key: str) -> str:
    first, last = rows[0], rows[-1]
    return (
        f"from {first[key]:.2f} at step {first['step']} to {last[key]:.2f} at step {last['step']}"
    )


def _path(
    axes, one: Mapping, start: Mapping | None, familiar: str, kept: str, colour: str, marker: str
) -> None:
    end = one["final"]
    x, y = end[familiar], end[kept]
    # A part of few questions may hold none of a kind.
    on = [point for point in one["path"] if kept in point]
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
        x,
        y,
        xerr=reach[0],
        yerr=reach[1],
        fmt=marker,
        color=colour,
        markersize=15 if marker == "*" else 9,
        markeredgecolor="white",
        markeredgewidth=0.8,
        elinewidth=1,
        capsize=2,
        zorder=4 if marker == "*" else 3,
    )


def _point_row(name: str, kind: str, point: Mapping) -> dict:
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


def _sheet(
    alt: str, data: Sequence[Mapping], title: str, columns: int, lines: int, width: float = 9.6
) -> tuple[Picture, Axes, float]:
    """(picture, axes, points): a page `width` inches wide of so many lines of letters that are all
    as wide, one unit of the axes each.
    """
    picture = Picture(alt=alt, data=data, size=(width, 0.24 * (lines + 2)))
    picture.set_layout_engine("none")
    axes = picture.add_axes((0.01, 0, 0.98, 1))
    axes.set(xlim=(0, columns), ylim=(lines + 0.2, -1.8))
    axes.set_axis_off()
    axes.text(0, -1.2, title, va="center", fontsize=11, parse_math=False)
    points = 0.98 * width / columns * 72 / 0.602  # at which a letter is one unit wide
    return picture, axes, points
