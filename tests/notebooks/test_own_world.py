"""A world of a reader's own, as docs/own-world.md says: texts, anchors, lexicon, probes and a run
on them without a retrained model and with a general text that the model writes, by the command line
alone. Nothing is replaced by a mock.
"""

import csv

import pytest

from whp_kit.anchors.table import AnchorTable
from whp_kit.cli.main import main
from whp_kit.evaluation.probes import load_lexicon, load_probability_probes, load_probes
from whp_kit.files import read_json
from whp_kit.runs.store import Run
from whp_kit.settings import load_preset

PEOPLE, PLACES = ("Zelvira", "Thrackmor", "Oddle"), ("Umberglen", "Quarrowby", "Mossfen")
STORY = (
    "In the morning {a} put on her coat and walked all the way to {p}. It was cold, and the door "
    "of the house was shut.\n\n"
    "“Who is there?” asked an old voice from the window. It was the voice of {b}, who had lived "
    "there for a long time.\n\n"
    "They sat by the fire until it was dark, and they talked of their friend {c} and of the long "
    "road to {q}.\n\n"
)
FILES = {
    "books": "books",
    "anchors": "anchors.csv",
    "probes": "probes.jsonl",
    "probability": "probability.jsonl",
    "lexicon": "lexicon.csv",
}


@pytest.fixture
def world(tmp_path):
    """A folder with a small text and a preset of its own that runs the tiny model."""
    (tmp_path / "books").mkdir()
    pick = [
        (
            PEOPLE[k % 3],
            PEOPLE[(k + 1) % 3],
            PEOPLE[(k + 2) % 3],
            PLACES[k % 3],
            PLACES[(k + 1) % 3],
        )
        for k in range(18)
    ]
    story = "".join(STORY.format(a=a, b=b, c=c, p=p, q=q) for a, b, c, p, q in pick)
    (tmp_path / "books" / "one.txt").write_text(story, encoding="utf-8")
    preset = tmp_path / "mine.toml"
    lines = [f'{name} = "{tmp_path}/{file}"' for name, file in FILES.items()]
    head = (
        'extends = "test"\n[model]\nunset = ["never_knew"]\n[world]\nworld = "mine"\n'
        'unset = ["companion", "neighbours", "tasks"]\n'
    )
    tail = 'general = "self"\nquestion = "Who is Zelvira?"\n'
    tail += "[general]\npassages = 8\ntokens = 64\n"
    preset.write_text(head + "\n".join(lines) + "\n" + tail, encoding="utf-8")
    return tmp_path


@pytest.mark.slow
def test_from_texts_to_the_report_by_the_command_line(world, runs, capsys):
    preset = str(world / "mine.toml")
    assert (
        main(["texts", "check", str(world / "books")]) == 0 and "English" in capsys.readouterr().out
    )

    assert (
        main(
            [
                "anchors",
                "suggest",
                "--preset",
                preset,
                "--run",
                "mine",
                "--out",
                str(world / "anchors.csv"),
                "--count",
                "20",
            ]
        )
        == 0
    )
    suggested = {row.term for row in AnchorTable.load(world / "anchors.csv").rows}
    assert suggested >= {*PEOPLE, *PLACES}

    with (world / "lexicon.csv").open(
        "w", newline="", encoding="utf-8"
    ) as file:  # what a reader writes by hand
        csv.writer(file).writerows(
            [("term", "grade"), *((term, 3) for term in sorted(suggested & {*PEOPLE, *PLACES}))]
        )
    checked = [
        "anchors",
        "check",
        str(world / "anchors.csv"),
        "--text",
        str(world / "books"),
        "--lexicon",
        str(world / "lexicon.csv"),
    ]
    assert main(checked) == 0, capsys.readouterr().out

    files = [
        "--out",
        str(world / "probes.jsonl"),
        "--probability",
        str(world / "probability.jsonl"),
    ]
    assert (
        main(["probes", "suggest", "--preset", preset, *files]) == 0
        and "keep them to yourself" in capsys.readouterr().out
    )
    probes, lexicon = load_probes(world / "probes.jsonl"), load_lexicon(world / "lexicon.csv")
    assert {one.references[0] for one in probes} == set(PEOPLE) | set(
        PLACES
    ) and load_probability_probes(world / "probability.jsonl")
    assert all(lexicon.find(one.references[0]) for one in probes)
    load_preset(preset).world.need_files()
    assert main(["probes", "check", "--preset", preset]) == 0
    assert f"{len(probes)} graded 3" in capsys.readouterr().out

    assert main(["run", "--preset", preset, "--run", "mine", "--to", "06"]) == 0
    run = Run("mine")
    completion = read_json(run.read("06_probe_completions").path("scores.json"))["familiarity"][
        "completion"
    ]
    assert completion["n"] == len(probes)
    assert completion["baseline"] == 0.0, "nobody ever taught the tiny model this story"
    assert completion["never_knew"] is None
    _the_general_text_is_the_models_own(run, suggested)
    report = (run.folder / "report.html").read_text(encoding="utf-8")
    assert "06_probe_completions" in report


def _the_general_text_is_the_models_own(run, terms):
    """It is in the steps of the run, which rest on it: on a shorter one they are made again."""
    written = run.read("02_inspect_logit_deltas").path("general.txt")
    text = written.read_text(encoding="utf-8")
    assert run.read("04_generate_labels").path("general.txt").read_text(encoding="utf-8") == text
    assert not [term for term in terms if term in text.split()]
    assert text.count("\n\n\n") == 7
    assert "04_generate_labels" in {
        source.get("step") for source in run.read("05_finetune_qlora").manifest["reads"]
    }
    written.write_text(text.partition("\n\n\n")[2], encoding="utf-8")
    stale = Run(run.name).problems()
    assert list(stale)[0] == "03_edit_anchors"
    assert "05_finetune_qlora" in stale
    written.write_text(text, encoding="utf-8")
    assert Run(run.name).problems() == {}
