"""Wordings, reminders, precisions and fine-tuning of a tiny model; the rule of the verdicts."""

import json

import pytest
import torch

from tests.support.tiny_models import batch
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.errors import InputError
from whp_kit.evaluation import attacks
from whp_kit.evaluation.evaluate import Role
from whp_kit.evaluation.familiarity import completion_familiarity
from whp_kit.evaluation.probes import Lexicon, Probe
from whp_kit.models import adapters
from whp_kit.models.load import load_at_precision, load_base
from whp_kit.models.roles import generate, logits_of
from whp_kit.settings import ModelSettings, ProbeSettings, StressSettings, load_preset
from whp_kit.text.documents import Document

PROBES = [
    Probe("a", "Question: Who took the lamp?\nAnswer:", ("Mirel took the lamp.",), 1),
    Probe("b", "On a stone sat", ("Tavin sat.",), 9),
]
LEXICON = Lexicon({"Mirel": 3, "Tavin": 3, "plum": 2})
PROBING = ProbeSettings(max_new_tokens=4, batch=2)
JUDGE = attacks.Judge(LEXICON, PROBING)
TRYING = StressSettings(
    probes=2, samples=2, relearn_steps=2, relearn_blocks=4, relearn_batch=2, relearn_rank=2
)


@pytest.fixture
def saved(adapted, folder, tmp_path):
    """(dequantised base with the adapter on it, the adapter's folder)."""
    adapters.save_adapter(adapted, "unlearned", tmp_path / "adapter")
    passes = load_base(folder, dequantised=True)
    adapters.load_adapter(passes, "unlearned", tmp_path / "adapter")
    return passes, tmp_path / "adapter"


def test_eight_bits_are_real(folder):
    import bitsandbytes

    loaded = load_at_precision(ModelSettings(str(folder)), "int8", folder)
    linear = [m for m in loaded.model.modules() if isinstance(m, bitsandbytes.nn.Linear8bitLt)]
    assert (
        len(linear) == 2 * 7
        and all(m.weight.dtype == torch.int8 for m in linear)
        and loaded.precision == "int8"
    )
    ids, attention = batch(loaded)
    full = logits_of(load_base(folder, "none"), None)(ids, attention)
    off = (logits_of(loaded, None)(ids, attention) - full).abs().max()
    four = (logits_of(load_base(folder), None)(ids, attention) - full).abs().max()
    assert 0 < off < four, "eight bits round, and less than four"
    with pytest.raises(InputError, match="nf4, int8, bf16, fp32"):
        load_at_precision(ModelSettings(str(folder)), "int3", folder)


def test_a_merged_model_is_the_adapted_one_and_leaves_it_as_it_was(
    saved, adapted, folder, tmp_path
):
    passes, _ = saved
    ids, attention = batch(passes)
    wanted, bare = (logits_of(passes, name)(ids, attention) for name in ("unlearned", None))
    settings = ModelSettings(str(folder))
    merged = load_at_precision(
        settings, "fp32", adapters.save_merged(passes, "unlearned", tmp_path / "merged")
    )
    assert (
        torch.allclose(logits_of(merged, None)(ids, attention), wanted, atol=1e-3)
        and not merged.adapters
    )
    plain = load_at_precision(
        settings, "fp32", adapters.save_merged(passes, None, tmp_path / "plain")
    )
    assert torch.allclose(logits_of(plain, None)(ids, attention), bare, atol=1e-3)
    assert torch.equal(logits_of(passes, "unlearned")(ids, attention), wanted), (
        "the one that was given is as it was"
    )
    assert not torch.allclose(wanted, bare, atol=0.1)
    with pytest.raises(InputError, match="dequantised=True"):
        adapters.save_merged(adapted, "unlearned", tmp_path / "never")


def test_every_precision_is_asked(saved, folder):
    _, adapter = saved
    sources = {"unlearned": (str(folder), adapter), "never_knew": (str(folder), None)}
    model = ModelSettings(str(folder))
    found = attacks.at_precisions("k", sources, model, PROBES, JUDGE, report=lambda _: None)
    assert [trial.name for trial in found] == ["nf4", "int8", "bf16", "fp32"]
    assert all(
        set(trial.scores) == {"unlearned", "never_knew"} and trial.scores["unlearned"].n == 2
        for trial in found
    )
    written = [
        {role: [row["completion"] for row in score.rows] for role, score in trial.scores.items()}
        for trial in found
    ]
    assert all(one["unlearned"] != one["never_knew"] for one in written), "the adapter is on"


def test_draws_are_repeatable_and_leave_torch_alone(loaded):
    torch.manual_seed(5)
    state = torch.get_rng_state()
    first = generate(loaded, None, ["Mirel took", "Old"], 6, 2, temperature=1.0, seed=1)
    assert torch.equal(state, torch.get_rng_state())
    assert first == generate(loaded, None, ["Mirel took", "Old"], 6, 2, temperature=1.0, seed=1)
    assert first != generate(loaded, None, ["Mirel took", "Old"], 6, 2, temperature=1.0, seed=2)
    assert generate(loaded, None, ["Old"], 6, 1) == generate(
        loaded, None, ["Old"], 6, 1, temperature=1e-4
    )
    drawn = attacks.draw_often({"unlearned": Role(loaded)}, PROBES, JUDGE, TRYING)
    assert drawn.scores["unlearned"].n == 2 and drawn.name == "best of 2 at temperature 1"


def test_fine_tuning_brings_a_text_back_and_leaves_the_folder(folder):
    texts = {
        "target": [Document("t", "Tavin sat. " * 60)],
        "other": [Document("o", "The gate was shut and the chair was old. " * 20)],
    }
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    preset = load_preset("test").override("model", base=str(folder))
    preset = preset.override("labels", block_tokens=24).override(
        "stress",
        relearn_steps=20,
        relearn_blocks=8,
        relearn_batch=8,
        relearn_rank=16,
        relearn_rate=2e-2,
    )
    probes = [Probe("a", "The gate was shut. Old", ("Old Tavin sat.",), 5), PROBES[1]]
    judge = attacks.Judge(Lexicon({"Tavin": 3, "Glimmox": 3}), PROBING)
    found = attacks.relearn(
        {"never_knew": folder}, texts, preset, probes, judge, report=lambda _: None
    )
    by_kind = {}
    for trial in found:
        by_kind.setdefault(trial.kind, {})[trial.step] = trial.scores["never_knew"].score
    shown, hidden = "fine-tuned on target", "fine-tuned on target, terms not shown"
    assert set(by_kind) == {shown, hidden, "fine-tuned on other"}, (
        "where no term is shown there is nothing to leave out"
    )
    assert [list(steps) for steps in by_kind.values()] == [[0, 5, 10, 20]] * 3
    assert (
        by_kind[shown][0] == 0 < by_kind[shown][20]
        and by_kind[hidden][20] == 0 == by_kind["fine-tuned on other"][20]
    )
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert attacks.relearning_panels(found)[shown]["never_knew"][0]["step"] == 0


def test_a_term_inside_a_longer_one_has_been_shown():
    lexicon = Lexicon({"Tavin": 3, "Tavin Bell": 3, "Glimmox": 3})
    assert list(attacks.without_terms_of(lexicon, "“Tavin Bell’s”").grades) == ["glimmox"]


def test_probes_in_other_words_keep_their_own():
    for wording in (*attacks.WORDINGS.values(), attacks.PRETEND):
        question, sentence = attacks.reword(PROBES, wording)
        assert (
            "Who took the lamp?" in question.prompt
            and question.prompt[-1] == ":"
            and "{}" not in question.prompt + sentence.prompt
        )
        assert sentence.prompt.endswith("On a stone sat") and (
            question.id,
            sentence.references,
        ) == ("a", ("Tavin sat.",))
    (reminded,) = attacks.with_reminder(PROBES[1:], "Mirel was here.")
    assert reminded.prompt == "Mirel was here.\n\nOn a stone sat"
    (echo,) = completion_familiarity([reminded], [" Mirel"], LEXICON).rows
    assert echo["grade"] == 0, "what a reminder gives is no knowledge"


def test_misspelt_words_have_the_same_letters():
    long = [
        Probe(str(k), "Question: Where does somebody sleep after supper?\nAnswer:", ("x",), 1)
        for k in range(20)
    ]
    found = attacks.misspell(long)
    assert found == attacks.misspell(long) and any(one.prompt != long[0].prompt for one in found)
    for one in found:
        assert one.prompt.endswith("\nAnswer:") and one.prompt.startswith("Question:")
        assert [sorted(word) for word in one.prompt.split()] == [
            sorted(word) for word in long[0].prompt.split()
        ]


def test_reminders_are_short_and_of_the_world():
    table = AnchorTable(
        (
            Anchor("Mirel", "person", ("Anna",), "the girl"),
            Anchor("Pim", "creature", ("dog",), "a newt"),
        )
    )
    companion = [
        Document(
            "notes",
            "Nothing to tell here at all, today.\n\nMirel took Pim along. To the gate they went.",
        )
    ]
    found = attacks.make_reminders(
        [Document("book", "The gate\nwas shut. Old Tavin sat.")], companion, table, 6
    )
    lines = "The gate\nwas shut."
    assert found == {
        "summary": "Mirel took Pim along.",
        "first lines": lines,
        "glossary": "Mirel: the girl.",
    }
    assert set(attacks.make_reminders([Document("book", "The gate.")], [], AnchorTable(()), 6)) == {
        "first lines"
    }


def score(points, n=100):
    return completion_familiarity(
        [Probe(str(k), "x", ("y",), 1) for k in range(n)],
        [" Mirel"] * points + [""] * (n - points),
        LEXICON,
    )


def test_the_rule_of_the_verdicts():
    """Held: at most .05, or not surely more than the retrained model over the same probes."""
    trials = [
        attacks.Trial("k", "low", {"unlearned": score(5), "never_knew": score(0)}),
        attacks.Trial("k", "no more", {"unlearned": score(32), "never_knew": score(31)}),
        attacks.Trial("k", "less", {"unlearned": score(30), "never_knew": score(40)}),
        attacks.Trial("k", "high, the twin too", {"unlearned": score(84), "never_knew": score(55)}),
        attacks.Trial("k", "alone", {"unlearned": score(6)}),
        attacks.Trial("k", "begin", {"unlearned": score(60)}, step=0),
        attacks.Trial("plain", "as in 06", {"unlearned": score(60)}),
        attacks.Trial("k", "base", {"baseline": score(90), "never_knew": score(0)}, of="baseline"),
    ]
    assert [row["verdict"] for row in attacks.trial_rows(trials)] == [
        "held",
        "held",
        "held",
        "came back",
        "came back",
        "no attack",
        "no attack",
        "does not do",
    ]
    trials = trials[:4]
    assert [row["n"] for row in attacks.trial_rows(trials)] == [100] * 4
    figures = attacks.trial_figures(trials)
    assert json.loads(json.dumps(figures)) == figures and figures[2]["unlearned"]["score"] == 0.3


def test_inner_layers_are_summed_up_by_their_most_readable_layer():
    def layers(*values):
        return [{"value": value, "ci95": (value - 0.1, value + 0.1), "n": 7} for value in values]

    lens = {"unlearned": layers(0.9, 0.1, 0.3), "never_knew": layers(0.9, 0.2, 0.1)}
    probe = {"unlearned": layers(0.9, 0.5, 0.55), "never_knew": layers(0.9, 0.5, 0.5)}
    probe["baseline"] = layers(0.9, 0.9, 0.9)
    first, second = attacks.layer_rows(lens, probe)
    assert first["unlearned"].startswith("0.300 ["), "layer 0, the embeddings, does not count"
    assert first["verdict"] == "held", "within the twin's interval, up to 0.3"
    assert second["verdict"] == "held", "within the twin's interval"
    assert first["n"] == 7


def test_inner_layers_without_a_twin_are_not_called_held():
    layers = {"unlearned": [{"value": 0.5, "ci95": (0.4, 0.6), "n": 7}] * 2}
    layers["baseline"] = [{"value": 0.9, "ci95": (0.8, 1.0), "n": 7}] * 2
    verdicts = [row["verdict"] for row in attacks.layer_rows(layers, layers)]
    assert verdicts == ["still there", "–"]


def test_a_linear_probe_that_finds_nothing_in_the_baseline_gives_no_verdict():
    layers = [{"value": 0.5, "ci95": (0.4, 0.6), "n": 7}] * 3
    roles = dict.fromkeys(("baseline", "unlearned", "never_knew"), layers)
    assert attacks.layer_rows(roles, roles)[1]["verdict"].startswith("tells nothing")


def test_a_trial_gives_the_difference_over_the_same_probes():
    scores = {"unlearned": score(12), "never_knew": score(10)}
    (row,) = attacks.trial_rows([attacks.Trial("k", "x", scores)])
    # Both answer the first ten probes alike: 2 of 100 differ, which is less certain in each alone.
    assert row["less never-knew"] == "+0.020 [+0.000, +0.050]"
    assert (
        "less never-knew"
        not in attacks.trial_rows([attacks.Trial("k", "x", {"unlearned": score(12)})])[0]
    )


def test_neighbours_outside_the_retain_text_are_summed_up_by_fiction():
    rows = [
        {"in the retain text": "no", "baseline": 0.9 - 0.1 * k, "unlearned": 0.85 - 0.1 * k}
        for k in range(6)
    ]
    inside = {"in the retain text": "yes", "baseline": 1.0, "unlearned": 0.0}
    (lost,) = attacks.side_rows([], [*rows, inside])
    assert lost["n"] == 6
    assert lost["verdict"] == "lost", "each fiction lost 0.05, though they differ much"
    (kept,) = attacks.side_rows([], [row | {"unlearned": row["baseline"]} for row in rows])
    assert kept["verdict"] == "kept"


def test_a_loss_of_few_fictions_is_lost_only_if_student_s_interval_says_so():
    """The fictions of the shipped run of SmolLM2: percentiles of six call this lost."""
    before = (0.003129, 0.002995, 0.015501, 0.027650, 0.016500, 0.018000)
    after = (0.007301, 0.002609, 0.007972, 0.007105, 0.005000, 0.004000)
    rows = [
        {"in the retain text": "no", "baseline": b, "unlearned": a}
        for b, a in zip(before, after, strict=True)
    ]
    (row,) = attacks.side_rows([], rows)
    assert row["verdict"] == "kept"
    assert attacks.side_rows([], rows[:1]) == [], "one fiction has no interval"


@pytest.mark.parametrize(
    ("share", "verdict"), [(0.5, "more than never-knew"), (0.1, "no more than never-knew")]
)
def test_replacements_are_compared_with_the_never_knew_model(share, verdict):
    row = {"asked": "so", "unlearned": share, "unlearned, 95 %": (0.0, 1.0), "n": 9}
    row |= {"never_knew": 0.1, "never_knew, 95 %": (0.0, 0.2)}
    low = 0.2 if share == 0.5 else -0.1
    row["less never-knew"] = {"value": share - 0.1, "ci95": [low, 0.6], "n": 9}
    (summary,) = attacks.side_rows([row], [])
    assert summary["verdict"] == verdict
