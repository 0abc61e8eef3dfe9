"""Presets: the shipped ones load; what is wrong is refused with the file, the key, the value and what would be allowed."""

import dataclasses
import json

import pytest

from whp_kit.errors import SettingsError
from whp_kit.paths import DATA, PRESETS
from whp_kit.settings import SECTIONS, as_dict, load_preset, preset_names


def preset_file(folder, text, name="mine"):
    path = folder / f"{name}.toml"
    path.write_text(f'extends = "tiny"\n{text}', encoding="utf-8")
    return str(path)


def test_shipped_presets_load():
    assert {"tiny", "test"} <= set(preset_names())
    for name in preset_names():
        preset = load_preset(name)
        assert preset.name == name and preset.source == PRESETS / f"{name}.toml"
        assert json.loads(json.dumps(preset.as_dict())) == preset.as_dict() and set(
            preset.as_dict()
        ) == set(SECTIONS)


def test_paths_are_absolute_and_travel():
    preset = load_preset("tiny")
    assert preset.world.books == DATA / "worlds/skellbourne/books" and preset.model.base == str(
        DATA / "models/tiny-base"
    )
    assert preset.as_dict()["world"]["books"] == "data:worlds/skellbourne/books"
    assert preset.as_dict()["model"]["base"] == "data:models/tiny-base"


def test_extends_takes_the_rest():
    tiny, test = load_preset("tiny"), load_preset("test")
    assert (
        test.model == tiny.model
        and test.finetune.learning_rate == tiny.finetune.learning_rate
        and test.finetune.steps < tiny.finetune.steps
    )


def test_what_is_inherited_can_be_unset(tmp_path):
    text = '[model]\nunset = ["never_knew"]\n[world]\nunset = ["neighbours", "tasks"]\nquestion = "Who?"'
    tiny, preset = load_preset("tiny"), load_preset(preset_file(tmp_path, text))
    assert (
        preset.model.never_knew is preset.world.neighbours is preset.world.tasks is None
        and preset.world.question == "Who?"
    )
    assert preset.world.general == tiny.world.general and preset.finetune == tiny.finetune
    (tmp_path / "next.toml").write_text(
        f"extends = '{tmp_path / 'mine.toml'}'\n[world]\ntasks = 'data:tasks'"
    )
    following = load_preset(
        str(tmp_path / "next.toml")
    )  # what is unset can be set again further on
    assert following.world.tasks == tiny.world.tasks and following.world.neighbours is None


def test_a_hub_name_stays_a_name(tmp_path):
    preset = load_preset(preset_file(tmp_path, '[model]\nbase = "org/model"'))
    assert preset.model.base == "org/model" and preset.name == "mine"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "[finetune]\nstesp = 3",
            ["mine.toml", "[finetune]", "stesp", "did you mean 'steps'", "retain_weight"],
        ),
        ("[finetun]\nsteps = 3", ["mine.toml", "section", "finetun", "did you mean 'finetune'"]),
        ("[finetune]\nsteps = 0", ["finetune.steps", "value: 0", "from 1 to"]),
        ("[finetune]\nsteps = 1.5", ["finetune.steps", "1.5", "whole number"]),
        ("[finetune]\nsteps = true", ["finetune.steps", "True", "whole number"]),
        ("[finetune]\nsteps = '3'", ["finetune.steps", "value: 3", "whole number"]),
        ("[finetune]\ncontrol = 1", ["finetune.control", "true or false"]),
        ("[labels]\nalpha = -1.0", ["labels.alpha", "-1.0"]),
        ("[labels]\nalpha = nan", ["labels.alpha", "nan"]),
        ("[labels]\nalpha = inf", ["labels.alpha", "inf"]),
        ("[model]\nquantisation = 'int3'", ["model.quantisation", "int3", "'nf4'"]),
        ("[model]\nbase = ''", ["model.base"]),
        ("[world]\nbooks = 'books'", ["world.books", "value: books", "data:"]),
        ("[probes]\ntask_limit = 0", ["probes.task_limit", "or leave it out"]),
        ("steps = 3", ["section", "steps"]),
        (
            "[world]\nunset = ['neighbors']",
            ["mine.toml", "[world]", "not inherited", "neighbors", "did you mean 'neighbours'"],
        ),
        ("[world]\nunset = 'tasks'", ["[world]", "unset is not a list of names", "tasks"]),
        ("[world]\nunset = ['books']", ["world.books is missing"]),
        ("[deltas]\nunset = [['top']]", ["[deltas]", "unset is not a list of names", "top"]),
        ("labels = 3", ["[labels] is not a table"]),
        ("[labels\n", ["mine.toml", "TOML"]),
    ],
)
def test_bad_presets(tmp_path, text, parts):
    with pytest.raises(SettingsError) as caught:
        load_preset(preset_file(tmp_path, text))
    for part in parts:
        assert part in str(caught.value)


def test_a_missing_key_says_what_to_add(tmp_path):
    path = tmp_path / "bare.toml"
    path.write_text("[model]\n")
    with pytest.raises(SettingsError, match="model.base is missing.*a text"):
        load_preset(str(path))


def test_an_unknown_preset_offers_the_nearest():
    with pytest.raises(SettingsError, match="did you mean 'tiny'"):
        load_preset("tiyn")


def test_a_circle_of_presets(tmp_path):
    for name, parent in (("a", "b"), ("b", "a")):
        (tmp_path / f"{name}.toml").write_text(f"extends = '{tmp_path / parent}.toml'")
    with pytest.raises(SettingsError, match="circle"):
        load_preset(str(tmp_path / "a.toml"))


def test_override():
    tiny = load_preset("tiny")
    changed = tiny.override("finetune", steps=7, learning_rate=None, control=False)
    assert (
        changed.finetune.steps == 7
        and changed.finetune.learning_rate == tiny.finetune.learning_rate
        and changed.finetune.control is False
    )
    assert tiny.finetune.steps != 7 and changed.labels == tiny.labels
    assert tiny.override("labels", alpha=2).labels.alpha == 2.0
    for section, values in (
        ("finetune", {"step": 3}),
        ("finetuning", {}),
        ("finetune", {"steps": -1}),
    ):
        with pytest.raises(SettingsError):
            tiny.override(section, **values)


def test_sections_are_frozen_and_plain():
    settings = load_preset("tiny").reinforce
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.steps = 3
    assert as_dict(settings)["steps"] == settings.steps
