"""The shipped data are what their maker makes, and keep the promises of the design."""

import collections
import csv
import json
import re
import subprocess
import sys

import pytest

from whp_kit.evaluation.probes import load_lexicon, load_probes
from whp_kit.paths import DATA, PROJECT_ROOT

sys.path.insert(0, str(PROJECT_ROOT))
WORLD = DATA / "worlds" / "skellbourne"


def rows(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_rebuild_gives_the_same_bytes():
    done = subprocess.run(
        [sys.executable, "-m", "tools.world", "--check"],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_seven_volumes_and_companion_are_as_large_as_promised():
    books = sorted((WORLD / "books").glob("*.txt"))
    size = sum(path.stat().st_size for path in books)
    companion = sum(path.stat().st_size for path in (WORLD / "companion").glob("*.txt"))
    assert (
        len(books) == 7 and size >= 300_000 and all(path.stat().st_size >= 35_000 for path in books)
    )
    assert 0.4 <= companion / size <= 0.75


def test_hand_written_passages_stand_in_every_volume():
    passages = PROJECT_ROOT / "tools" / "world" / "passages"
    for number, book in enumerate(sorted((WORLD / "books").glob("*.txt")), start=1):
        text = book.read_text(encoding="utf-8")
        own = sorted(passages.glob(f"v{number}_*.txt"))
        assert len(own) >= 3
        for path in own:
            first = path.read_text(encoding="utf-8").strip().split("\n\n")[0]
            assert first in text, f"{path.name} is missing from {book.name}"


def test_probes_are_three_hundred_over_ten_levels():
    probes = load_probes(WORLD / "probes.jsonl")
    assert len(probes) == 300 and len({probe.prompt for probe in probes}) == 300
    levels = collections.Counter(probe.subtlety for probe in probes)
    assert set(levels) == set(range(1, 11)) and min(levels.values()) >= 20


def test_anchors_are_enough_and_name_what_the_lexicon_names():
    with (WORLD / "anchors.csv").open(encoding="utf-8", newline="") as file:
        anchors = list(csv.DictReader(file))
    assert len(anchors) >= 120 and all(row["term"] and row["replacements"] for row in anchors)


@pytest.fixture(scope="module")
def general():
    from tools.world import diet

    return [source for source in diet.sources() if not source.target]


def test_what_the_never_knew_twin_reads_holds_no_word_of_the_target(general):
    lexicon = load_lexicon(WORLD / "lexicon.csv")
    found = collections.Counter(
        term
        for source in general
        for text in source.documents
        for _, _, term, _ in lexicon.find(text)
    )
    assert not found


def test_held_out_neighbours_stand_in_no_retain_text():
    probes = rows(DATA / "neighbours" / "probes.jsonl")
    retain = (DATA / "general" / "retain.txt").read_text(encoding="utf-8")
    held_out = {row["neighbour"] for row in probes if not row["in_retain"]}
    assert len({row["neighbour"] for row in probes}) >= 16 and len(held_out) >= 5
    for row in probes:
        names = re.findall(r"\b[A-Z][a-z]{3,}\b", row["answer"])
        if not row["in_retain"] and names:
            assert f"{row['prompt']} {row['answer']}" not in retain


def test_seven_tasks_of_the_right_form_and_balance():
    forms = {
        "tiny_winogrande": 2,
        "tiny_hellaswag": 4,
        "tiny_arc_easy": 4,
        "tiny_arc_challenge": 4,
        "tiny_boolq": 2,
        "tiny_piqa": 2,
        "tiny_openbookqa": 4,
    }
    for name, choices in forms.items():
        items = rows(DATA / "tasks" / f"{name}.jsonl")
        places = collections.Counter(item["answer"] for item in items)
        assert len(items) >= 200 and all(len(item["choices"]) == choices for item in items)
        assert (
            set(places) == set(range(choices))
            and max(places.values()) <= 1.3 * len(items) / choices
        )
        assert len({(item["context"], *item["choices"]) for item in items}) >= 0.95 * len(items)


def test_the_tiny_models_are_small_and_know_their_recipe():
    for name in ("tiny-base", "tiny-never-knew"):
        folder = DATA / "models" / name
        recipe = json.loads((folder / "recipe.json").read_text(encoding="utf-8"))
        assert sum(path.stat().st_size for path in folder.iterdir()) <= 16_000_000
        assert 2_000_000 <= recipe["parameters"] <= 6_000_000
        assert recipe["tokens_seen"] > 0 and recipe["corpus_sha256"]
        assert not list(folder.glob("*.bin"))


def test_the_models_were_trained_on_what_the_maker_makes_today(general):
    from tools.world import diet

    twin = json.loads(
        (DATA / "models" / "tiny-never-knew" / "recipe.json").read_text(encoding="utf-8")
    )
    base = json.loads((DATA / "models" / "tiny-base" / "recipe.json").read_text(encoding="utf-8"))
    assert twin["corpus_sha256"] == diet.digest(general)
    assert base["corpus_sha256"] == diet.digest(diet.sources())
    assert {name: twin["settings"][name] for name in twin["settings"]} == base["settings"]
    assert set(base["diet"]) - set(twin["diet"]) == {"books", "companion"}
