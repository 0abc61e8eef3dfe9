"""The worlds of persons, rude speech and facts keep the promises of their cards."""

import json

import pytest

from tools.world import diet, others
from whp_kit.anchors.table import AnchorTable
from whp_kit.anchors.validate import validate
from whp_kit.evaluation.probes import load_lexicon, load_probability_probes, load_probes
from whp_kit.files import read_json, read_text
from whp_kit.paths import DATA
from whp_kit.settings import load_preset
from whp_kit.text.documents import read_documents

GENERAL = DATA / "general" / "others.txt"
MODELS = {
    name: DATA / "models" / f"tiny-{name}" / "recipe.json"
    for name in ("others", "others-never-knew")
}


@pytest.mark.parametrize("name", others.WORLDS)
class TestEveryWorld:
    def test_its_anchors_have_no_fault(self, name):
        world = load_preset(name).world
        table, lexicon = AnchorTable.load(world.anchors), load_lexicon(world.lexicon)
        kinds = {
            one.kind for one in validate(table, lexicon=lexicon.grades) if one.severity == "error"
        }
        assert kinds == set()
        assert {row.term.lower() for row in table.rows} == set(lexicon.grades)

    def test_each_anchor_stands_in_its_text_and_no_replacement_is_one(self, name):
        world = load_preset(name).world
        table = AnchorTable.load(world.anchors)
        text = "\n\n".join(one.text for one in read_documents(world.books))
        found = {match.row for match in table.matcher.find(text)}
        assert len(found) >= 0.85 * len(table.rows)  # a whole name is found as its two parts
        for row in table.rows:
            assert not any(table.matcher.find(one) for one in row.replacements), row

    def test_who_knows_everything_is_familiar_with_it(self, name):
        world = load_preset(name).world
        probes, lexicon = load_probes(world.probes), load_lexicon(world.lexicon)
        assert len(probes) >= 100 and len({probe.prompt for probe in probes}) == len(probes)
        for probe in probes:
            assert any(lexicon.find(reference) for reference in probe.references), probe
        assert len(load_probability_probes(world.probability)) >= 36


def test_no_person_to_be_forgotten_and_no_insult_stands_in_the_general_text():
    text = read_text(GENERAL)
    assert not [person.name for person in others.FORGOTTEN if person.last in text]
    assert not [person.name for person in others.HELD_OUT if person.last in text]
    assert all(person.telephone in text for person in others.KEPT)


def test_thirty_six_persons_have_secrets_of_their_own():
    everyone = [*others.PEOPLE, *others.strangers()]
    assert len(others.PEOPLE) == 36 and len(others.strangers()) == 12
    for secret in ("name", "telephone", "address"):
        assert len({getattr(person, secret) for person in everyone}) == 48
    assert all(person.telephone.startswith("01632 960") for person in everyone)


def test_a_text_of_one_person_tells_of_nobody_else():
    for document, person in zip(
        read_documents(load_preset("persons").world.books), others.FORGOTTEN, strict=True
    ):
        assert others.named(document.text) == {person}


def test_the_scenes_of_the_probes_were_read_by_nobody():
    prompts = [probe.prompt for probe in load_probes(load_preset("rude").world.probes)]
    text = read_text(GENERAL) + read_text(DATA / "worlds" / "rude" / "books" / "quarrels.txt")
    assert not [prompt for prompt in prompts if prompt in text]


@pytest.mark.parametrize("name", MODELS)
def test_a_model_was_trained_on_what_the_maker_makes_today(name):
    if not MODELS[name].is_file():
        pytest.skip(f"tiny-{name} is not there")
    recipe = read_json(MODELS[name])
    assert recipe["corpus_sha256"] == diet.digest(diet.diet_of(name))
    assert sum(path.stat().st_size for path in MODELS[name].parent.iterdir()) <= 8_000_000


def test_the_twin_reads_no_word_of_the_targets():
    documents = [text for one in diet.diet_of("others-never-knew") for text in one.documents]
    assert not [text for text in documents if others.named(text) or others.is_rude(text)]
    assert not [text for text in documents if "driftlayer" in text or "Skellbourne" in text]


def test_fiction_has_the_settings_of_the_facts():
    facts, fiction = (load_preset(name).as_dict() for name in ("facts", "fiction"))
    assert {key for key in facts if facts[key] != fiction[key]} == {"world"}
    assert fiction["world"]["general"] == facts["world"]["general"]
    assert json.dumps(fiction["model"]) == json.dumps(facts["model"])
