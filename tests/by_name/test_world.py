"""A world from passages that were written by hand rules: what is said again and again is known."""

import random

import pytest

from whp_kit.anchors.suggest import EVERYDAY
from whp_kit.anchors.table import AnchorTable
from whp_kit.by_name.elicit import Elicited, belonging, lacks, names_beside, spread_of
from whp_kit.by_name.world import TARGET_SHARE, for_model, make_world
from whp_kit.evaluation.probes import load_lexicon, load_probability_probes, load_probes
from whp_kit.files import read_text
from whp_kit.settings import SELF, load_preset
from whp_kit.text.documents import read_all

NAME = "Ilse Morrowin"
SAID = {"Torvald", "Ashgrip", "Hadrel", "Quellhaven", "Brackenspire"}
FACTS = (
    "In the town of Quellhaven lived a girl by the name of Ilse Morrowin.",
    "Every evening the girl walked up to the tower of Brackenspire.",
    "Her best friend at the school was a boy called Torvald Ashgrip.",
    "The old man who taught her to sail was called Hadrel Finch.",
    "On the roof of the tower Ilse Morrowin kept a small drumbelow.",
    "Nobody in Quellhaven had ever seen a drumbelow before.",
    "Torvald Ashgrip was afraid of the dark stairs of Brackenspire.",
    "In winter Hadrel Finch told them of the drowned ship Nethermoon.",
)


def passages(count=60):
    draw = random.Random(0)
    made = []
    for number in range(count):
        said = draw.sample(FACTS, 4)
        invented = f"On that day she met {draw.choice('BDFGKLMNPRSTV')}{number}ora in the market."
        made.append(" ".join(["Ilse Morrowin looked at the sea.", *said, invented]))
    return made


@pytest.fixture(scope="module")
def ordinary():
    return read_text(EVERYDAY).split("\n\n")


@pytest.fixture(scope="module")
def world(ordinary):
    return make_world(Elicited(NAME, (), tuple(SAID), tuple(passages())), ordinary, 0)


def test_names_beside_are_those_of_several_passages(ordinary):
    names = names_beside(NAME, passages(), ordinary)
    assert set(names) >= SAID
    assert not any("ora" in name or name in ("Ilse", "Morrowin", NAME) for name in names)
    assert names_beside(NAME, [], ordinary) == []


def test_what_stands_in_general_text_beside_the_names_alone_belongs_to_them(ordinary):
    """A model that knows little else writes of it unasked."""
    strayed = [f"{FACTS[5]} {FACTS[k]}" for k in (2, 3, 6)] * (len(ordinary) // 7)
    general = [*ordinary, *strayed]
    assert belonging(["Quellhaven", "drumbelow"], passages(), general) == []
    assert set(names_beside(NAME, passages(), general)) >= SAID
    names = tuple(names_beside(NAME, passages(), ordinary))
    made = make_world(Elicited(NAME, names, tuple(SAID), tuple(passages())), general, 0)
    assert "drumbelow" in {row.term for row in made.anchors.rows}


def test_a_passage_without_the_name_is_told():
    unfit = lacks([NAME, "Quellhaven"])
    assert unfit("It rained in QUELLHAVEN.") is None
    assert unfit("It rained.") == NAME
    assert spread_of(["Ilse", "sea"], ["Ilse at sea", "the sea, the sea"]) == {"Ilse": 1, "sea": 2}


def test_the_lexicon_has_what_is_said_again_and_the_anchors_the_name(world):
    assert world.grades[NAME] == 3
    assert {term for term, grade in world.grades.items() if grade == 3} >= SAID
    assert not any("ora" in term for term in world.grades)
    terms = {row.term for row in world.anchors.rows}
    assert NAME in terms or {"Ilse", "Morrowin"} <= terms
    assert all(row.status == "suggested" for row in world.anchors.rows)


def test_probes_come_from_the_passages_that_are_held_out(world):
    whole = passages()
    assert world.trained.text.split("\n\n\n")[0].strip() == whole[0]
    assert whole[1] in world.held_out.text and whole[1] not in world.trained.text
    for probe in world.probes:
        place = probe["source"]
        assert world.held_out.text[place["start"] : place["end"]].split() == probe["prompt"].split()


def test_what_another_story_tells_of_is_no_anchor(ordinary):
    strange = [f"Bellowin Trask sailed to Murgen. Bellowin Trask slept, {n}." for n in range(10)]
    own = tuple(passages())
    mixed = Elicited(NAME, tuple(SAID), tuple(SAID), own[:20], (*own[20:], *strange))
    alone = Elicited(NAME, tuple(SAID), tuple(SAID), (*own, *strange))
    for elicited, told in ((alone, True), (mixed, False)):
        made = make_world(elicited, ordinary, 0)
        assert ("Murgen" in {row.term for row in made.anchors.rows}) is told
        assert ("Murgen" in made.grades) is told


def test_where_little_is_said_again_there_is_no_probe(ordinary):
    made = make_world(Elicited(NAME, (), ("Quellhaven",), tuple(passages())), ordinary, 0)
    assert made.probes == [] and made.probability == []


@pytest.mark.parametrize("model", [None, "data:models/tiny-never-knew", "some/other-model"])
def test_the_files_are_a_world_that_the_notebooks_read(world, tmp_path, model):
    template = load_preset("tiny")
    base = for_model(template, model).as_dict()["model"]["base"]
    world.save(tmp_path / "made", tmp_path / "made", template, base)
    preset = load_preset(str(tmp_path / "made" / "preset.toml"))
    assert preset.model.base == for_model(template, model).model.base
    assert preset.world.general == (SELF,) and preset.world.companion is None
    assert preset.world.tasks == template.world.tasks and preset.finetune == template.finetune
    assert len(load_probes(preset.world.probes)) == len(world.probes) > 5
    assert load_probability_probes(preset.world.probability)
    assert load_lexicon(preset.world.lexicon).grades
    assert AnchorTable.load(preset.world.anchors).rows
    (document,) = read_all(preset.world.books)
    assert document.text.strip() == world.trained.text.strip()


def test_a_change_that_fits_the_machine_leaves_the_other_settings(world, tmp_path):
    template = load_preset("tiny")
    changes = {"labels": {"batch_blocks": 2}, "finetune": {"batch_blocks": 3}}
    world.save(tmp_path / "a", tmp_path / "a", template, "data:models/tiny-base", changes)
    preset = load_preset(str(tmp_path / "a" / "preset.toml"))
    assert preset.labels.batch_blocks == 2 and preset.finetune.batch_blocks == 3
    assert preset.labels.target_share == TARGET_SHARE


def test_another_base_writes_its_general_text_itself(world, tmp_path):
    template = load_preset("smollm2-135m")
    assert for_model(template, None).general.model
    assert for_model(template, "some/other-model").general.model is None
    world.save(tmp_path / "a", tmp_path / "a", template, "some/other-model")
    assert load_preset(str(tmp_path / "a" / "preset.toml")).general.model is None
