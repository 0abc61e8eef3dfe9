"""The logit lens beside the model's own output, and the linear probe on words that are there."""

import pytest

from whp_kit.errors import InputError
from whp_kit.evaluation.evaluate import Role
from whp_kit.evaluation.familiarity import probability_familiarity
from whp_kit.evaluation.logit_lens import linear_probe, logit_lens
from whp_kit.evaluation.memorisation import Question
from whp_kit.evaluation.probes import ProbabilityProbe
from whp_kit.models.roles import next_token_probabilities

PROBES = [
    ProbabilityProbe("q", "The gate was", ("shut",), ("open",)),
    ProbabilityProbe("r", "Old", ("Tavin",), ("Anna",)),
]
WORDS = "Anna Tom Tavin Mirel lamp gate plum stone chair school apple open".split()


def score_of(loaded, adapter):
    """Probability familiarity of the model itself."""
    return probability_familiarity(
        PROBES,
        lambda prompts: next_token_probabilities(loaded, adapter, prompts, 2),
        loaded.tokenizer,
    )


def test_the_last_layer_of_the_lens_is_the_model_itself(adapted):
    curve = logit_lens({"baseline": Role(adapted)}, PROBES, 2)["baseline"]
    assert [row["layer"] for row in curve] == [0, 1, 2], "the embeddings and two layers"
    assert curve[-1]["value"] == pytest.approx(score_of(adapted, None).score, rel=1e-3)
    assert curve[-1]["n"] == 2


def test_the_lens_reads_through_the_head_of_the_base(adapted):
    curve = logit_lens({"unlearned": Role(adapted, "unlearned")}, PROBES, 2)["unlearned"]
    own = score_of(adapted, "unlearned").score
    assert curve[-1]["value"] != pytest.approx(own, rel=1e-3)


def test_a_linear_probe_finds_what_is_there(loaded):
    questions = [Question(w, 1, f"The {w}", " was shut.", (" was open",)) for w in WORDS]
    rows = linear_probe(Role(loaded), questions, 4)
    assert [row["layer"] for row in rows] == [0, 1, 2]
    assert rows[0]["value"] == 1.0, "the last token alone tells them apart"


def test_a_linear_probe_can_only_guess_between_equal_texts(loaded):
    questions = [Question(w, 1, f"The {w}", " was shut.", (" was shut.",)) for w in WORDS]
    for row in linear_probe(Role(loaded), questions, 4):
        assert row["value"] == pytest.approx(0.5, abs=0.1)


def test_a_linear_probe_needs_questions(loaded):
    questions = [Question(w, 1, f"The {w}", " was shut.", (" was open",)) for w in WORDS[:5]]
    with pytest.raises(InputError, match="Too few"):
        linear_probe(Role(loaded), questions, 4)
