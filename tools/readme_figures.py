"""The README's pictures and table, made from the record of one run that the kit ships.

`make_record` takes from a run what is shown; `write_all` draws it and fills the README's part between MARKS. The paper's figures, which
stand beside ours, are in `data/records/paper.json`.
"""

import csv
from pathlib import Path

from whp_kit.errors import InputError
from whp_kit.files import read_json
from whp_kit.paths import PROJECT_ROOT, RECORDS
from whp_kit.runs.store import Run
from whp_kit.views.figures import Picture, the_fall
from whp_kit.views.html import SCALE
from whp_kit.views.passage import delta_passage

RECORD, PAPER, README = RECORDS / "demo.json", RECORDS / "paper.json", PROJECT_ROOT / "README.md"
MARKS = ("<!-- made by `make figures` -->", "<!-- end of what `make figures` made -->")
FACTS = ("run", "seed", "commit", "device", "dtype", "quantisation", "versions")


def make_record(run: Run) -> dict:
    """What the README shows of a finished run: scores, the fall with its intervals, the first passage of 02 token by token, the origin.

    InputError for a run without tasks, or whose 06 is of an older kit, which gave them no intervals.
    """
    probed = run.peek("06_probe_completions")
    scores = read_json(probed.path("scores.json"))
    if "ci95" not in ((scores.get("benchmarks") or {}).get("mean") or {}):
        told = "execute 06 again, by `whp-kit run --from 06`, for a world with tasks"
        raise InputError(
            "scores.json holds no tasks with their intervals",
            value=str(probed.path("scores.json")),
            remedy=told,
        )
    deltas = read_json(run.peek("02_inspect_logit_deltas").path("deltas.json"))
    curves: dict[str, list[dict]] = {}
    for row in csv.DictReader(probed.path("fall.csv").read_text(encoding="utf-8").splitlines()):
        curves.setdefault(row.pop("run"), []).append(
            _point({name: float(value) for name, value in row.items()})
        )
    passage = deltas["passages"][0]
    return {
        "origin": {name: probed.manifest[name] for name in FACTS}
        | {"settings": probed.manifest["settings"]},
        "scores": scores,
        "curves": curves,
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
            "This is no record of a run", value=told, remedy="make one by `whp-kit figures --run`"
        )
    return record


def rows(record: dict) -> list[dict]:
    """The table: each measure in the paper and here, before and after, with our 95 % intervals and the twin that never knew."""
    scores, paper = record["scores"], read_json(PAPER)
    found = []
    for name, entry in scores["familiarity"].items():
        ours = {
            "here, before": entry["baseline"],
            "here, after": entry["unlearned"],
            "95 % interval": entry["ci95"]["unlearned"],
        }
        theirs = paper["familiarity"][name]
        found.append(_row(f"familiarity, {name}", theirs[0], theirs[-1], ours, entry["never_knew"]))
    theirs = [
        sum(values) / len(values) for values in zip(*paper["benchmarks"].values(), strict=True)
    ]
    tasks = scores["benchmarks"]["mean"]
    ours = {
        "here, before": tasks["baseline"],
        "here, after": tasks["unlearned"],
        "95 % interval": tasks["ci95"]["unlearned"],
    }
    return [*found, _row("tasks, mean of seven", *theirs, ours, tasks["never_knew"])]


def fall(record: dict) -> Picture:
    """Familiarity and tasks over the steps, with 95 % bands and the twin's level."""
    level = {
        f"familiarity_{name}": entry["never_knew"]
        for name, entry in record["scores"]["familiarity"].items()
    }
    return the_fall(
        record["curves"], level, max(row["step"] for row in record["curves"]["unlearned"])
    )


def passage(record: dict) -> Picture:
    """The passage as 02 shows it."""
    title = f"Rise of each token's logit by reinforcing: orange rose, blue fell, full colour at {SCALE:g}, underlined from half of that"
    return delta_passage(record["passage"]["tokens"], title, SCALE)


def section(record: dict) -> str:
    """The README's part: both pictures with what they show in words, and the table."""
    scores, pictures = record["scores"], {"fall": fall(record), "viewer": passage(record)}
    shown = [
        f"![{_plain(picture.alt)}](data/records/{name}.png)" for name, picture in pictures.items()
    ]
    table = rows(record)
    heads = list(table[0])
    lines = ["| " + " | ".join(heads) + " |", "|---" + "|--:" * (len(heads) - 1) + "|"]
    lines += ["| " + " | ".join(_cell(row[head]) for head in heads) + " |" for row in table]
    n = scores["familiarity"]["completion"]["n"]
    origin = record["origin"]
    note = (
        f"Preset `{scores['preset']}`, seed {origin['seed']}, measured in {scores['precision']} on a {origin['device']}, {n} completions, "
        f"{scores['benchmarks']['mean']['n']} task items; *never-knew* is a twin that was trained from scratch without the books. "
        "*Control* is the same training without the retain term, broken off early. "
        "The paper forgot another text with another model: its column shows the shape to expect, not a match. "
        "The curve asks fewer task items at each step than the table."
    )
    return "\n\n".join(
        [
            shown[0],
            "\n".join(lines),
            note,
            "What 02 shows: where the reinforced model has become surer.",
            shown[1],
        ]
    )


def write_all(record: dict, readme: Path = README, folder: Path = RECORDS) -> list[Path]:
    """Writes both pictures with their numbers into `folder`, and the README's part; returns the paths."""
    paths = [*fall(record).save(folder, "fall"), *passage(record).save(folder, "viewer")]
    readme.write_text(
        filled(readme.read_text(encoding="utf-8"), record), encoding="utf-8", newline=""
    )
    return [*paths, readme]


def filled(text: str, record: dict) -> str:
    """A README with the part between MARKS made from the record; all else as it is."""
    if not all(text.count(mark) == 1 for mark in MARKS):
        raise InputError(
            "The README has no place for the figures",
            value=MARKS,
            remedy="put these two lines where they are to stand",
        )
    before, after = text.split(MARKS[0])[0], text.split(MARKS[1])[1]
    return f"{before}{MARKS[0]}\n{section(record)}\n{MARKS[1]}{after}"


def _row(
    name: str, paper_before: float, paper_after: float, ours: dict, never_knew: float | None
) -> dict:
    return {
        "": name,
        "paper, before": paper_before,
        "paper, after": paper_after,
        **ours,
        "never-knew": never_knew,
    }


def _point(row: dict) -> dict:
    """A row of fall.csv as the picture takes it: each pair of ends as one interval."""
    ends = {name.removesuffix("_low") for name in row if name.endswith("_low")}
    plain = {name: value for name, value in row.items() if not name.endswith(("_low", "_high"))}
    return (
        plain
        | {"step": int(row["step"])}
        | {name: (row[f"{name}_low"], row[f"{name}_high"]) for name in sorted(ends)}
    )


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(f"{end:.3f}" for end in value) + "]"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _plain(text: str) -> str:
    return text.replace("[", "(").replace("]", ")").replace("\n", " ")
