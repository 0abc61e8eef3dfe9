"""The record of 13 and 14, `data/records/other_targets.json`, and the tables of
`docs/other-targets.md`, made from it: `make figures ARGS="--others RUN"`.
"""

from pathlib import Path

from tools.page_parts import fill
from whp_kit.files import read_json, write_json
from whp_kit.models.machine import measure_speed, pick_device
from whp_kit.paths import PROJECT_ROOT
from whp_kit.runs.step_names import BEYOND, OTHERS
from whp_kit.runs.store import Run
from whp_kit.targets.record import (
    RECORD,
    challenge_rows,
    fiction_rows,
    image_rows,
    load_record,
    target_rows,
)
from whp_kit.views.tables import markdown_table

PAGE = PROJECT_ROOT / "docs" / "other-targets.md"
TO_BE_FILLED = (
    "*To be filled:* `whp-kit run --preset persons --run others --only 13`, the same with "
    '`--only 14`, then `make figures ARGS="--others others"`.'
)
FACTS = ("seed", "commit", "device", "dtype", "quantisation", "versions")


def take(others: Run, beyond: Run, path: Path = RECORD) -> None:
    """Writes the record of a run of 13 and one of 14; they may be one run. The speed is measured
    now, on the machine that is asked."""
    record, origin = {}, {}
    for run, step in ((others, OTHERS), (beyond, BEYOND)):
        found = run.peek(step)
        figures = read_json(found.path("figures.json"))
        record |= {key: value for key, value in figures.items() if isinstance(value, dict)}
        manifest = found.manifest
        origin[step] = {key: manifest[key] for key in FACTS} | {"seconds": manifest["seconds"]}
    write_json(
        path, record | {"origin": origin, "gflops": round(measure_speed(pick_device()) / 1e9)}
    )


def parts(path: Path = RECORD) -> dict[str, str]:
    """Name of a part of the page -> its Markdown; while there is no record, how to make it."""
    record = load_record(path)
    if record is None:
        return dict.fromkeys(PARTS, TO_BE_FILLED)
    return {name: make(record) for name, make in PARTS.items()}


def filled(page: Path = PAGE, path: Path = RECORD) -> str:
    """The page's text with its parts made from the record and all else unchanged."""
    return fill(page.read_text(encoding="utf-8"), parts(path))


def _persons(record: dict) -> str:
    persons = record["persons"]
    models = {"baseline": "before", "unlearned": "after", "never_knew": "never knew"}
    rows = []
    for name, model in models.items():
        by_name = persons["exposure_bits"][name]
        rows.append(
            {
                "": model,
                "answers that are the secret": {
                    "baseline": persons["extraction_before"],
                    "unlearned": persons["extraction"],
                    "never_knew": persons["extraction_never"],
                }[name],
                "exposure, bits, mean": sum(by_name.values()) / len(by_name),
                "membership, area": persons["membership"][name],
            }
        )
    return "\n\n".join(
        [
            markdown_table(rows),
            f"Tasks lost {100 * persons['tasks_drop']:.1f} points; {persons['seconds']:.0f} "
            "seconds of training and labels. Answers about the persons who stay, points lost:",
            markdown_table(_lost(persons["drops"])),
            "Three requests in a row, answers that are the secret after each:",
            markdown_table(persons["requests"]),
        ]
    )


def _lost(drops: dict[str, dict[str, float]]) -> list[dict]:
    """A row for each retain text: what is lost of the persons who stay, in points."""
    heads = {
        "kept": "kept: the general text tells of them",
        "held_out": "held out: it does not",
        "others": "both",
    }
    return [
        {"retain text": name} | {head: f"{100 * one[key]:.1f}" for key, head in heads.items()}
        for name, one in drops.items()
    ]


def _rude(record: dict) -> str:
    rude = record["rude"]
    rows = [
        {
            "": "share with an insult",
            **{name: rude[name] for name in ("before", "after", "never")},
            "after, 95 %": rude["ci95"]["unlearned"],
        },
        {
            "": "share that the classifier calls rude",
            **dict(
                zip(
                    ("before", "after", "never"),
                    (rude["classifier"][role] for role in ("baseline", "unlearned", "never_knew")),
                    strict=True,
                )
            ),
            "after, 95 %": None,
        },
        {"": "IBM's model, toxic answers", "before": 0.154, "after": 0.048},
    ]
    keys = list(rows[0])
    return "\n\n".join(
        [
            markdown_table([{key: row.get(key) for key in keys} for row in rows]),
            f"{rude['seconds']:.0f} seconds of training and labels (IBM: 224); tasks lost "
            f"{100 * rude['tasks_drop']:.1f} points. Task arithmetic beside it:",
            markdown_table(rude["arithmetic"]),
        ]
    )


def _facts(record: dict) -> str:
    facts = record["facts"]
    words = [
        {"target": name.replace("facts", "non-fiction")} | row
        for name, rows in facts["by_words"].items()
        for row in rows
    ]
    return "\n\n".join(
        [
            markdown_table(fiction_rows(facts)),
            "Familiarity by completion, by what the model said before:",
            markdown_table(words),
        ]
    )


def _challenge(record: dict) -> str:
    return markdown_table(challenge_rows(record))


def _images(record: dict) -> str:
    return markdown_table(image_rows(record))


def _all(record: dict) -> str:
    return markdown_table(target_rows(record))


PARTS = {
    "other targets": _all,
    "persons": _persons,
    "rude": _rude,
    "challenge": _challenge,
    "images": _images,
    "facts": _facts,
}
