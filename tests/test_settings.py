"""Presets: the shipped ones load; errors name the file, the key, the value and what is allowed."""

import dataclasses
import json

import pytest

from whp_kit.errors import SettingsError
from whp_kit.paths import DATA, PRESETS
from whp_kit.settings import OF_TARGET, SECTIONS, describe, load_preset, make_section, preset_names


def preset_file(folder, text, name="mine"):
    path = folder / f"{name}.toml"
    path.write_text(f'extends = "tiny"\n{text}', encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("name", preset_names())
def test_a_shipped_preset_loads(name):
    preset = load_preset(name)
    assert preset.name == name
    assert preset.source == PRESETS / f"{name}.toml"


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_as_plain_values_survives_json_and_makes_the_same_sections(name):
    preset = load_preset(name)
    values = json.loads(json.dumps(preset.as_dict()))
    assert values == preset.as_dict()
    for section in SECTIONS:
        assert make_section(section, values[section], "a manifest") == getattr(preset, section)


def test_paths_are_absolute():
    preset = load_preset("tiny")
    assert preset.world.books == DATA / "worlds/skellbourne/books"
    assert preset.model.base == str(DATA / "models/tiny-base")


def test_paths_below_data_are_written_so_that_they_mean_the_same_elsewhere():
    values = load_preset("tiny").as_dict()
    assert values["world"]["books"] == "data:worlds/skellbourne/books"
    assert values["model"]["base"] == "data:models/tiny-base"


def test_extends_takes_the_rest():
    tiny, test = load_preset("tiny"), load_preset("test")
    assert test.model == tiny.model
    assert test.finetune.learning_rate == tiny.finetune.learning_rate
    assert test.finetune.steps < tiny.finetune.steps


def test_what_is_inherited_can_be_unset(tmp_path):
    text = (
        '[model]\nunset = ["never_knew"]\n[world]\nunset = ["neighbours", "tasks"]\n'
        'question = "Who?"'
    )
    tiny, preset = load_preset("tiny"), load_preset(preset_file(tmp_path, text))
    assert preset.model.never_knew is None
    assert preset.world.neighbours is None
    assert preset.world.question == "Who?"
    assert preset.world.general == tiny.world.general
    assert preset.finetune == tiny.finetune


def test_a_general_text_is_a_path_or_the_word_self(tmp_path):
    world = load_preset(preset_file(tmp_path, "[world]\ngeneral = 'self'")).world
    assert world.general == ("self",)
    assert world.general_files == ()
    world.need_files()
    world = load_preset(preset_file(tmp_path, f"[world]\ngeneral = '{tmp_path}'")).world
    assert world.general == world.general_files == (tmp_path,)
    text = f"[world]\ngeneral = ['{tmp_path}', 'self']"
    preset = load_preset(preset_file(tmp_path, text))
    assert preset.world.general == (tmp_path, "self")
    assert preset.world.general_files == (tmp_path,)
    assert preset.as_dict()["world"]["general"] == [str(tmp_path), "self"]
    with pytest.raises(SettingsError, match="the general of the world 'skellbourne' are not there"):
        preset.override("world", general=["self", str(tmp_path / "no")]).world.need_files()
    for wrong in ("Self", "texts/mine.txt"):
        with pytest.raises(SettingsError, match=r"world\.general is not allowed") as error:
            load_preset(preset_file(tmp_path, f"[world]\ngeneral = '{wrong}'"))
        assert "or 'self', where the base model writes the text" in str(error.value)


def test_another_world_inherits_nothing_of_the_target(tmp_path):
    tiny, own = load_preset("tiny"), {key: f"{tmp_path}/{key}" for key in OF_TARGET[2:6]}
    lines = [f"{key} = '{value}'" for key, value in (own | {"books": f"{tmp_path}/b"}).items()]
    text = "[world]\nworld = 'mine'\n" + "\n".join(lines)
    preset = load_preset(preset_file(tmp_path, text))
    assert preset.world.companion is None, "it tells of the other books"
    assert preset.world.question is None
    assert preset.model.never_knew is None, "it has never read the other books"
    assert preset.model.base == tiny.model.base
    assert preset.world.general == tiny.world.general
    assert preset.world.neighbours == tiny.world.neighbours
    with pytest.raises(SettingsError, match=r"world\.anchors is missing"):
        load_preset(preset_file(tmp_path, text.replace("\nanchors", "\n#")))


def test_other_books_have_another_companion_and_another_base_another_twin(tmp_path):
    tiny = load_preset("tiny")
    preset = load_preset(preset_file(tmp_path, f"[world]\nbooks = '{tmp_path}'"))
    assert preset.world.companion is None
    assert preset.world.anchors == tiny.world.anchors
    assert preset.model.never_knew == tiny.model.never_knew
    preset = load_preset(preset_file(tmp_path, "[model]\nbase = 'org/model'"))
    assert preset.model.never_knew is None
    assert preset.world == tiny.world
    both = "[model]\nbase = 'org/model'\nnever_knew = 'org/twin'\n[world]\ncompanion = '/c'"
    preset = load_preset(preset_file(tmp_path, both))
    assert preset.model.never_knew == "org/twin"
    assert preset.world.companion.name == "c"
    assert load_preset("test").world.companion.name == "blog.txt"


def test_what_is_unset_can_be_set_again_further_on(tmp_path):
    parent = preset_file(tmp_path, '[world]\nunset = ["neighbours", "tasks"]')
    child = tmp_path / "child.toml"
    child.write_text(f"extends = '{parent}'\n[world]\ntasks = 'data:tasks'")
    world = load_preset(str(child)).world
    assert world.tasks == load_preset("tiny").world.tasks
    assert world.neighbours is None


def test_a_hub_name_stays_a_name(tmp_path):
    preset = load_preset(preset_file(tmp_path, '[model]\nbase = "org/model"'))
    assert preset.model.base == preset.as_dict()["model"]["base"] == "org/model"


def test_an_old_preset_may_have_an_empty_section_of_anchors(tmp_path):
    preset = load_preset(preset_file(tmp_path, "[anchors]"))
    assert preset.labels == load_preset("tiny").labels


def test_a_list_of_checkpoints_is_put_in_order(tmp_path):
    preset = load_preset(preset_file(tmp_path, "[finetune]\ncheckpoint_at = [0, 20, 3, 20]"))
    assert preset.finetune.checkpoint_at == (3, 20), "the baseline, step 0, needs no adapter"
    assert preset.as_dict()["finetune"]["checkpoint_at"] == [3, 20]


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
        ("[finetune]\ncheckpoint_at = 5", ["finetune.checkpoint_at", "value: 5", "such as [5, 10"]),
        ("[finetune]\ncheckpoint_at = [-5]", ["finetune.checkpoint_at", "-5", "a list of"]),
        ("[finetune]\ncheckpoint_at = [5.0]", ["finetune.checkpoint_at", "5.0", "a list of"]),
        ("[labels]\nalpha = -1.0", ["labels.alpha", "-1.0"]),
        ("[labels]\nalpha = nan", ["labels.alpha", "nan"]),
        ("[labels]\nalpha = inf", ["labels.alpha", "inf"]),
        ("[model]\nquantisation = 'int3'", ["model.quantisation", "int3", "'nf4'"]),
        ("[model]\nbase = ''", ["model.base"]),
        ("[world]\nbooks = 'books'", ["world.books", "value: books", "data:"]),
        ("[probes]\ntask_limit = 0", ["probes.task_limit", "or leave it out"]),
        ("steps = 3", ["section", "steps"]),
        ("[anchors]\nsteps = 3", ["section", "anchors"]),
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


def test_an_override_changes_the_values_that_are_given():
    tiny = load_preset("tiny")
    changed = tiny.override("finetune", steps=7, learning_rate=None, control=False)
    assert changed.finetune.steps == 7
    assert changed.finetune.learning_rate == tiny.finetune.learning_rate
    assert changed.finetune.control is False
    assert changed.labels == tiny.labels


def test_an_override_leaves_the_preset_as_it_was():
    tiny = load_preset("tiny")
    tiny.override("finetune", steps=7)
    assert tiny == load_preset("tiny")


def test_a_whole_number_is_a_number():
    alpha = load_preset("tiny").override("labels", alpha=2).labels.alpha
    assert type(alpha) is float


@pytest.mark.parametrize(
    ("section", "values"),
    [("finetune", {"step": 3}), ("finetuning", {}), ("finetune", {"steps": -1})],
)
def test_an_override_is_checked(section, values):
    with pytest.raises(SettingsError):
        load_preset("tiny").override(section, **values)


def test_sections_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        load_preset("tiny").reinforce.steps = 3


def test_missing_books_are_an_error_that_names_them(tmp_path):
    preset = load_preset("tiny").override("world", books=tmp_path / "nowhere")
    with pytest.raises(SettingsError, match="books of the world 'skellbourne'.*nowhere"):
        preset.world.need_files()


@pytest.mark.parametrize("section", SECTIONS)
def test_every_key_has_a_description_for_errors(section):
    for field in dataclasses.fields(SECTIONS[section]):
        assert describe(SECTIONS[section], field.name)


def test_of_a_step_only_the_declared_sections_can_be_read():
    preset = load_preset("test")
    step = preset.override("labels", alpha=2.0).only("labels", "world")
    assert (step.labels.alpha, step.world, step.name) == (2.0, preset.world, "test")
    with pytest.raises(SettingsError, match=r"\[stress\] is read .*stress.samples.*add 'stress'"):
        step.stress.samples  # noqa: B018
    with pytest.raises(SettingsError, match="not declared"):
        step.override("stress", samples=3)
    assert step.as_dict() == preset.override("labels", alpha=2.0).as_dict()
    with pytest.raises(SettingsError, match="did you mean 'labels'"):
        preset.only("label")


def test_a_preset_with_a_byte_order_mark_is_read(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('extends = "tiny"\r\n[finetune]\r\nsteps = 7\r\n', encoding="utf-8-sig")
    assert load_preset(str(path)).finetune.steps == 7


def test_a_preset_as_an_old_editor_saves_unicode_is_read(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('extends = "tiny"\n[finetune]\nsteps = 7\n', encoding="utf-16")
    assert load_preset(str(path)).finetune.steps == 7


@pytest.mark.parametrize("key", ["books", "anchors"])
@pytest.mark.parametrize("path", [r"C:\Users\me", r"D:\books", r"D:\temp", r"D:\new", r"D:\data"])
def test_a_path_with_backslashes_says_how_to_write_it(tmp_path, key, path):
    for text in (f'[world]\n{key} = "{path}"', f'[model]\nbase = "{path}"'):
        with pytest.raises(
            SettingsError, match="forward slashes, as 'D:/books', or between single"
        ):
            load_preset(preset_file(tmp_path, text))


def test_another_fault_of_toml_does_not_speak_of_paths(tmp_path):
    with pytest.raises(SettingsError, match="correct the line") as caught:
        load_preset(preset_file(tmp_path, "[world]\nbooks = what"))
    assert "slashes" not in str(caught.value)


@pytest.mark.parametrize("value", ["9" * 5000, "[" * 5000, "{a=" * 5000, "2020-99-99", '"\\ud800"'])
def test_a_value_that_toml_cannot_hold_is_told(tmp_path, value):
    with pytest.raises(SettingsError, match="not readable as TOML"):
        load_preset(preset_file(tmp_path, f"[finetune]\nsteps = {value}"))


def test_a_file_that_takes_toml_hours_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="more than 50,000 characters"):
        load_preset(preset_file(tmp_path, ".".join("a" * 100_000) + " = 1"))


def test_a_prompt_may_have_line_ends(tmp_path):
    preset = load_preset(preset_file(tmp_path, '[world]\nquestion = "One.\\nTwo"'))
    assert preset.world.question == "One.\nTwo"


@pytest.mark.parametrize(
    "name",
    ["mine.toml", "./mine.toml", "~/mine.toml", "../{folder}/mine.toml", "MINE.TOML", "sub/m"],
)
def test_a_preset_is_found_by_any_path(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "sub").mkdir()
    for file in ("mine.toml", "MINE.TOML", "sub/m"):
        (tmp_path / file).write_text('extends = "tiny"\n[finetune]\nsteps = 7\n')
    preset = load_preset(name.format(folder=tmp_path.name))
    assert preset.finetune.steps == 7
    assert preset.source.is_absolute()
    assert preset.source.parent in (tmp_path, tmp_path / "sub")
    assert load_preset(str(preset.source)) == preset


def test_a_preset_extends_its_neighbour(tmp_path, monkeypatch):
    preset_file(tmp_path, "[finetune]\nsteps = 7", "parent")
    (tmp_path / "child.toml").write_text('extends = "parent.toml"\n')
    monkeypatch.chdir("/")
    assert load_preset(str(tmp_path / "child.toml")).finetune.steps == 7


def test_a_shipped_name_is_the_shipped_preset_wherever_one_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    preset_file(tmp_path, "[finetune]\nsteps = 7", "tiny")
    assert load_preset("tiny").source == PRESETS / "tiny.toml"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("mine", "whole name: mine.toml"),
        ("none.toml", "no such preset file"),
        ("sub/none.toml", "no such preset file"),
        ("~nobody-here/none.toml", "no such preset file"),
        ("sub.toml", "no such preset file"),
    ],
)
def test_a_preset_that_is_not_there_is_told(tmp_path, monkeypatch, name, told):
    monkeypatch.chdir(tmp_path)
    preset_file(tmp_path, "")
    (tmp_path / "sub.toml").mkdir()
    with pytest.raises(SettingsError, match=told):
        load_preset(name)


@pytest.mark.parametrize(
    "text",
    [
        "[last]\nrelearn_rates = [[]]",
        '[last]\nrelearn_rates = ["a"]',
        "[last]\nrelearn_rates = [{}]",
    ],
)
def test_rates_of_another_kind_are_one_error(tmp_path, text):
    (tmp_path / "mine.toml").write_text(f'extends = "test"\n{text}\n', encoding="utf-8")
    with pytest.raises(SettingsError):
        load_preset(str(tmp_path / "mine.toml"))


def test_what_is_unset_of_no_table_is_one_error(tmp_path):
    (tmp_path / "below.toml").write_text("model = 3\n", encoding="utf-8")
    text = 'extends = "below.toml"\n[model]\nunset = ["base"]\n'
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match="model is not a table"):
        load_preset(str(tmp_path / "mine.toml"))


def test_a_long_chain_of_presets_is_refused(tmp_path):
    for number in range(60):
        below = f"{number + 1}.toml" if number < 59 else "test"
        (tmp_path / f"{number}.toml").write_text(f'extends = "{below}"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="too many presets"):
        load_preset(str(tmp_path / "0.toml"))
