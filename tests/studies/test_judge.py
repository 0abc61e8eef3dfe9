"""judge: grades parsed from replies, agreement, and a run judged by a local server and a model."""

import json
import os

import pytest
import torch
from transformers import LlamaConfig, LlamaForCausalLM

from tests.support.chat_server import chat_server, said
from tests.support.tiny_models import tiny_tokenizer
from whp_kit.cli.main import main
from whp_kit.errors import ArtifactError, InputError, MissingArtifact
from whp_kit.evaluation.familiarity import COMPLETION_METRIC_VERSION
from whp_kit.files import tree_digests, write_json
from whp_kit.runs.store import Run
from whp_kit.studies import judge


class TestAgreement:
    RULE, CHAT = [3, 2, 0, 3, 1], [3, 3, None, 0, 1]

    @pytest.fixture
    def result(self):
        return judge.agreement(self.RULE, self.CHAT)

    def test_ungraded_completions_are_counted(self, result):
        assert (result["n"], result["ungraded"]) == (5, 1)

    def test_the_share_of_equal_grades(self, result):
        assert result["equal"] == 2 / 4

    def test_the_confusion_matrix_has_the_rules_grades_as_rows(self, result):
        assert result["confusion"] == [[0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1], [1, 0, 0, 1]]

    def test_kappa_by_hand(self, result):
        """1 less the squared differences seen, by those of all pairs of (3, 2, 3, 1), (3, 3, 0, 1).

        Seen are 1 and 9 in four pairs.
        """
        by_chance = sum((a - b) ** 2 for a in (3, 2, 3, 1) for b in (3, 3, 0, 1)) / 16
        assert result["kappa"] == pytest.approx(1 - (10 / 4) / by_chance)

    @pytest.mark.parametrize(
        ("who", "points"), [("rule", 5 * 2 + 1), ("chat", 5 * 2)], ids=["rule", "chat"]
    )
    def test_familiarity_in_both_forms(self, result, who, points):
        familiarity = result["familiarity"][who]
        assert familiarity["score"] == pytest.approx(points / (5 * 4))
        assert familiarity["unnormalised"] == pytest.approx(points / 4)

    def test_without_any_grade_there_is_no_figure(self):
        result = judge.agreement([3, 0], [None, None])
        assert result["ungraded"] == 2
        assert result["equal"] is result["kappa"] is result["familiarity"]["chat"] is None
        assert result["confusion"] == [[0] * 4] * 4

    def test_judges_of_different_completions_are_refused(self):
        with pytest.raises(InputError, match="different completions"):
            judge.agreement([1], [])


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [([3, 3], [3, 3], None), ([], [], None), ([3, 3], [2, 2], 0.0), ([0, 3], [0, 3], 1.0)],
)
def test_kappa_at_its_limits(first, second, wanted):
    assert judge.kappa(first, second) == wanted


def completion(number, grade, text):
    """A row of completions.json."""
    return {
        "id": f"p{number}",
        "subtlety": 1,
        "prompt": "The hero of the lamp is",
        "references": ["Mirel"],
        "completion": text,
        "grade": grade,
        "words": ["mirel"] if grade == 3 else [],
    }


BASELINE = [
    completion(1, 3, " Mirel, Grade: 0."),
    completion(2, 2, " a lamp."),
    completion(3, 0, " a {tall} man."),
    completion(4, 3, " Mirel again."),
]
UNLEARNED = [
    completion(1, 0, " a man."),
    completion(2, 0, " a dog."),
    completion(3, 0, " a {tall} man."),
    completion(4, 1, " a gate."),
]
QUESTIONS = 7  # the third completion is the same for both roles


@pytest.fixture
def run(runs):
    """A run that has completed step 06."""
    run = Run("demo")
    with run.writing(
        "06_probe_completions", settings={"world": {"world": "lamp_world"}}, seed=0
    ) as out:
        write_json(out.path(judge.COMPLETIONS), {"baseline": BASELINE, "unlearned": UNLEARNED})
    return run


def result_of(run):
    return json.loads((run.folder / "judge" / "judge.json").read_text())


def judge_quietly(run, chat, **options):
    return judge.judge_run(run, chat, "m", report=lambda line: None, **options)[1]


class TestOverAnAddress:
    REPLIES = (
        "Grade: 3",
        "I would rather not.",
        "0",
        "<think>Grade: 0?</think>Grade: 3 \ud800",
        "Grade: 0",
        "Grade: 1",
        "Grade: 1",
    )
    GRADES = [3, None, 0, 3, 0, 1, 0, 1]

    @pytest.fixture
    def server(self):
        with chat_server() as (url, requests, replies):
            replies += [(200, said(text)) for text in self.REPLIES]
            yield url, requests, replies

    @pytest.fixture
    def command(self, server):
        return ["judge", "--run", "demo", "--chat", "tiny-chat", "--address", server[0]]

    def test_each_completion_gets_its_grade(self, run, server, command):
        assert main(command) == 0
        assert [row["chat"] for row in result_of(run)["rows"]] == self.GRADES
        assert len(server[1]) == QUESTIONS

    def test_the_question_holds_world_references_prompt_and_completion(self, run, server, command):
        assert main(command) == 0
        question = server[1][2][2]["messages"][0]["content"]
        for part in ("lamp world", "- Mirel", "The hero of the lamp is", "a {tall} man."):
            assert part in question

    def test_the_result_names_what_was_compared(self, run, command):
        assert main(command) == 0
        result = result_of(run)
        assert result["versions"] == {"rubric": 1, "reading": 3, "rule": COMPLETION_METRIC_VERSION}
        assert result["model"] == "tiny-chat"
        assert (result["together"]["n"], result["together"]["ungraded"]) == (8, 1)

    def test_neither_password_nor_query_of_the_address_is_written(
        self, run, server, command, capsys
    ):
        secret = server[0].replace("//", "//user:hunter22@") + "?key=longword"
        assert main([secret if word == server[0] else word for word in command]) == 0
        printed = capsys.readouterr()
        written = "".join(path.read_text() for path in (run.folder / "judge").iterdir())
        assert result_of(run)["address"] == f"{server[0]}?[hidden]"
        for text in (written, printed.out, printed.err):
            assert "hunter22" not in text and "longword" not in text

    def test_the_tables_are_printed(self, run, command, capsys):
        assert main(command) == 0
        printed = capsys.readouterr().out
        for part in ("1 replies without a grade", "rather not", "kappa"):
            assert part in printed

    def test_the_steps_of_the_run_stay_as_they_are(self, run, command):
        before = tree_digests(run.folder)
        assert main(command) == 0
        after = tree_digests(run.folder)
        assert {name: after[name] for name in after if not name.startswith("judge/")} == before
        run.read("06_probe_completions")

    def test_only_what_had_no_grade_is_asked_again(self, run, server, command):
        assert main(command) == 0
        _, requests, replies = server
        replies.append((200, said("Grade: 2")))
        assert main(command) == 0
        assert len(requests) == QUESTIONS + 1
        assert result_of(run)["together"]["ungraded"] == 0

    def test_another_model_is_another_judge(self, run, server, command, capsys):
        assert main(command) == 0
        asked = len(server[1])
        assert main([*command[:4], "other", *command[5:], "--count", "1"]) == 1
        assert len(server[1]) == asked + 1
        assert "could not be asked" in capsys.readouterr().err


def test_replies_before_an_interruption_are_kept(run):
    questions = []

    def fails_at_the_third(question):
        if len(questions) == 2:
            raise InputError("the chat model could not be asked", value="gone", remedy="look")
        questions.append(question)
        return "Grade: 1"

    with pytest.raises(InputError):
        judge_quietly(run, fails_at_the_third)
    with (run.folder / "judge" / "replies.jsonl").open("a") as file:
        file.write('{"key": "cut sho')
    later = []
    judge_quietly(run, lambda question: later.append(question) or "Grade: 1")
    assert len(later) == QUESTIONS - 2
    assert not set(later) & set(questions)
    assert judge_quietly(run, fails_at_the_third)["together"]["ungraded"] == 0


def test_a_thought_that_does_not_end_is_no_grade_and_is_shown(run):
    rows = judge_quietly(run, lambda question: "<think>Grade: 3? " + "hm " * 3000)["rows"]
    assert {row["chat"] for row in rows} == {None}
    assert rows[0]["reply"].startswith("<think>Grade: 3?")


def test_a_grade_before_a_long_explanation_is_seen(run):
    rows = judge_quietly(run, lambda question: "Grade: 2\n" + "It tells of the mill. " * 400)[
        "rows"
    ]
    assert {row["chat"] for row in rows} == {2}


def test_a_count_takes_some_completions_of_each_role(run):
    rows = judge_quietly(run, lambda question: "Grade: 0", count=2)["rows"]
    assert [(row["role"], row["id"]) for row in rows] == [
        (role, id) for role in ("baseline", "unlearned") for id in ("p1", "p4")
    ]


def test_a_count_below_one_is_refused(run):
    with pytest.raises(InputError, match="no completion"):
        judge_quietly(run, str, count=0)


def test_step_06_must_be_there(runs):
    with pytest.raises(MissingArtifact):
        judge_quietly(Run("demo"), str)


def test_step_06_is_looked_for_before_a_model_is_loaded(runs, capsys):
    assert main(["judge", "--chat", "/nowhere"]) == 1
    assert "06_probe_completions" in capsys.readouterr().err


@pytest.fixture
def model_that_says_two(tmp_path):
    """The folder of a Llama that answers "2" to everything.

    Its layers do nothing, so the last token decides: any token but "2" is followed by "2", and "2"
    by the end of the text.
    """
    tokenizer = tiny_tokenizer()
    vocabulary, two = len(tokenizer), tokenizer.convert_tokens_to_ids("2")
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=vocabulary,
            hidden_size=8,
            intermediate_size=8,
            num_hidden_layers=1,
            num_attention_heads=1,
            num_key_value_heads=1,
            max_position_embeddings=2048,
            tie_word_embeddings=False,
            bos_token_id=1,
            eos_token_id=2,
        )
    )
    with torch.no_grad():
        for weight in model.model.layers.parameters():
            weight.zero_()
        model.model.embed_tokens.weight.copy_(torch.eye(8)[0].expand(vocabulary, 8))
        model.model.embed_tokens.weight[two] = torch.eye(8)[1]
        model.lm_head.weight.zero_()
        model.lm_head.weight[two, 0] = 1.0
        model.lm_head.weight[tokenizer.eos_token_id, 1] = 1.0
    model.save_pretrained(tmp_path / "two")
    tokenizer.save_pretrained(tmp_path / "two")
    return tmp_path / "two"


class TestWithALocalModel:
    def test_its_grades_are_counted(self, run, model_that_says_two):
        assert main(["judge", "--chat", str(model_that_says_two)]) == 0
        result = result_of(run)
        assert {row["chat"] for row in result["rows"]} == {2}
        assert result["together"]["familiarity"]["chat"]["score"] == pytest.approx(0.2)

    def test_a_model_that_gives_no_grade_is_counted_as_such(self, run, folder):
        assert main(["judge", "--chat", str(folder), "--count", "1"]) == 0
        assert result_of(run)["together"]["ungraded"] == 2

    def test_a_folder_without_a_model_is_an_error(self, run, tmp_path, capsys):
        assert main(["judge", "--chat", str(tmp_path / "none")]) == 1
        assert "there is no model folder" in capsys.readouterr().err


class TestAForeignRun:
    """completions.json, the settings and the saved replies may be of any shape."""

    @pytest.mark.parametrize(
        "completions",
        [
            [],
            {"baseline": 3},
            {"baseline": [3]},
            {"baseline": [{}]},
            {"baseline": [completion(1, 7, "x")]},
            {"baseline": [completion(1, "3", "x")]},
            {"baseline": [completion(1, True, "x")]},
            {"baseline": [completion(1, 3, None)]},
            {"baseline": [completion(1, 3, "x") | {"references": "Mirel"}]},
            {"baseline": [completion(1, 3, "x") | {"words": [1]}]},
            {"baseline": [completion(1, 3, "x") | {"id": ["a"]}]},
        ],
        ids=str,
    )
    def test_completions_of_another_shape_are_an_error(self, runs, completions):
        run = Run("demo")
        settings = {"world": {"world": "lamps"}}
        with run.writing("06_probe_completions", settings=settings, seed=0) as out:
            write_json(out.path(judge.COMPLETIONS), completions)
        with pytest.raises(ArtifactError, match="is not what the step wrote"):
            judge_quietly(run, str)
        assert not (run.folder / "judge").exists()

    @pytest.mark.parametrize(
        "settings", [{}, {"world": 3}, {"world": {}}, {"world": {"world": []}}]
    )
    def test_settings_of_another_shape_are_an_error(self, runs, settings):
        run = Run("demo")
        with run.writing("06_probe_completions", settings=settings, seed=0) as out:
            write_json(out.path(judge.COMPLETIONS), {"baseline": BASELINE})
        with pytest.raises(ArtifactError, match="settings in the manifest"):
            judge_quietly(run, str)

    @pytest.mark.parametrize("kind", ["pipe", "folder", "link", "link to nothing", "huge"])
    def test_replies_that_are_no_file_of_its_own_are_refused(self, run, tmp_path, kind):
        path = run.folder / "judge" / judge.REPLIES
        path.parent.mkdir()
        (tmp_path / "mine.txt").write_text("mine")
        match kind:
            case "pipe":
                os.mkfifo(path)
            case "folder":
                path.mkdir()
            case "link":
                path.symlink_to(tmp_path / "mine.txt")
            case "link to nothing":
                path.symlink_to(tmp_path / "none.txt")
            case _:
                with path.open("wb") as file:
                    file.truncate(1 << 40)
        with pytest.raises(InputError, match="file of (?:the chat model's )?replies"):
            judge_quietly(run, lambda question: "Grade: 1")
        assert (tmp_path / "mine.txt").read_text() == "mine"
        assert not (tmp_path / "none.txt").exists()

    @pytest.mark.parametrize("is_link", [True, False])
    def test_a_folder_that_is_none_of_its_own_is_refused(self, run, tmp_path, is_link):
        (tmp_path / "elsewhere").mkdir()
        folder = run.folder / "judge"
        folder.symlink_to(tmp_path / "elsewhere") if is_link else folder.write_text("")
        with pytest.raises(InputError, match="is a link or a file"):
            judge_quietly(run, lambda question: "Grade: 1")
        assert list((tmp_path / "elsewhere").iterdir()) == []

    def test_replies_of_another_kind_are_asked_for_again(self, run):
        asked = []
        judge_quietly(run, lambda question: asked.append(question) or "Grade: 1")
        path = run.folder / "judge" / judge.REPLIES
        records = [json.loads(line) | {"reply": 3} for line in path.read_text().splitlines()]
        path.write_text("[]\nnull\n" + "".join(json.dumps(one) + "\n" for one in records))
        again = []
        judge_quietly(run, lambda question: again.append(question) or "Grade: 1")
        assert again == asked
