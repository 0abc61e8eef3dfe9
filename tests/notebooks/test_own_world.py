"""A world of one's own, the way that the README tells: texts, anchors, lexicon, probes, and a run on them, by the command line alone."""

import csv
import re
import tomllib

import pytest

from whp_kit.anchors.table import AnchorTable
from whp_kit.cli.main import main
from whp_kit.evaluation.probes import load_lexicon, load_probability_probes, load_probes
from whp_kit.files import read_json
from whp_kit.paths import PROJECT_ROOT
from whp_kit.runs.notebooks import find_notebooks
from whp_kit.runs.store import Run
from whp_kit.settings import load_preset

PEOPLE, PLACES = ("Zelvira", "Thrackmor", "Oddle"), ("Umberglen", "Quarrowby", "Mossfen")
STORY = (
    "In the morning {a} put on her coat and walked all the way to {p}. It was cold, and the door of the house was shut.\n\n"
    "“Who is there?” asked an old voice from the window. It was the voice of {b}, who had lived there for a long time.\n\n"
    "They sat by the fire until it was dark, and they talked of their friend {c} and of the long road to {q}.\n\n"
)
GENERAL = "The woman put on her coat and went to the market. It was cold, and the shop was shut. They sat by the fire until it was dark. "
PROBE = """from whp_kit.evaluation.evaluate import evaluate_roles, gather_roles, load_probe_set
from whp_kit.models.load import load_for_inference
from whp_kit.files import write_json
from whp_kit.runs.store import Run
from whp_kit.settings import load_preset
settings = load_preset(preset).override("probes", max_new_tokens=4, batch=30)
roles = gather_roles(load_for_inference(settings.model), settings.model)
evaluations = evaluate_roles(roles, load_probe_set(settings.world), settings.probes, seed)
with Run(run).writing("06_probe_completions", settings=settings.as_dict(), seed=seed) as out:
    score = evaluations["baseline"].completion
    completion = {"baseline": score.score, "n": score.n}
    write_json(out.path("scores.json"), {"precision": "nf4", "familiarity": {"completion": completion}})
"""


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
    (tmp_path / "general.txt").write_text(GENERAL * 20, encoding="utf-8")
    preset = tmp_path / "mine.toml"
    lines = [f'{name} = "{tmp_path}/{file}"' for name, file in FILES.items()]
    model = (
        'extends = "colab-t4"\n[model]\nbase = "data:models/tiny-base"\n[world]\nworld = "mine"\n'
    )
    preset.write_text(
        "\n".join(
            [model, *lines, f'general = "{tmp_path}/general.txt"', 'question = "Who is Zelvira?"']
        ),
        encoding="utf-8",
    )
    return tmp_path


FILES = {
    "books": "books", "anchors": "anchors.csv", "probes": "probes.jsonl", "probability": "probability.jsonl", "lexicon": "lexicon.csv",
}  # fmt: skip


@pytest.mark.slow
def test_the_way_of_the_readme(world, runs, make_notebook, monkeypatch, capsys):
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

    own = find_notebooks(make_notebook("06_probe_completions", PROBE).parent)
    monkeypatch.setattr("whp_kit.cli.run.find_steps", lambda only=None, made=None: own)
    assert main(["run", "--preset", preset, "--run", "mine"]) == 0, capsys.readouterr().err
    scores = read_json(Run("mine").read("06_probe_completions").path("scores.json"))["familiarity"][
        "completion"
    ]
    assert scores == {"baseline": 0.0, "n": len(probes)}, (
        "nobody ever taught the tiny model this story"
    )


def test_the_readme_tells_this_way():
    part = (
        (PROJECT_ROOT / "README.md")
        .read_text(encoding="utf-8")
        .split("## A world of your own")[1]
        .split("\n## ")[0]
    )
    commands = re.findall(r"^whp-kit (\w+ ?\w*)", part, flags=re.MULTILINE)
    told = [
        " ".join(
            word for word in one.split() if word in "texts anchors probes run check suggest".split()
        )
        for one in commands
    ]
    assert told == ["texts check", "anchors suggest", "anchors check", "probes suggest", "run"]
    shown = tomllib.loads(re.search(r"```toml\n(.*?)```", part, flags=re.DOTALL).group(1))
    assert shown["extends"] == "colab-t4" and set(FILES) | {"world"} <= set(shown["world"])
