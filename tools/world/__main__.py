"""Writes every text and table under `data/` again, to the same bytes each time: `python -m
tools.world [--check]`.

`--check` writes nothing and says which files differ from what would be made. The tiny models are
not made here but by `python -m tools.world.train`; the YAML files of the tasks and the cards are
written by hand.
"""

import argparse
import csv
import hashlib
import io
import json
import random
import sys
from pathlib import Path

from tools.world import (
    bible,
    companion,
    everyday,
    knowledge,
    neighbours,
    others,
    probes,
    series,
    tables,
    tasks,
)

DATA = Path(__file__).parents[2] / "data"
EVERYDAY_SEED = 21  # of the shipped sample, not of the models' diet
RETAIN_STORIES, SAMPLE_STORIES = 130, 130
RETAIN_FACTS = 2000  # documents


def lines(rows: list[dict]) -> str:
    """JSON lines, keys in their order."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def table(columns: tuple[str, ...], rows: list[tuple]) -> str:
    """CSV with a header, as a spreadsheet reads it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


def retain_text() -> str:
    """The general text of the retain term: everyday stories and facts, and the neighbours that may
    stand in it.
    """
    stories = list(everyday.stories(RETAIN_STORIES, seed=EVERYDAY_SEED))
    facts = [
        doc
        for _, doc in zip(
            range(RETAIN_FACTS), knowledge.documents(seed=EVERYDAY_SEED, rounds=1), strict=False
        )
    ]
    held = {n.slug for n in neighbours.NEIGHBOURS if n.in_retain}
    fictions = [text for slug, text in neighbours.texts().items() if slug in held]
    facts = ["\n\n".join(facts[i : i + 12]) for i in range(0, len(facts), 12)]
    every = stories + facts
    random.Random(EVERYDAY_SEED).shuffle(every)
    return "\n\n\n".join(every + fictions) + "\n"


def files() -> dict[str, str]:
    """Every made file: path below `data/` -> its text."""
    world = f"worlds/{bible.SLUG}"
    made = {f"{world}/books/{name}": text for name, text in series.books().items()}
    made |= {f"{world}/companion/{name}": text for name, text in companion.companion().items()}
    made[f"{world}/anchors.csv"] = table(
        ("term", "category", "replacements", "note"), tables.anchors()
    )
    made[f"{world}/lexicon.csv"] = table(("term", "grade"), tables.lexicon())
    made[f"{world}/probes.jsonl"] = lines(probes.probes())
    made[f"{world}/probability.jsonl"] = lines(probes.probability())
    made[f"{world}/README.md"] = tables.readme()
    made |= {f"neighbours/{slug}.txt": text for slug, text in neighbours.texts().items()}
    made["neighbours/probes.jsonl"] = lines(neighbours.probes())
    made["neighbours/harder.jsonl"] = lines(neighbours.harder_probes())
    made["general/everyday.txt"] = (
        "\n\n\n".join(everyday.stories(SAMPLE_STORIES, seed=EVERYDAY_SEED + 1)) + "\n"
    )
    made["general/retain.txt"] = retain_text()
    made |= {f"tasks/{name}.jsonl": lines(items) for name, items in tasks.items().items()}
    made |= {f"worlds/{path}": text for path, text in others.books().items()}
    for world in others.WORLDS:
        made |= {
            f"worlds/{world}/anchors.csv": table(
                ("term", "category", "replacements", "note"), others.anchors()[world]
            ),
            f"worlds/{world}/lexicon.csv": table(("term", "grade"), others.lexicons()[world]),
            f"worlds/{world}/probes.jsonl": lines(others.probes()[world]),
            f"worlds/{world}/probability.jsonl": lines(others.probability()[world]),
            f"worlds/{world}/README.md": others.readme(world),
        }
    made["worlds/persons/neighbours/probes.jsonl"] = lines(others.neighbours())
    made["worlds/persons/openings.csv"] = table(("form", "opening"), others.openings())
    made["worlds/persons/people.jsonl"] = lines(others.people())
    made["general/others.txt"] = others.general(made["general/retain.txt"])
    digests = {
        name: hashlib.sha256(text.encode()).hexdigest() for name, text in sorted(made.items())
    }
    made["digests.json"] = json.dumps(digests, indent=1) + "\n"
    return made


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit with 1 if a file differs"
    )
    options = parser.parse_args()
    made = files()
    if options.check:
        different = [
            n
            for n, text in made.items()
            if not (DATA / n).is_file() or (DATA / n).read_bytes() != text.encode()
        ]
        print("\n".join(different) or f"{len(made)} files are as they would be made")
        return bool(different)
    for name, text in made.items():
        path = DATA / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    print(f"{len(made)} files, {sum(map(len, made.values())):,} characters")
    return 0


if __name__ == "__main__":
    sys.exit(main())
