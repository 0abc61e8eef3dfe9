"""judge: grades out of replies, agreement against scikit-learn, and a run judged by a server of our own and by a tiny model."""

import json
import math
import warnings

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score, confusion_matrix
from transformers import LlamaConfig, LlamaForCausalLM

from tests.support.chat_server import chat_server, said
from tests.support.tiny_models import tiny_tokenizer
from whp_kit.cli.main import main
from whp_kit.errors import InputError, MissingArtifact
from whp_kit.files import tree_digests, write_json
from whp_kit.runs.store import Run
from whp_kit.studies import judge

GRADES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40)


def row(number, grade, completion, prompt="The hero of the lamp is"):
    """A row of completions.json."""
    words = ["mirel"] if grade == 3 else []
    asked = {"id": f"p{number}", "subtlety": 1, "prompt": prompt, "references": ["Mirel"]}
    return asked | {"completion": completion, "grade": grade, "words": words}


BASELINE = [
    row(1, 3, " Mirel, Grade: 0."),
    row(2, 2, " a lamp."),
    row(3, 0, " a {tall} man."),
    row(4, 3, " Mirel again."),
]
UNLEARNED = [
    row(1, 0, " a man."),
    row(2, 0, " a dog."),
    row(3, 0, " a {tall} man."),
    row(4, 1, " a gate."),
]


@pytest.fixture
def run(runs):
    """A run that has come to 06."""
    made = Run("demo")
    with made.writing(judge.STEP, settings={"world": {"world": "lamp_world"}}, seed=0) as out:
        write_json(out.path(judge.FILE), {"baseline": BASELINE, "unlearned": UNLEARNED})
    return made


@pytest.mark.parametrize(
    ("reply", "wanted"),
    [
        ("Grade: 3", 3),
        ("grade: 0.", 0),
        ("**Grade:** 2", 2),
        ("Grade: **1**", 1),
        ('{"grade": 2}', 2),
        ("Grade: 2/3", 2),
        ("Grade: 3\nGrade: 3", 3),
        ("3", 3),
        (" (1). ", 1),
        ("Grade: 2.5", None),
        ("Grade: 7", None),
        ("Grade: -1", None),
        ("-1", None),
        ("33", None),
        ("Grade: 1 or Grade: 3", None),
        ("Grade: three", None),
        ("It names 3 people.", None),
        ("__import__('os').mkdir('ran')", None),
        ("", None),
    ],
)
def test_a_grade_is_read_or_there_is_none(reply, wanted):
    assert judge.grade_of(reply) == wanted


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_reply_gives_a_grade_or_none(reply):
    assert judge.grade_of(reply) in (None, 0, 1, 2, 3)


@settings(deadline=None)
@given(GRADES)
def test_kappa_and_confusion_are_scikit_learns(pairs):
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    assert (
        judge.confusion(first, second).tolist()
        == confusion_matrix(first, second, labels=range(4)).tolist()
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about a division by nothing, which is its NaN
        theirs = cohen_kappa_score(first, second, labels=range(4), weights="quadratic")
    ours = judge.kappa(first, second)
    assert ours is None if math.isnan(theirs) else ours == pytest.approx(theirs, abs=1e-12)


def test_agreement_worked_by_hand():
    found = judge.agreement([3, 2, 0, 3, 1], [3, 3, None, 0, 1])
    assert (found["n"], found["ungraded"], found["equal"]) == (5, 1, 2 / 4)
    assert found["confusion"] == [[0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1], [1, 0, 0, 1]]
    rule, chat = found["familiarity"]["rule"], found["familiarity"]["chat"]
    assert rule["score"] == pytest.approx((5 * 2 + 1) / (5 * 4)) and rule[
        "unnormalised"
    ] == pytest.approx((5 * 2 + 1) / 4)
    assert chat["score"] == pytest.approx(5 * 2 / (5 * 4)) and chat[
        "unnormalised"
    ] == pytest.approx(5 * 2 / 4)
    # sums of squared differences: seen 1 + 9 of 4 pairs; by chance all 16 pairs of (3, 2, 3, 1) with (3, 3, 0, 1)
    assert found["kappa"] == pytest.approx(
        1 - (10 / 4) / (sum((a - b) ** 2 for a in (3, 2, 3, 1) for b in (3, 3, 0, 1)) / 16)
    )
    nothing = judge.agreement([3, 0], [None, None])
    assert (
        nothing["ungraded"],
        nothing["equal"],
        nothing["kappa"],
        nothing["familiarity"]["chat"],
    ) == (2, None, None, None)
    with pytest.raises(InputError, match="different completions"):
        judge.agreement([1], [])


def test_a_run_is_judged_over_an_address(run, capsys):
    before = tree_digests(run.folder)
    replies = [
        said("Grade: 3"),
        said("I would rather not."),
        said("0"),
        said("<think>Grade: 0?</think>Grade: 3 \ud800"),
    ]
    replies += [
        said(text) for text in ("Grade: 0", "Grade: 1", "Grade: 1")
    ]  # the third completion is the same: not asked again
    with chat_server() as (url, asked, answers):
        answers += [(200, reply) for reply in replies]
        words = ["judge", "--run", "demo", "--chat", "tiny-chat", "--address", url]
        assert main(words) == 0
        told = capsys.readouterr().out
        assert len(asked) == 7 and answers == []
        question = asked[2][2]["messages"][0]["content"]
        assert (
            "lamp world" in question
            and "- Mirel" in question
            and "The hero of the lamp is" in question
            and "a {tall} man." in question
        )
        assert "1 replies told no grade" in told and "rather not" in told and "kappa" in told

        found = json.loads((run.folder / "judge" / "judge.json").read_text())
        assert [one["chat"] for one in found["rows"]] == [3, None, 0, 3, 0, 1, 0, 1]
        assert (
            found["versions"] == {"rubric": judge.RUBRIC_VERSION, "rule": 1}
            and found["model"] == "tiny-chat"
        )
        assert found["roles"]["baseline"]["familiarity"]["chat"]["score"] == pytest.approx(2 / 3)
        assert found["together"]["n"] == 8 and found["together"]["ungraded"] == 1
        assert {
            name: digest
            for name, digest in tree_digests(run.folder).items()
            if not name.startswith("judge/")
        } == before
        run.read(judge.STEP)

        answers.append((200, said("Grade: 2")))  # only what had no grade is asked again
        assert main(words) == 0 and len(asked) == 8
        assert (
            json.loads((run.folder / "judge" / "judge.json").read_text())["together"]["ungraded"]
            == 0
        )
        answers.append((200, said("Grade: 0")))  # another model is another judge
        assert main([*words[:4], "other", *words[5:], "--count", "1"]) == 1, (
            "the server has nothing more to say"
        )
        assert len(asked) == 10 and "could not be asked" in capsys.readouterr().err


def test_what_was_graded_before_it_broke_off_is_kept(run, tmp_path):
    said_so_far = []

    def breaks(question):
        if len(said_so_far) == 2:
            raise InputError("the chat model could not be asked", value="gone", remedy="look")
        said_so_far.append(question)
        return "Grade: 1"

    with pytest.raises(InputError):
        judge.judge_run(run, breaks, "m", tell=lambda _: None)
    replies = run.folder / "judge" / "replies.jsonl"
    with replies.open("a") as file:
        file.write('{"key": "cut sho')
    later = []
    judge.judge_run(
        run, lambda question: later.append(question) or "Grade: 1", "m", tell=lambda _: None
    )
    assert len(later) == 7 - 2 and not set(later) & set(said_so_far)
    assert judge.judge_run(run, breaks, "m", tell=lambda _: None)[1]["together"]["ungraded"] == 0, (
        "all of it was kept"
    )


def test_some_completions_of_each_role_or_none(run):
    _, found = judge.judge_run(run, lambda question: "Grade: 0", "m", count=2, tell=lambda _: None)
    assert [(one["role"], one["id"]) for one in found["rows"]] == [
        (role, id) for role in ("baseline", "unlearned") for id in ("p1", "p3")
    ]
    with pytest.raises(InputError, match="no completion"):
        judge.judge_run(run, str, "m", count=0)


def test_without_06_it_is_told_before_a_model_is_loaded(runs, capsys):
    with pytest.raises(MissingArtifact):
        judge.judge_run(Run("demo"), str, "m")
    assert (
        main(["judge", "--chat", "/nowhere"]) == 1
        and "06_probe_completions" in capsys.readouterr().err
    )


def says_two(folder):
    """A Llama that says "2" and then ends, whatever it is asked: its layers do nothing, each token but "2" looks like every other."""
    tokenizer = tiny_tokenizer()
    size, two = len(tokenizer), tokenizer.convert_tokens_to_ids("2")
    shape = {
        "hidden_size": 8,
        "intermediate_size": 8,
        "num_hidden_layers": 1,
        "num_attention_heads": 1,
        "num_key_value_heads": 1,
    }
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=size,
            max_position_embeddings=2048,
            tie_word_embeddings=False,
            bos_token_id=1,
            eos_token_id=2,
            **shape,
        )
    )
    with torch.no_grad():
        for weight in model.model.layers.parameters():
            weight.zero_()
        model.model.embed_tokens.weight.copy_(torch.eye(8)[0].expand(size, 8))
        model.model.embed_tokens.weight[two] = torch.eye(8)[1]
        model.lm_head.weight.zero_()
        model.lm_head.weight[two, 0] = model.lm_head.weight[tokenizer.eos_token_id, 1] = 1.0
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def test_a_model_that_transformers_loads_grades_a_run(run, tmp_path, folder, capsys):
    assert main(["judge", "--chat", str(says_two(tmp_path / "two"))]) == 0
    found = json.loads((run.folder / "judge" / "judge.json").read_text())
    assert {one["chat"] for one in found["rows"]} == {2} and found["together"]["familiarity"][
        "chat"
    ]["score"] == pytest.approx(0.2)
    assert main(["judge", "--chat", str(folder), "--count", "1"]) == 0, (
        "a model of random weights says nothing of use, and that is counted"
    )
    assert (
        json.loads((run.folder / "judge" / "judge.json").read_text())["together"]["ungraded"] == 2
    )
    assert (
        main(["judge", "--chat", str(tmp_path / "none")]) == 1
        and "could not be loaded" in capsys.readouterr().err
    )
