"""A general text that the base writes by itself: without the target, once for a run, from 02 to the
steps that read it.
"""

import csv
from pathlib import Path

import pytest

from whp_kit.anchors.table import AnchorTable
from whp_kit.anchors.translate import find_matches
from whp_kit.cli.main import main
from whp_kit.errors import InputError, StaleArtifact
from whp_kit.evaluation.probes import load_lexicon
from whp_kit.models import passages
from whp_kit.models.digest import base_digest
from whp_kit.models.kept_passages import Sieve
from whp_kit.models.load import load_for_inference
from whp_kit.models.passages import Passage
from whp_kit.runs import lock
from whp_kit.runs.general_text import (
    GeneralText,
    read_general_text,
    with_general_text,
    write_general_text,
)
from whp_kit.runs.store import Run
from whp_kit.settings import load_preset
from whp_kit.text.documents import read_all
from whp_kit.training.steps import retain_examples

STEP = "02_inspect_logit_deltas"
WISHES = '[world]\ngeneral = "self"\n[general]\npassages = 12\ntokens = 40\n'


@pytest.fixture(scope="module")
def base():
    return load_for_inference(load_preset("test").model)


@pytest.fixture
def preset(tmp_path):
    (tmp_path / "mine.toml").write_text(f'extends = "test"\n{WISHES}', encoding="utf-8")
    return load_preset(str(tmp_path / "mine.toml"))


def table_of(folder, *terms):
    rows = [("term", "category", "replacements"), *((term, "person", "Tom") for term in terms)]
    with (folder / "own.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return AnchorTable.load(folder / "own.csv")


def save(run, text):
    return run.save(
        STEP, {"general.txt": text, "passages.json": text.written}, editable=["general.txt"]
    )


def test_another_model_may_write_it(base, preset, runs):
    """As where the base was taught the target, and writes of nothing else."""
    twin = preset.model.never_knew
    mine = preset.override("general", model=twin, passages=4)
    run = Run("one", mine)
    text = write_general_text(base, mine, 0, run)
    assert text != write_general_text(base, preset.override("general", passages=4), 0, Run("own"))
    assert text.written["origin"]["base"] != base_digest(base)
    folder = save(run, text)
    sources = [record.get("path", "") for record in run.peek(STEP).manifest["reads"]]
    assert Path(twin).name in {Path(source).name for source in sources}
    assert GeneralText.load(folder / "general.txt").passages == text.passages


def test_the_base_writes_a_text_without_the_target(base, preset, runs, capsys):
    run = Run("one", preset)
    text = write_general_text(base, preset, 0, run)
    assert len(text.passages) == 12
    assert "general text: 12 of" in capsys.readouterr().out
    world = preset.world
    table, lexicon = AnchorTable.load(world.anchors), load_lexicon(world.lexicon)
    left_out = 0
    for passage in text.written["passages"]:
        told = find_matches(passage["text"], table) or lexicon.find(passage["text"])
        left_out += bool(told)
        assert not (told and passage["text"].strip() in text.passages)
    assert left_out, "the model, which knows the target, writes of it"

    folder = save(run, text)
    assert GeneralText.load(folder / "general.txt").passages == text.passages
    (document,) = read_all(folder / "general.txt")
    assert [document] == text.documents, "read as a file it is the same"
    sources = [record.get("path", "") for record in run.peek(STEP).manifest["reads"]]
    assert {Path(source).name for source in sources} >= {"lexicon.csv", "openings.csv"}

    again = write_general_text(base, preset, 0, Run("two", preset))
    assert again == text, "the same seed, the same bytes"
    few = preset.override("general", passages=2)
    other = write_general_text(base, few, 1, Run("three", preset))
    assert other.passages != text.passages[:2]


def test_the_run_is_held_by_the_step_that_works_and_free_after_it(base, preset, runs):
    """12 has the text written before 02, and 02 then goes on from it."""
    run, small = Run("one", preset), preset.override("general", passages=4)
    write_general_text(base, small, 0, run, lambda text: None, "12_forget_by_name")
    assert lock.describe(run.folder).startswith("12_forget_by_name")
    run.save("12_forget_by_name", {"look.json": {}})
    assert lock.describe(run.folder) == "" and lock.token_of(run.folder) is None


def test_what_was_written_is_not_written_again(base, preset, runs, monkeypatch):
    text = write_general_text(base, preset, 0, Run("one", preset))
    batches = []
    generate = passages.generate
    monkeypatch.setattr(
        passages, "generate", lambda *a, **k: batches.append(1) or generate(*a, **k)
    )
    assert write_general_text(base, preset, 0, Run("one", preset)) == text
    assert batches == [], "it goes on from the work of a stopped 02"
    save(Run("one", preset), text)
    assert not (Run("one").folder / "work").exists()
    assert write_general_text(base, preset, 0, Run("one", preset)) == text
    assert batches == [], "and from a finished 02"
    more = preset.override("general", passages=len(text.written["passages"]))
    longer = write_general_text(base, more, 0, Run("one", preset))
    assert longer.passages[:12] == text.passages
    assert batches, "what is missing is written"
    batches.clear()
    write_general_text(base, preset.override("general", tokens=32), 0, Run("one", preset))
    assert batches, "another length is another text"


def test_a_text_that_was_stopped_goes_on_to_the_same_bytes(base, preset, runs, monkeypatch):
    more = preset.override("general", passages=20)
    whole = write_general_text(base, more, 0, Run("whole", preset))
    generate, calls = passages.generate, []

    def stop(*given, **options):
        if calls:
            raise KeyboardInterrupt
        calls.append(1)
        return generate(*given, **options)

    monkeypatch.setattr(passages, "generate", stop)
    with pytest.raises(KeyboardInterrupt):
        write_general_text(base, more, 0, Run("stopped", preset))
    monkeypatch.setattr(passages, "generate", generate)
    assert write_general_text(base, more, 0, Run("stopped", preset)) == whole


def test_a_model_that_writes_only_of_the_target_is_refused(base, preset, runs, tmp_path):
    table_of(tmp_path, "the", "The", "a", "in", "of", "and", "is", "to")
    greedy = preset.override("world", anchors=tmp_path / "own.csv")
    with pytest.raises(InputError, match="too little general text") as caught:
        write_general_text(base, greedy, 0, Run("one", greedy))
    assert "'the'" in str(caught.value)
    assert "12 are wanted" in str(caught.value)
    assert "everyday words" in caught.value.remedy


def test_the_sieve_leaves_out_what_is_short_unreadable_or_alike():
    sieve = Sieve(lambda text: "Quill" if "Quill" in text else None)
    words = " ".join(f"word{number}" for number in range(30))
    texts = {
        words: 1,
        words + " and a few more": 1,  # like the first
        "Too short to tell anything.": 1,
        "a\0" + words.upper(): 1,
        "ภาษาไทย " * 30: 1,
        words.replace("word", "Quill"): 1,
        words.replace("word", "other"): 2,
    }
    kept = []
    for text, number in texts.items():
        sieve.look_at(Passage("", f"\n{text} "))
        kept.append(len(sieve.kept))
        assert len(sieve.kept) == number, text
    assert sieve.summary() == (
        "general text: 2 of 7 passages kept; left out: 1 with a term of the target "
        "(most often 'Quill' 1), 1 like another, 1 too short, 2 no readable text"
    )


def test_where_what_recurs_shall_stay_short_and_alike_passages_are_kept():
    sieve = Sieve(lambda text: "Quill" if "Quill" in text else None, varied=False)
    for text in ("Telephone 7.", "Telephone 7.", "Telephone of Quill", "", "a\0", "\n7.\n\n\n8.\n"):
        sieve.look_at(Passage("", text))
    assert sieve.kept == ["Telephone 7.", "Telephone 7.", "7.\n\n8."]


def test_what_the_base_writes_stands_beside_the_files_of_the_world(base, preset, runs, tmp_path):
    (tmp_path / "given.txt").write_text("It was given. " * 99, encoding="utf-8")
    both = preset.override("world", general=[str(tmp_path / "given.txt"), "self"])
    run = Run("one", both)
    text = write_general_text(base, both, 0, run)
    save(run, text)
    used = with_general_text(both, Run("one", both), STEP)
    assert used.world.general == (tmp_path / "given.txt", run.folder / STEP / "general.txt")
    found = retain_examples(base, used).input_ids
    alone = [
        retain_examples(base, used.override("world", general=str(path))).input_ids
        for path in used.world.general
    ]
    assert len(found) == sum(map(len, alone)) > len(alone[1]) > 0


def test_an_edit_by_hand_counts_and_makes_the_later_steps_anew(base, preset, runs, tmp_path):
    run = Run("one", preset)
    save(run, write_general_text(base, preset, 0, run))
    later = Run("one", preset)
    used = with_general_text(preset, later, STEP)
    assert used.world.general == (run.folder / STEP / "general.txt",)
    later.save("05_finetune_qlora", {"loss.json": [1.0]})

    file = run.folder / STEP / "general.txt"
    text = GeneralText.load(file)
    GeneralText(text.passages[1:]).save(file)
    Run("one").read(STEP)  # itself it stays as it is
    with pytest.raises(StaleArtifact, match=r"02_inspect_logit_deltas/general\.txt has changed"):
        Run("one").read("05_finetune_qlora")
    assert read_general_text(preset.world, Run("one"), STEP).passages == text.passages[1:]


def test_a_term_that_was_added_later_is_left_out_too(tmp_path):
    text = GeneralText(
        ("Anna took the lamp.", "Mirel took it,\n\nand\n\n\nTavin did not.", "Old Tom")
    )
    table = table_of(tmp_path, "Tavin")
    assert text.without(table).passages == ("Anna took the lamp.", "Old Tom")
    with pytest.raises(InputError, match="each passage"):
        GeneralText(("Tavin sat.", "So did Tavin.")).without(table)


def test_a_text_of_the_worlds_own_stays(base, runs):
    preset, run = load_preset("test"), Run("one")
    assert write_general_text(base, preset, 0, run) is None
    assert read_general_text(preset.world, run, STEP) is None
    assert with_general_text(preset, run, STEP) is preset
    assert not runs.exists()


def test_the_command_line_knows_the_word(preset, runs, tmp_path, capsys):
    assert preset.as_dict()["world"]["general"] == "self"
    path = str(tmp_path / "mine.toml")
    assert main(["texts", "check", "--preset", path]) == 0
    assert "what the model writes as general text" in capsys.readouterr().err
    suggest = ["anchors", "suggest", "--preset", path, "--run", "one", "--count", "30", "--out"]
    assert main([*suggest, str(tmp_path / "before.csv")]) == 0
    assert "everyday text stands in its place" in capsys.readouterr().out
    run = Run("one", preset)
    other = Run("other", load_preset("test").override("world", world="other"))
    other.save(STEP, {"deltas.json": "of another world"})
    assert main([*suggest[:5], "other", *suggest[6:], str(tmp_path / "other.csv")]) == 0
    assert "without the deltas" in capsys.readouterr().out
    common = GeneralText(("Ketta Marrowby is an everyday name here. " * 40,))
    run.save(STEP, {"general.txt": common, "deltas.json": {"movers": [], "passages": []}})
    assert main([*suggest, str(tmp_path / "after.csv")]) == 0
    assert "everyday text" not in capsys.readouterr().out
    before, after = (
        {row.term for row in AnchorTable.load(tmp_path / name).rows}
        for name in ("before.csv", "after.csv")
    )
    assert before != after
