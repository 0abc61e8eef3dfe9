"""The README's pictures and tables, made from the shipped record of one run: `make figures`.

`make_record` takes a record from a run; `write_all` draws the pictures and fills the README between
the comments `<!-- begin NAME (make figures) -->` and `<!-- end NAME -->`, and the other pages that
hold figures likewise. The paper's figures are in `data/records/paper.json`.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from tools import by_name, last, other_targets, real_figures
from tools.fall_table import read_fall
from tools.page_parts import fill
from whp_kit.errors import InputError
from whp_kit.files import read_json, write_json
from whp_kit.paths import PROJECT_ROOT, RECORDS
from whp_kit.runs import limits as came_back
from whp_kit.runs.step_names import DELTAS, PROBE
from whp_kit.runs.store import Run
from whp_kit.settings import load_preset
from whp_kit.studies import tradeoff
from whp_kit.views import tables
from whp_kit.views.figures import Picture, delta_passage, the_fall
from whp_kit.views.html import SCALE

RECORD, PAPER, README = RECORDS / "demo.json", RECORDS / "paper.json", PROJECT_ROOT / "README.md"
FACTS = ("run", "seed", "commit", "device", "dtype", "quantisation", "versions")


def make_record(run: Run) -> dict:
    """What the README shows of a finished run: scores, the fall with its intervals, the first
    passage of 02 token by token, the origin.

    InputError for a run without tasks, or whose 06 is of an older kit, which gave them no
    intervals.
    """
    probed = run.peek(PROBE)
    scores = read_json(probed.path("scores.json"))
    if "ci95" not in ((scores.get("benchmarks") or {}).get("mean") or {}):
        told = "execute 06 again, by `whp-kit run --from 06`, for a world with tasks"
        raise InputError(
            "scores.json holds no tasks with their intervals",
            value=str(probed.path("scores.json")),
            remedy=told,
        )
    deltas = read_json(run.peek(DELTAS).path("deltas.json"))
    passage = deltas["passages"][0]
    return {
        "origin": {name: probed.manifest[name] for name in FACTS}
        | {"settings": probed.manifest["settings"]},
        "scores": scores,
        "curves": read_fall(probed.path("fall.csv")),
        "passage": {
            "name": passage["name"],
            "tokens": [{k: row[k] for k in ("token", "delta")} for row in passage["tokens"]],
        },
    }


def load_record(path: Path = RECORD) -> dict:
    """The shipped record, or another of that form."""
    record = read_json(path)
    missing = {"origin", "scores", "curves", "passage"} - set(record)
    if missing:
        told = f"{path}: without {', '.join(sorted(missing))}"
        raise InputError(
            "This is no record of a run",
            value=told,
            remedy="make one by `python -m tools.readme_figures --run NAME`",
        )
    return record


def result_rows(record: dict) -> list[dict]:
    """Each measure in the paper and here, before and after, with our 95 % intervals and the
    retrained model."""
    scores, paper = record["scores"], read_json(PAPER)
    rows = []
    for name, entry in scores["familiarity"].items():
        before, *_, after = paper["familiarity"][name]
        rows.append(_result_row(f"familiarity, {name}", before, after, entry))
    rows.append(_result_row("right answers", None, None, scores["right_answers"]))
    task_means = [
        sum(values) / len(values) for values in zip(*paper["benchmarks"].values(), strict=True)
    ]
    rows.append(_result_row("tasks, mean of seven", *task_means, scores["benchmarks"]["mean"]))
    return rows


def fall(record: dict) -> Picture:
    """Familiarity and tasks over the steps, with 95 % bands and the retrained model's level."""
    level = {
        f"familiarity_{name}": entry["never_knew"]
        for name, entry in record["scores"]["familiarity"].items()
    }
    last_step = max(row["step"] for row in record["curves"]["unlearned"])
    return the_fall(record["curves"], level, last_step)


def passage(record: dict) -> Picture:
    """The passage as 02 shows it."""
    title = (
        f"Rise of each token's logit by reinforcing: orange rose, blue fell, full colour at "
        f"{SCALE:g}, underlined from half of that"
    )
    return delta_passage(record["passage"]["tokens"], title, SCALE)


def results(record: dict) -> str:
    """The README's part on results, in Markdown: two pictures and a table."""
    scores, origin = record["scores"], record["origin"]
    completions = scores["familiarity"]["completion"]["n"]
    items = scores["benchmarks"]["mean"]["n"]
    note = (
        f"Preset `{scores['preset']}`, seed {origin['seed']}, measured in {scores['precision']} on "
        f"a {origin['device']}: {completions} completions, {items} task items. *Retrained* is a "
        "model that was trained from scratch without the books. *Control* is the same fine-tune "
        "without the retain term, stopped early. The paper forgot another text with another model: "
        "its columns show the shape to expect. *Right answers* say each name of the true answer; "
        "familiarity counts wrong names of the books too. 01 to 08 took "
        f"{sum(scores['seconds'].values()) / 60:.0f} minutes and "
        f"{max(scores['peak_memory_bytes'].values()) / 1e9:.1f} GB of memory."
    )
    return "\n\n".join(
        [
            _image("fall", fall(record)),
            tables.markdown_table(result_rows(record)),
            note,
            "Notebook 02 shows where the reinforced model has become surer than the baseline:",
            _image("viewer", passage(record)),
        ]
    )


def limits(record: dict) -> str:
    """The README's part on limits, in Markdown: which trials of 08 and measures of 07 still find
    the target."""
    scores = record["scores"]
    rows = came_back.failed_trials(scores)
    parts = [
        f"In the shipped run: {came_back.on_trials(scores)} The figures are completion familiarity "
        "where a row names no other, with 95 % intervals; *never-knew* is the retrained model.",
        *([tables.markdown_table(rows)] if rows else []),
        f"{came_back.on_measures(scores)} Attacks that 08 does not try may succeed too.",
    ]
    return "\n\n".join(parts)


def write_all(record: dict, readme: Path = README, folder: Path = RECORDS) -> list[Path]:
    """Writes both pictures with their numbers into `folder`, the README and the pages of real
    models and of the other targets; returns the paths."""
    paths = [*fall(record).save(folder / "fall"), *passage(record).save(folder / "viewer")]
    paths += real_figures.write_all()
    text = filled(readme.read_text(encoding="utf-8"), record)
    readme.write_text(text, encoding="utf-8", newline="")
    paths.append(readme)
    for page in (other_targets, by_name):
        if page.PAGE.is_file():
            page.PAGE.write_text(page.filled(), encoding="utf-8", newline="")
            paths.append(page.PAGE)
    if last.PAGE.is_file():
        paths += last.write_all()
    return paths


def filled(readme: str, record: dict) -> str:
    """The README's text with its parts made from the records and all else unchanged."""
    return fill(
        readme,
        {
            "results": results(record),
            "limits": limits(record),
            "real model": real_figures.part(),
        },
    )


def main(words: Sequence[str] | None = None) -> None:
    """Draws pictures and tables again; with --run or --sweep takes their record first."""
    parser = argparse.ArgumentParser(prog="readme_figures", description=__doc__.splitlines()[0])
    parser.add_argument("--run", help="first take the record from this run")
    parser.add_argument("--real", help="first take the record of the real model from this run")
    parser.add_argument("--wonderland", help="first take that of the real books from this run")
    parser.add_argument("--sweep", help="first take the record of the sweep from this run")
    parser.add_argument("--others", help="first take the record of 13, and of 14, from this run")
    parser.add_argument("--beyond", help="take that of 14 from this run")
    arguments = parser.parse_args(words)
    if arguments.others:
        beyond = Run(arguments.beyond or arguments.others)
        other_targets.take(Run(arguments.others), beyond)
    if arguments.run:
        write_json(RECORD, make_record(Run(arguments.run)))
    if arguments.real:
        real_figures.take(Run(arguments.real))
    if arguments.wonderland:
        real_figures.take(Run(arguments.wonderland), real_figures.WONDERLAND)
    if arguments.sweep:
        sweep = tradeoff.load_record(Run(arguments.sweep).folder / "sweep.json")
        write_json(tradeoff.RECORD, sweep)
    paths = write_all(load_record())
    if tradeoff.RECORD.is_file():
        sweep = tradeoff.load_record()
        chosen = tradeoff.chosen_point(sweep, load_preset(sweep["origin"]["preset"]))
        paths += tradeoff.write_all(sweep, chosen, tradeoff.RECORD.parent)
    print("\n".join(str(path) for path in paths))


def _result_row(name: str, before: float | None, after: float | None, entry: dict) -> dict:
    return {
        "": name,
        "paper, before": before,
        "paper, after": after,
        "here, before": entry["baseline"],
        "here, after": entry["unlearned"],
        "95 % interval": entry["ci95"]["unlearned"],
        "retrained": entry["never_knew"],
    }


def _image(name: str, picture: Picture) -> str:
    description = picture.alt.replace("[", "(").replace("]", ")").replace("\n", " ")
    return f"![{description}](data/records/{name}.png)"


if __name__ == "__main__":
    main()
