"""Exercises have their form; each check takes the folded answer, and no other, for right."""

import math
import re
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from tests.support.cells import run_cells
from tests.support.tiny_models import TEXT
from whp_kit import exercises
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.anchors.translate import find_matches, translate
from whp_kit.errors import InputError
from whp_kit.evaluation import other_methods as methods
from whp_kit.evaluation import probes as probefiles
from whp_kit.evaluation.familiarity import completion_familiarity
from whp_kit.evaluation.other_methods import METHODS
from whp_kit.exercises import CHECKS, Verdict, check, first_change
from whp_kit.labels import deltas
from whp_kit.labels.generic import IGNORE
from whp_kit.labels.make import ModelPair, make_labels
from whp_kit.models.roles import logits_of
from whp_kit.paths import NOTEBOOKS, PROJECT_ROOT
from whp_kit.runs.notebooks import Notebook
from whp_kit.settings import LabelSettings
from whp_kit.text.blocks import cut_blocks, pad_blocks
from whp_kit.text.documents import Document, read_documents
from whp_kit.training.examples import Examples
from whp_kit.training.loop import Record

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
WORLD = PROJECT_ROOT / "data" / "worlds" / "skellbourne"
HEAD = re.compile(r"\*\*(\d\d\.\d) \((easy|medium|hard), (\d+) minutes(, open)?\)\*\*")


def tasks(path):
    """number -> (whether it is open, the question, the folded answer), below "## Exercises"."""
    prose = "\n".join(
        cell["source"] for cell in Notebook(path).cells if cell["cell_type"] == "markdown"
    )
    pieces = HEAD.split(prose.split("## Exercises", 1)[1])
    found = {}
    for number, _, minutes, is_open, body in zip(*(iter(pieces[1:]),) * 5, strict=True):
        asked, _, folded = body.partition("<details><summary>Answer</summary>\n")
        assert 1 <= int(minutes) <= 60 and folded.count("</details>") == 1, number
        found[number] = (bool(is_open), asked, folded.split("</details>")[0])
    return found


def code_of(folded):
    (code,) = re.findall(r"```python\n(.*?)```", folded, flags=re.DOTALL)
    return code


def wrong(answer):
    """Another answer of the same kind."""
    if isinstance(answer, dict):
        return {}
    if isinstance(answer, Anchor):
        return Anchor("zzyzx", "", ("nobody",))
    if isinstance(answer, tuple):
        return (answer[0], answer[1] + 1)
    return answer + "!" if isinstance(answer, str) else answer + 1


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
class TestForm:
    def test_three_to_five_exercises_most_of_them_checked(self, path):
        found = tasks(path)
        assert 3 <= len(found) <= 5 and list(found) == [
            f"{path.stem[:2]}.{k}" for k in range(1, len(found) + 1)
        ]
        checked = [number for number, (is_open, _, _) in found.items() if not is_open]
        assert 2 * len(checked) > len(found)
        assert checked == [number for number in sorted(CHECKS) if number.startswith(path.stem[:2])]

    def test_the_answer_calls_the_check_that_the_exercise_names(self, path):
        for number, (is_open, asked, folded) in tasks(path).items():
            call = re.findall(r"Check: `(exercises\.check\(.*\))`", asked)
            assert len(call) == (not is_open), number
            if not is_open:
                assert code_of(folded).splitlines()[-1] == call[0] and call[0].startswith(
                    f'exercises.check("{number}", answer'
                ), number
            assert len(re.sub(r"```.*?```", "", folded, flags=re.DOTALL).strip()) > 20, (
                f"{number}: an answer is more than its code"
            )

    def test_the_last_cell_is_the_readers(self, path):
        last = Notebook(path).cells[-1]
        assert last["metadata"]["tags"] == ["exercise"] and "answer = ..." in last["source"]
        assert (
            last["source"] not in Notebook(path).code
        )  # no part of the step: an answer makes nothing stale


def world_03():
    documents = read_documents(WORLD / "books")
    table, passage = AnchorTable.load(WORLD / "anchors.csv"), documents[0].text[:3000]
    return {
        "text": documents[0].text,
        "table": table,
        "passage": passage,
        "translation": translate(passage, table),
        "seed": 0,
        "translate": translate,
        "find_matches": find_matches,
        "lexicon": probefiles.load_lexicon(WORLD / "lexicon.csv"),
    }


def probed_06():
    probes = probefiles.load_probes(WORLD / "probes.jsonl")[:40]
    answers = [probe.references[0] if k % 3 else "Nobody knows." for k, probe in enumerate(probes)]
    score = completion_familiarity(probes, answers, probefiles.load_lexicon(WORLD / "lexicon.csv"))
    falls = zip((0, 10, 20, 30), (score.score, 0.02, 0.01, 0.01), strict=True)
    return {
        "evaluations": {"baseline": SimpleNamespace(completion=score)},
        "curve": [{"step": step, "familiarity_completion": value} for step, value in falls],
    }


@pytest.fixture
def names(path, loaded):
    """The names that a notebook's answers use, of a tiny model and a few sentences."""
    number, tokenizer = path.stem[:2], loaded.tokenizer
    if number == "00":
        return run_cells("00_start_here")
    if number == "03":
        return world_03()
    if number == "06":
        return probed_06()
    if number == "07":
        comparison = {"member_auc": {"baseline": 0.99, "unlearned": 0.7, "never_knew": 0.6}}
        return {
            "comparison": comparison,
            "traces": {
                "unlearned": SimpleNamespace(truth_ratios=np.array([0.2, 1.5, 0.9, 3.0, 0.4]))
            },
        }
    if number == "08":
        last = {"unlearned": 0.31, "never_knew": 0.12}
        rows = {
            role: [{"step": 0, "value": 0.0}, {"step": 8, "value": value}]
            for role, value in last.items()
        }
        return {
            "precisions": {"nf4": 0.01, "int8": 0.03},
            "panels": {"fine-tuned on a little of the target": rows},
        }
    if number == "09":
        tasks = dict(zip(METHODS, (0.3, 0.7, 0.72, 0.6, 0.71), strict=True)) | {
            "unlearned": 0.73,
            "never_knew": 0.74,
        }
        ends = {
            name: {"completion": 0.1 * kept, "tasks": kept, "held_out": kept**2}
            for name, kept in tasks.items()
        }
        return {"results": {name: {"final": end} for name, end in ends.items()}, "methods": methods}
    if number == "10":
        grades, hits = (3, 3, 3, 0, 2, 3), (True, False, None, False, None, False)
        return {
            "scores": {"taught": {"familiarity": 0.8, "right_answers": 0.5}},
            "familiar": SimpleNamespace(rows=[{"grade": grade} for grade in grades]),
            "right": SimpleNamespace(hits=hits),
        }
    if number == "11":
        return {
            "worst": {2: {"lasting": {"value": 0.4}, "never_knew": {"value": 0.1}}},
            "last": SimpleNamespace(relearn_steps=2),
            "panels": {
                f"learning rate {rate:g}": {"unlearned": [{"step": 2, "value": value}]}
                for rate, value in {1e-3: 0.2, 3e-3: 0.6}.items()
            },
        }
    if number == "13":
        left = dict(zip(("baseline", "unlearned", "never_knew"), (0.7, 0.2, 0.1), strict=True))
        values = {role: {"value": value} for role, value in left.items()}
        return {
            "bits": {"unlearned": {"Ada Brackwell": 1.5, "Bo Tanner": 3.25}},
            "both": {"fiction": {"answer": values | {"remains": {"value": 0.1 / 0.6}}}},
        }
    if number == "14":
        scores = {"noise": (0.2, 0.1), "reset": (0.1, 0.1), "retrained": (0.3, 0.3)}
        drawn = {"trained": {"kept_frechet": 2.0}, "unlearned": {"kept_frechet": 2.2}}
        return {
            "scores": {
                way: [SimpleNamespace(total=one) for one in of_way]
                for way, of_way in scores.items()
            },
            "figures": drawn,
        }
    if number == "12":
        passages = ("Mirel sang.", "Tavin and Mirel", "a lamp", "Tavin") * 6
        elicited = SimpleNamespace(passages=passages)
        return {"name": "Mirel", "elicited": elicited, "spread": {"Mirel": 12, "lamp": 1}}
    documents = [Document("one", TEXT * 2)]
    baseline = logits_of(loaded, None)
    push = 4 * torch.rand(len(tokenizer), generator=torch.Generator().manual_seed(0))

    def reinforced(ids, mask):
        return baseline(ids, mask) + push * (ids[..., None] % 3 - 1)

    blocks = cut_blocks(documents, tokenizer, 24)
    if number == "01":
        examples = Examples.next_token(*pad_blocks(blocks, tokenizer.pad_token_id))
        return {
            "blocks": blocks,
            "examples": examples,
            "loss_before": 3.1,
            "loss_after": 1.2,
            "math": math,
        }
    if number == "02":
        return {"look": deltas.text_deltas(baseline, reinforced, tokenizer, TEXT)}
    table = AnchorTable((Anchor("Mirel", "person", ("Anna",)), Anchor("Tavin", "person", ("Tom",))))
    pair = ModelPair(baseline, reinforced, tokenizer)
    made = make_labels(pair, documents, table, LabelSettings(5.0, 24, 8))
    if number == "04":
        return run_cells("04_generate_labels", 'words = ["magic"') | {"labels": made}
    examples = Examples.from_rows(made.input_ids, made.at(5.0), tokenizer.pad_token_id)
    return {
        "examples": examples,
        "labels": made,
        "alpha": 5.0,
        "IGNORE": IGNORE,
        "record": Record(loss=[4.0, 3.0, 1.9, 2.1]),
    }


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_the_folded_answer_is_right_and_another_is_not(path, names, monkeypatch):
    asked = []

    def listen(number, answer, **given):
        asked.append((number, answer, given))
        return check(number, answer, **given)

    monkeypatch.setattr(exercises, "check", listen)
    checked = {
        number: folded for number, (is_open, _, folded) in tasks(path).items() if not is_open
    }
    for folded in checked.values():
        exec(compile(code_of(folded), str(path), "exec"), names | {"exercises": exercises})
    assert [number for number, _, _ in asked] == list(checked)
    for number, answer, given in asked:
        assert check(number, answer, **given).right is True, (
            number,
            answer,
            check(number, answer, **given),
        )
        no = check(number, wrong(answer), **given)
        assert no.right is False and len(no.said) > 20, (number, no)
        assert check(number, ..., **given).right is None
        assert (
            check(number, object(), **given).right is False
        )  # no answer at all, and still no traceback
        if isinstance(answer, float):
            assert check(number, float(f"{answer:.3g}"), **given).right, (
                f"{number}: rounded to three figures it is right too"
            )


def test_a_verdict_says_the_same_with_and_without_colour():
    view = Verdict("00.1", False, "<b>")
    assert "&lt;b&gt;" in view._repr_html_() and repr(view) == "00.1 ✘ not yet. <b>"
    assert "✔" in repr(Verdict("00.1", True, "Well done.")) and "…" in repr(
        Verdict("00.1", None, "")
    )


def test_an_unknown_number_and_missing_arguments_are_errors_with_a_remedy():
    with pytest.raises(InputError, match=r"00\.1"):
        check("00.9", 1)
    with pytest.raises(InputError, match="pass what the exercise says"):
        check("00.1", 1)


def test_first_change_is_where_a_fine_grid_of_alphas_first_finds_another_label():
    random = np.random.default_rng(0)
    for _ in range(50):
        b, r = random.normal(size=6), random.normal(size=6)
        found = first_change(b, r)
        labels = [(b - alpha * np.maximum(r - b, 0)).argmax() for alpha in np.arange(0, 60, 0.01)]
        moved = [k * 0.01 for k, label in enumerate(labels) if label != b.argmax()]
        assert (found > 59) if not moved else abs(found - moved[0]) <= 0.0101
