"""A world in German, from its texts to the report by the command line alone: 01 to 06 on a tiny
model that has read it. Nothing is replaced by a mock.
"""

import pytest

from tests.support.german_world import make_german_world
from whp_kit.anchors.table import AnchorTable
from whp_kit.cli.main import main
from whp_kit.evaluation.familiarity import grade
from whp_kit.evaluation.probes import load_lexicon, load_probes
from whp_kit.files import read_json
from whp_kit.labels.label_set import LabelSet
from whp_kit.runs.store import Run
from whp_kit.text.documents import read_all


@pytest.mark.slow
def test_from_texts_to_the_report_by_the_command_line(tmp_path, runs):
    world = tmp_path / "german"
    preset = make_german_world(world)
    assert main(["run", "--preset", str(preset), "--run", "german", "--to", "06"]) == 0
    run = Run("german")

    # 04: the labels of names differ from the text, and all anchors were found
    labels = LabelSet.load(run.read("04_generate_labels").path("labels.safetensors"))
    assert labels.anchors["never_found"] == []
    same, names = labels_like_the_text(labels, world)
    assert names > 150
    assert same < 0.05 * names

    # 06: the model that read the world says its names, the unlearned one less often
    step = run.read("06_probe_completions")
    score = read_json(step.path("scores.json"))["familiarity"]
    assert score["completion"]["baseline"] > 0.5
    assert score["completion"]["unlearned"] < 0.75 * score["completion"]["baseline"]
    assert score["probability"]["unlearned"] < score["probability"]["baseline"]
    lexicon = load_lexicon(world / "lexicon.csv")
    rows = read_json(step.path("completions.json"))["baseline"]
    probes = {probe.id: probe for probe in load_probes(world / "probes.jsonl")}
    right = [row["id"] for row in rows if says_the_reference(row, probes[row["id"]], lexicon)]
    assert len(right) > 10
    assert {row["grade"] for row in rows if row["id"] in right} == {3}
    assert "Schlüffenbrück" in (run.folder / "report.html").read_text(encoding="utf-8")


def labels_like_the_text(labels, world) -> tuple[int, int]:
    """How many first tokens of names are their own label, and how many names have a label."""
    documents = read_all(world / "books", world / "companion")
    matcher = AnchorTable.load(world / "anchors.csv").matcher
    starts = [{match.start for match in matcher.find(document.text)} for document in documents]
    same = names = 0
    for number, (ids, offsets, at) in enumerate(
        zip(labels.input_ids, labels.offsets, labels.at(), strict=True)
    ):
        text = documents[labels.block(number).document].text
        for place in range(1, len(ids)):
            start, end = offsets[place].tolist()
            begins = start + (text[start : start + 1] == " ")  # the space belongs to the token
            if (
                begins < end
                and begins in starts[labels.block(number).document]
                and at[place - 1] >= 0
            ):
                names += 1
                same += int(at[place - 1] == ids[place])
    return same, names


def says_the_reference(row, probe, lexicon) -> bool:
    """Whether a completion holds the last term of the probe's reference."""
    *_, (_, _, term, _) = lexicon.find(probe.references[0])
    return term in grade(row["completion"], row["prompt"], lexicon).words
