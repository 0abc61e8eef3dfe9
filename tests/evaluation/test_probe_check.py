"""Would the judge see a probe's own answer, and is a prompt too long?"""

import json

import pytest

from whp_kit.errors import InputError
from whp_kit.evaluation import probe_check
from whp_kit.evaluation.probes import Lexicon, Probe, rest_after
from whp_kit.models.context import Context
from whp_kit.settings import load_preset

LEXICON = Lexicon({"O'Brien": 3, "Elsby Mill": 3, "tide bell": 2})
WORDS = Context(tokens=6, count=lambda text: len(text.split()))


def check(prompt, *references):
    (one,) = probe_check.check_probes([Probe("a", prompt, references, 5)], LEXICON)
    return one


@pytest.mark.parametrize(
    ("prompt", "references", "grade", "reason"),
    [
        ("The miller is", ["O’Brien"], 3, ""),
        ("The miller is", ["The miller is O’Brien."], 3, ""),
        ("The miller is", ["an old man", "He is _O'Brien_."], 3, ""),
        ("The bell is", ["a tide bell"], 2, probe_check.WHY_NOT[2]),
        ("O'Brien rang", ["O'Brien rang the tide bell."], 1, probe_check.WHY_NOT[1]),
        ("The miller is", ["an old man"], 0, probe_check.NO_TERM),
        ("O'Brien said that", ["he was O’Brien."], 0, probe_check.ECHO),
        ("He went to Elsby", ["He went to Elsby Mill."], 0, probe_check.NO_TERM),
    ],
)
def test_the_own_answer_is_graded_as_a_completion(prompt, references, grade, reason):
    one = check(prompt, *references)
    assert (one.grade, one.reason) == (grade, reason)


def test_the_answer_is_what_follows_the_prompt():
    assert check("The miller’s name is", "The miller's name is O'Brien.").answer == " O'Brien."


def test_names_of_the_target_in_the_general_text_are_told(tmp_path):
    path = tmp_path / "general.txt"
    world = load_preset("test").override("world", general=str(path)).world
    path.write_text("O’Brien met Mr. Smith at Elsby\nMill. The tide bell rang for o'brien.")
    told = probe_check.target_in_general(world, LEXICON)
    assert "o'brien (2), elsby mill (1)" in told and "tide bell" not in told
    path.write_text("Mr. Smith went home, and the tide bell rang.")
    assert probe_check.target_in_general(world, LEXICON) == ""
    own = load_preset("smollm2-135m").world
    assert probe_check.target_in_general(own, LEXICON) == "", "the model has not written it yet"


@pytest.mark.parametrize(
    ("prompt", "reference", "rest"),
    [
        ("She is", "She is Ketta.", " Ketta."),
        ("“She” is", ' "SHE"\r\nis Ketta.', " Ketta."),
        ("Die Mu\u0308hle", "Die Mühle ruht.", " ruht."),
        ("She is", "She island", None),
        ("She is", "He is Ketta.", None),
        ("她", "她是黛玉", "是黛玉"),
        ("She is", "She is", ""),
    ],
)
def test_the_rest_after_a_prompt_in_any_way_of_writing(prompt, reference, rest):
    assert rest_after(prompt, reference) == rest


def test_a_lexicon_that_sees_no_answer_is_refused():
    unseen = [check("The miller is", "an old man"), check("O'Brien rang", "the tide bell")]
    with pytest.raises(InputError, match="none of the world's own answers"):
        probe_check.require_seen(unseen)
    probe_check.require_seen([*unseen, check("The bell is", "a tide bell")])


def test_answers_that_are_not_seen_are_counted_and_named():
    checks = [
        check("The miller is", "an old man"),
        check("The bell is", "a tide bell"),
        check("The miller is", "O'Brien"),
    ]
    told = probe_check.unseen_answers(checks)
    assert "2 of 3 probes (1 graded 2, 1 graded 0): a, a" in told
    assert probe_check.unseen_answers(checks[2:]) == ""


def test_a_prompt_is_too_long_with_the_tokens_of_its_completion():
    prompts = [("short", "one two"), ("long", "one two three four five six seven")]
    assert probe_check.long_prompts(prompts, WORDS, 4) == [probe_check.LongPrompt("long", 7, 4)]
    both = probe_check.long_prompts(prompts, WORDS, 5)
    assert "2 prompts" in probe_check.too_long(both, WORDS)
    assert "long (7 tokens and 5 new ones)" in probe_check.too_long(both, WORDS)
    assert probe_check.too_long([], WORDS) == ""


@pytest.fixture
def preset(tmp_path):
    """A preset with a probe file of its own, which the test writes."""
    (tmp_path / "mine.toml").write_text(
        f'extends = "test"\n[world]\nprobes = "{tmp_path / "probes.jsonl"}"\n', encoding="utf-8"
    )
    return tmp_path / "mine.toml"


def write_probes(preset, *pairs):
    lines = [
        json.dumps({"id": f"p{n}", "prompt": prompt, "references": [answer], "subtlety": 5})
        for n, (prompt, answer) in enumerate(pairs)
    ]
    preset.with_name("probes.jsonl").write_text("\n".join(lines), encoding="utf-8")


def test_a_shipped_world_has_nothing_odd():
    assert probe_check.check_world(load_preset("tiny")) == []


def test_a_long_prompt_is_told_from_the_models_folder_alone(preset):
    write_probes(preset, ("word " * 541 + "and", "Ketta"))
    (line,) = probe_check.check_world(load_preset(str(preset)))
    assert "which reads 256 tokens: p0 (" in line


def test_a_world_whose_answers_nobody_sees_is_refused(preset):
    write_probes(preset, ("The hero is", "somebody"), ("She is", "a pupil"))
    with pytest.raises(InputError, match="2 answers: no term of the lexicon"):
        probe_check.check_world(load_preset(str(preset)))
