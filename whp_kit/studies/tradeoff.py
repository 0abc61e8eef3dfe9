"""Forgotten against kept: the points of a sweep beside the bars that they should reach, as rows, a picture and a page.

Reads what `sweep` wrote (`sweep.json`); trains and asks nothing.
"""

from collections.abc import Mapping
from pathlib import Path

from matplotlib import rc_context
from matplotlib.axes import Axes

from whp_kit.errors import InputError
from whp_kit.files import read_json
from whp_kit.paths import RECORDS, runs_root
from whp_kit.settings import Preset
from whp_kit.views.figures import CYCLE, GREEN, INK, STYLE, Picture

RECORD = RECORDS / "sweep.json"
LEFT = 0.02  # completion familiarity that may be left
LOST = {
    "tasks": 0.005,
    "in_retain": 0.02,
    "held_out": 0.05,
}  # below the base, as shares: 0.5, 2 and 5 points
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
    """What a point has less than the base, as shares; below nothing where it has more. What was not measured is left out."""
    return {name: -row["change"][name]["value"] for name in LOST if name in row["change"]}


def missed(row: Mapping) -> list[str]:
    """The bars that a point misses, "completion" first; a figure that was not measured misses its bar."""
    less = lost(row)
    rounding = 1e-9  # 0.737 - 0.732 is a little more than 0.005 in binary
    names = [name for name in LOST if name not in less or less[name] > LOST[name] + rounding]
    return ["completion"] * (row["completion"]["value"] > LEFT + rounding) + names


def front(record: Mapping) -> list[str]:
    """The points that no other one beats or equals in everything (familiarity and all three losses) while beating it in something."""
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
    """The table: the base, the twin and each point with its settings, its figures and their intervals, and the bars that it misses."""
    best = front(record)
    named = [("the base", record["baseline"])] + (
        [("never-knew", record["never_knew"])] if "never_knew" in record else []
    )
    found: list[dict] = []
    for name, row in [*named, *((row["point"], row) for row in record["points"])]:
        settings = row.get("settings", {})
        told = {"point": name + (" (the preset's)" if name == chosen else "")}
        told |= {
            key: settings.get(key) for key in ("retain_weight", "steps", "alpha", "lora_rank")
        } | {"seed": row.get("seed")}
        told |= {
            key: _shown(row[key]) for key in ("completion", "probability", *LOST) if key in row
        }
        told |= {
            f"{key}, points": _shown(row["change"][key], 100)
            for key in LOST
            if settings and key in row["change"]
        }
        told |= (
            {"misses": ", ".join(missed(row)) or "none", "front": "yes" if name in best else "no"}
            if settings
            else {}
        )
        found.append(told)
    heads = dict.fromkeys(head for told in found for head in told)
    return [{head: told.get(head) for head in heads} for told in found]


def pareto(record: Mapping, chosen: str | None = None) -> Picture:
    """Familiarity that is left against what was lost, in three panels; shaded is where a bar is reached, which counts only in all of them.

    `chosen`: the point that the preset has. Lines at a point are 95 % intervals; upwards, of the difference to the base on the same items.
    """
    good = [row["point"] for row in record["points"] if not missed(row)]
    data = [{"point": row["point"], **row["settings"], "seed": row["seed"], "misses": " ".join(missed(row)),
             **{f"completion{end}": value for end, value in _ends(row["completion"])},
             **{f"{key}_change{end}": value for key, change in row["change"].items() for end, value in _ends(change)}}
            for row in record["points"]]  # fmt: skip
    alt = (f"Familiarity by completion against what is kept, {len(data)} points. All bars are reached by "
           f"{', '.join(good) or 'none'}; the preset has {chosen or 'none of them'}.")  # fmt: skip
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
                _mark(
                    axes,
                    row,
                    key,
                    CYCLE[number % len(CYCLE)],
                    number >= len(CYCLE),
                    row["point"] + note,
                )
                if row["point"] == chosen:
                    at = row["completion"]["value"], 100 * row["change"][key]["value"]
                    axes.plot(*at, "o", color=INK, markerfacecolor="none", markersize=15)
            for role, marker, said in (
                ("baseline", "*", "the base"),
                ("never_knew", "x", "never-knew"),
            ):
                if role in record:
                    _mark(axes, record[role], key, (INK, marker), False, said)
            shown = [
                *record["points"],
                *(record[role] for role in ("baseline", "never_knew") if role in record),
            ]
            changes = [100 * row["change"][key]["value"] for row in shown if key in row["change"]]
            low, high = min([*changes, -100 * LOST[key]]), max(changes)
            axes.set_ylim(low - 0.3 * (high - low), high + 0.5 * (high - low))
            axes.set_xlim(-0.002, 1.2)
            axes.set_xticks([0, 0.01, 0.02, 0.05, 0.2, 1], ["0", ".01", ".02", ".05", ".2", "1"])
            axes.minorticks_off()
        handles, labels = axes.get_legend_handles_labels()
        picture.legend(handles, labels, loc="outside lower center", ncols=4, fontsize=8.5)
        said = "Forgotten against kept. Shaded: the bar is reached; circled: the preset's; *: no other point beats it"
        picture.suptitle(said, x=0.01, ha="left", fontsize=11)
    return picture


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
    """F, and the other figures' smallest and largest, over the seeds of each setting that has several; and whose they are.

    Of the sweep in `runs/<run>` if it has any, else of the record that the kit ships.
    """
    own = runs_root() / run / RECORD.name
    if own.is_file() and (found := _seeds(record := load_record(own))):
        return (
            found,
            f"the sweep in runs/{run}: preset {record['origin']['preset']}, measured in {record['precision']}",
        )
    record = load_record()
    return (
        _seeds(record),
        f"the record that the kit ships: preset {record['origin']['preset']}, measured in {record['precision']}",
    )


def write_all(record: Mapping, chosen: str | None, folder: Path) -> list[Path]:
    """Writes `sweep.png`, `sweep.csv` and the page `sweep.md` into `folder`; returns their paths."""
    files = pareto(record, chosen).save(folder / "sweep")
    path = folder / "sweep.md"
    path.write_text(page(record, chosen), encoding="utf-8", newline="")
    return [*files, path]


def page(record: Mapping, chosen: str | None = None) -> str:
    """The sweep as a page of Markdown: the picture, which points reach the bars, the table, and the seeds."""
    origin, points = record["origin"], record["points"]
    good = [row["point"] for row in points if not missed(row)]
    table = rows(record, chosen)
    where = f"preset `{origin['preset']}`, seed {origin['seed']}, measured in {record['precision']} on a {origin['device']}"
    parts = [
        "# Forgotten against kept",
        f"Made by `whp-kit sweep`: {where}. Each point is the fine-tune of 05 with other settings, on the same labels.",
        f"![{pareto(record, chosen).alt}](sweep.png)",
        f"**The bars.** Completion familiarity at most {LEFT:g}; below the base by at most {100 * LOST['tasks']:g} points in the tasks, "
        f"{100 * LOST['in_retain']:g} in neighbours of the retain text, {100 * LOST['held_out']:g} in neighbours held out. "
        f"Reached by {len(good)} of {len(points)} points: {', '.join(f'`{name}`' for name in good) or 'none'}.",
        _choice(record, chosen),
        _markdown(table),
    ]
    spans = [row["change"]["tasks"]["ci95"] for row in points if "tasks" in row["change"]]
    if spans:
        reach = 100 * max(high - low for low, high in spans) / 2
        parts.append(
            "**When not to believe it.** In brackets are 95 % intervals; of a column *points*, those of the difference to the base on the "
            f"same items. For the tasks that is up to {reach:.1f} points either way, beside a bar of {100 * LOST['tasks']:g}: a point just "
            "inside the bar, picked out of several, may be there by luck, and one just outside as well. Seeds tell more than digits."
        )
    seeds = _seeds(record)
    if seeds:
        parts += [
            "## Over seeds",
            "Smallest and largest over the seeds of one setting.",
            _markdown(seeds),
        ]
    if any("forgetting_quality" in entry for entry in seeds):
        parts.append(
            "*forgetting_quality* is F of the unlearning challenge of 2023, on truth ratios: unlearned models of these seeds against the "
            "never-knew twin after the same fine-tune with the same seeds. *same* is what F would be if nobody could say which are which, "
            "*apart* if each item told. With few seeds that scale is short. And the twin was trained from scratch only once: how much "
            "twins of other seeds differ from each other is not in it, so that F is, if anything, too low."
        )
    return "\n\n".join(parts) + "\n"


def _choice(record: Mapping, chosen: str | None) -> str:
    if chosen is None:
        return "**The preset** has other settings than any of these points."
    row = next(row for row in record["points"] if row["point"] == chosen)
    short = missed(row)
    told = ", ".join(
        f"{TITLES[name]} {-100 * value:+.2f} points" for name, value in lost(row).items()
    )
    verdict = (
        f"It misses: {', '.join(short)}." if short else f"It reaches all bars{_rank(record, row)}."
    )
    return f"**The preset** has `{chosen}`: completion familiarity {row['completion']['value']:.3f}; against the base: {told}. {verdict}"


def _rank(record: Mapping, row: Mapping) -> str:
    """How a point that reaches all bars stands to other settings that do: why it was taken, or could be argued with."""
    own = row["completion"]["value"]
    rivals = [
        other
        for other in record["points"]
        if other["settings"] != row["settings"] and not missed(other)
    ]
    further = [other["point"] for other in rivals if other["completion"]["value"] < own]
    if further:
        return f"; {', '.join(f'`{name}`' for name in further)} reaches them too and forgets more"
    return ", and of the points that do it is one that forgets the most"


def _shown(figure: Mapping, times: float = 1) -> str:
    """A figure with its interval: a share to three places, points (`times` 100) to one with their sign."""
    form = ".3f" if times == 1 else "+.1f"
    low, high = (format(times * end, form) for end in figure["ci95"])
    return f"{times * figure['value']:{form if times == 1 else '+.2f'}} [{low}, {high}]"


def _seeds(record: Mapping) -> list[dict]:
    return [
        {"setting": name} | {key: _shown_seed(value) for key, value in entry.items()}
        for name, entry in record["seeds"].items()
    ]


def _shown_seed(value: object) -> str:
    return (
        f"{value[0]:.3f} to {value[1]:.3f}"
        if isinstance(value, list)
        else f"{value:.3f}"
        if isinstance(value, float)
        else str(value)
    )


def _ends(figure: Mapping) -> list[tuple[str, float]]:
    return [("", figure["value"]), ("_low", figure["ci95"][0]), ("_high", figure["ci95"][1])]


def _markdown(table: list[dict]) -> str:
    heads = list(dict.fromkeys(name for row in table for name in row))
    lines = ["| " + " | ".join(heads) + " |", "|---" + "|--:" * (len(heads) - 1) + "|"]
    return "\n".join(
        lines
        + [
            "| "
            + " | ".join("" if row.get(head) is None else str(row[head]) for head in heads)
            + " |"
            for row in table
        ]
    )
