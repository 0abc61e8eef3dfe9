"""Forgotten against kept: the points of a sweep and the bars that they should reach.

As rows, a picture and a page, from what sweep.py wrote (`sweep.json`). Nothing is trained here.
"""

from collections.abc import Mapping
from pathlib import Path

from matplotlib import rc_context
from matplotlib.axes import Axes

from whp_kit.errors import InputError
from whp_kit.evaluation.intervals import comparisons_note
from whp_kit.files import read_json
from whp_kit.paths import RECORDS, runs_root
from whp_kit.settings import Preset
from whp_kit.views.figures import CYCLE, GREEN, INK, STYLE, Picture
from whp_kit.views.tables import markdown_table

RECORD = RECORDS / "sweep.json"
LEFT = 0.02  # the bar for completion familiarity
LOST = {  # the bars for what may be lost against the base, as shares: 0.5, 2 and 5 points
    "tasks": 0.005,
    "in_retain": 0.02,
    "held_out": 0.05,
}
TITLES = {
    "tasks": "tasks, mean",
    "in_retain": "neighbours in the retain text",
    "held_out": "neighbours held out",
}


def load_record(path: Path = RECORD) -> dict:
    """The shipped record, or that of another sweep."""
    record = read_json(path)
    if (
        not isinstance(record, dict)
        or not {"baseline", "points", "seeds", "origin"} <= set(record)
        or not record["points"]
    ):
        raise InputError(
            "This is no record of a sweep", value=str(path), remedy="make one by `whp-kit sweep`"
        )
    return record


def chosen_point(record: Mapping, preset: Preset) -> str | None:
    """The point with the preset's own settings and the base run's seed; None if none has them."""
    wanted = preset.as_dict()["finetune"] | {"alpha": preset.labels.alpha}
    for row in record["points"]:
        if row["seed"] == record["origin"]["seed"] and all(
            wanted[name] == value for name, value in row["settings"].items()
        ):
            return row["point"]
    return None


def lost(row: Mapping) -> dict[str, float]:
    """The base's share less the point's; negative where the point has more."""
    return {name: -row["change"][name]["value"] for name in LOST if name in row["change"]}


def missed(row: Mapping) -> list[str]:
    """The bars that a point misses, "completion" first; what was not measured misses its bar."""
    losses = lost(row)
    rounding = 1e-9  # 0.737 - 0.732 is a little more than 0.005 in binary
    names = [name for name in LOST if name not in losses or losses[name] > LOST[name] + rounding]
    return ["completion"] * (row["completion"]["value"] > LEFT + rounding) + names


def front(record: Mapping) -> list[str]:
    """The Pareto front: points that no other dominates in familiarity and all three losses."""
    figures = {
        row["point"]: (row["completion"]["value"], *lost(row).values()) for row in record["points"]
    }

    def beaten(mine: tuple[float, ...]) -> bool:
        return any(
            other != mine and all(a <= b for a, b in zip(other, mine, strict=True))
            for other in figures.values()
        )

    return [name for name, mine in figures.items() if not beaten(mine)]


def rows(record: Mapping, chosen: str | None = None) -> list[dict]:
    """The table: base, twin and each point with settings, figures, intervals and missed bars."""
    best = front(record)
    entries = [("the base", record["baseline"])]
    if "never_knew" in record:
        entries.append(("never-knew", record["never_knew"]))
    entries += [(row["point"], row) for row in record["points"]]
    table: list[dict] = []
    for name, row in entries:
        settings = row.get("settings", {})
        cells: dict = {"point": name + (" (the preset's)" if name == chosen else "")}
        for key in ("retain_weight", "steps", "alpha", "lora_rank"):
            cells[key] = settings.get(key)
        cells["seed"] = row.get("seed")
        for key in ("completion", "probability", *LOST):
            if key in row:
                cells[key] = _shown(row[key])
        if settings:
            for key in LOST:
                if key in row["change"]:
                    cells[f"{key}, points"] = _shown(row["change"][key], 100)
            cells["misses"] = ", ".join(missed(row)) or "none"
            cells["front"] = "yes" if name in best else "no"
        table.append(cells)
    heads = dict.fromkeys(head for cells in table for head in cells)
    return [{head: cells.get(head) for head in heads} for cells in table]


def pareto(record: Mapping, chosen: str | None = None) -> Picture:
    """Completion familiarity against what was lost, one panel for each kind of loss.

    A bar is reached where the panel is shaded; a point must reach it in all panels. Lines at a
    point are 95 % intervals, vertical ones of the difference to the base on the same items.
    `chosen`: the point with the preset's settings.
    """
    good = [row["point"] for row in record["points"] if not missed(row)]
    data = [_data_row(row) for row in record["points"]]
    alt = (
        f"Familiarity by completion against what is kept, {len(data)} points. All bars are reached "
        f"by {', '.join(good) or 'none'}; the preset has {chosen or 'none of them'}."
    )
    picture, best = Picture(alt=alt, data=data, size=(11.5, 5.4)), front(record)
    with rc_context(STYLE):
        for place, (key, title) in enumerate(TITLES.items(), 1):
            axes = picture.add_subplot(1, 3, place)
            axes.set(
                title=title,
                xlabel="completion familiarity",
                ylabel="points against the base" if place == 1 else "",
            )
            axes.set_xscale("symlog", linthresh=LEFT, linscale=1.2)
            axes.fill_between(
                [-LEFT, LEFT], -100 * LOST[key], 100, color=GREEN, alpha=0.13, linewidth=0
            )
            for number, row in enumerate(record["points"]):
                note = " (the preset's)" * (row["point"] == chosen) + " *" * (row["point"] in best)
                look, is_hollow = CYCLE[number % len(CYCLE)], number >= len(CYCLE)
                _mark(axes, row, key, look, is_hollow, row["point"] + note)
                if row["point"] == chosen:
                    at = row["completion"]["value"], 100 * row["change"][key]["value"]
                    axes.plot(*at, "o", color=INK, markerfacecolor="none", markersize=15)
            drawn = list(record["points"])
            references = (("baseline", "*", "the base"), ("never_knew", "x", "never-knew"))
            for role, marker, label in references:
                if role in record:
                    _mark(axes, record[role], key, (INK, marker), False, label)
                    drawn.append(record[role])
            changes = [100 * row["change"][key]["value"] for row in drawn if key in row["change"]]
            low, high = min([*changes, -100 * LOST[key]]), max(changes)
            axes.set_ylim(low - 0.3 * (high - low), high + 0.5 * (high - low))
            axes.set_xlim(-0.002, 1.2)
            axes.set_xticks([0, 0.01, 0.02, 0.05, 0.2, 1], ["0", ".01", ".02", ".05", ".2", "1"])
            axes.minorticks_off()
        handles, labels = axes.get_legend_handles_labels()
        picture.legend(handles, labels, loc="outside lower center", ncols=4, fontsize=8.5)
        title = (
            "Forgotten against kept. Shaded: the bar is reached; circled: the preset's; "
            "*: no other point beats it"
        )
        picture.suptitle(title, x=0.01, ha="left", fontsize=11)
    return picture


def _data_row(row: Mapping) -> dict:
    """A point as a row of the picture's CSV."""
    data = {"point": row["point"], **row["settings"], "seed": row["seed"]}
    data["misses"] = " ".join(missed(row))
    figures = {"completion": row["completion"]}
    figures |= {f"{key}_change": change for key, change in row["change"].items()}
    for name, figure in figures.items():
        data[name] = figure["value"]
        data[f"{name}_low"], data[f"{name}_high"] = figure["ci95"]
    return data


def _mark(
    axes: Axes, row: Mapping, key: str, look: tuple[str, str], hollow: bool, label: str
) -> None:
    if key not in row["change"]:
        return
    (colour, marker), across, up = look, row["completion"], row["change"][key]
    axes.hlines(100 * up["value"], *across["ci95"], color=colour, alpha=0.3, linewidth=1)
    axes.vlines(
        across["value"], *(100 * end for end in up["ci95"]), color=colour, alpha=0.3, linewidth=1
    )
    face = "white" if hollow else colour
    axes.plot(
        across["value"],
        100 * up["value"],
        marker,
        color=colour,
        markerfacecolor=face,
        linestyle="",
        label=label,
        markersize=7,
    )


def seed_rows(run: str = "sweep") -> tuple[list[dict], str]:
    """For each setting with several seeds F and each figure's mean, interval and range over the
    seeds; and where they are from.

    From the sweep in `runs/<run>` if that has any, else from the record that the kit ships.
    """
    path, source = runs_root() / run / RECORD.name, f"the sweep in runs/{run}"
    record = load_record(path) if path.is_file() else None
    if record is None or not record["seeds"]:
        record, source = load_record(), "the record that the kit ships"
    preset, precision = record["origin"]["preset"], record["precision"]
    return _seeds(record), f"{source}: preset {preset}, measured in {precision}"


def write_all(record: Mapping, chosen: str | None, folder: Path) -> list[Path]:
    """Writes `sweep.png`, `sweep.csv` and the page `sweep.md` to `folder`; returns their paths."""
    files = pareto(record, chosen).save(folder / "sweep")
    path = folder / "sweep.md"
    path.write_text(page(record, chosen), encoding="utf-8", newline="")
    return [*files, path]


def page(record: Mapping, chosen: str | None = None) -> str:
    """The sweep as a page of Markdown: picture, which points reach the bars, table, seeds."""
    origin, points = record["origin"], record["points"]
    good = [f"`{row['point']}`" for row in points if not missed(row)]
    parts = [
        "# Forgotten against kept",
        f"Made by `whp-kit sweep`: preset `{origin['preset']}`, seed {origin['seed']}, measured in "
        f"{record['precision']} on a {origin['device']}. Each point is the fine-tune of 05 with "
        "other settings, on the same labels.",
        f"![{pareto(record, chosen).alt}](sweep.png)",
        f"**The bars.** Completion familiarity at most {LEFT:g}; below the base by at most "
        f"{100 * LOST['tasks']:g} points in the tasks, {100 * LOST['in_retain']:g} in neighbours "
        f"of the retain text, {100 * LOST['held_out']:g} in neighbours held out. Reached by "
        f"{len(good)} of {len(points)} points: {', '.join(good) or 'none'}.",
        _chosen_in_words(record, chosen),
        _table(rows(record, chosen)),
        comparisons_note(sum(key in row["change"] for row in points for key in LOST)),
        "**When not to believe it.** In brackets are 95 % intervals; in a column *points* those of "
        "the difference to the base on the same items. Where an interval reaches over a bar, a "
        "point just inside it, picked out of several, may be there by luck, and one just outside "
        "as well. Several seeds say more than digits.",
    ]
    seeds = _seeds(record)
    if seeds:
        parts += [
            "## Over seeds",
            "The mean over the seeds of one setting, in brackets its 95 % interval by Student's t, "
            "then the smallest and the largest.",
            _table(seeds),
        ]
    if any("forgetting_quality" in entry for entry in seeds):
        parts.append(
            "*forgetting_quality* is F of the unlearning challenge of 2023, on truth ratios: "
            "unlearned models of these seeds against the never-knew twin after the same fine-tune "
            "with the same seeds. *same* is F for models that cannot be told apart, *apart* F for "
            "models that differ in every item; with few seeds the two are close. *p* is the share "
            "of ways to part all these models into halves that give no higher an F; with three "
            "seeds it cannot be below 0.1. The twin was trained from scratch only once, so F "
            "leaves out how much twins of other seeds differ from each other and is, if anything, "
            "too low."
        )
    return "\n\n".join(parts) + "\n"


def _chosen_in_words(record: Mapping, chosen: str | None) -> str:
    if chosen is None:
        return "**The preset** has other settings than any of these points."
    row = next(row for row in record["points"] if row["point"] == chosen)
    losses = [f"{TITLES[name]} {-100 * value:+.2f} points" for name, value in lost(row).items()]
    names = missed(row)
    return (
        f"**The preset** has `{chosen}`: completion familiarity {row['completion']['value']:.3f}; "
        f"against the base: {', '.join(losses)}. "
        + (f"It misses: {', '.join(names)}." if names else "It reaches all bars.")
    )


def _shown(figure: Mapping, times: float = 1) -> str:
    """A figure with its interval: a share, or with `times` 100 signed points."""
    value_form, end_form = (".3f", ".3f") if times == 1 else ("+.2f", "+.1f")
    low, high = (format(times * end, end_form) for end in figure["ci95"])
    return f"{times * figure['value']:{value_form}} [{low}, {high}]"


def _seeds(record: Mapping) -> list[dict]:
    """A row for each setting with several seeds."""
    table = []
    for setting, entry in record["seeds"].items():
        cells = {"setting": setting}
        for key, value in entry.items():
            if isinstance(value, dict):
                low, high = value["range"]
                shown = _shown({"value": value["mean"], "ci95": value["ci95"]})
                cells[key] = f"{shown}, {low:.3f} to {high:.3f}"
            else:
                cells[key] = f"{value:.3f}" if isinstance(value, float) else str(value)
        table.append(cells)
    return table


def _table(table: list[dict]) -> str:
    """Markdown; settings as they are written in a preset, without trailing zeros."""
    return markdown_table(
        [
            {
                head: f"{value:g}" if isinstance(value, int | float) else value
                for head, value in row.items()
            }
            for row in table
        ]
    )
