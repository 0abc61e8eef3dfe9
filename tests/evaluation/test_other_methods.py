"""Losses by hand, against slow loops and against their papers; refusals; logit arithmetic."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.support.trainings import examples, fresh, weights
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.errors import TrainingError
from whp_kit.evaluation import other_methods as methods
from whp_kit.evaluation.evaluate import Role
from whp_kit.evaluation.other_methods import METHODS
from whp_kit.evaluation.tasks import evaluate_tasks
from whp_kit.labels.generic import IGNORE
from whp_kit.models import adapters
from whp_kit.models.roles import generate, in_role, logits_of
from whp_kit.paths import DATA
from whp_kit.settings import MethodsSettings
from whp_kit.training.examples import order
from whp_kit.training.loop import Plan, train

SETTINGS = MethodsSettings()
TABLE = AnchorTable(
    (Anchor("Mirel", "person", ("Anna",)), Anchor("went home", "phrase", ("left",)))
)
NATS = some.floats(-100, -0.01)


def one(value):
    return torch.tensor([value], dtype=torch.float64)


def slope(loss, *values):
    logp = one(values[0]).requires_grad_()
    loss(logp, *values[1:]).sum().backward()
    return float(logp.grad)


def test_the_losses_by_hand():
    # A block of two tokens of probability 1/2 and 1/4: the logarithms sum to log 1/8.
    logp, tokens = one(math.log(1 / 8)), torch.tensor([2])
    assert float(methods.gradient_ascent(logp, tokens)) == pytest.approx(-1.0397, abs=1e-4)
    # NPO, beta 1: the baseline gave the block 1/2; the ratio is 1/4, the loss 2 log(1 + 1/4).
    assert float(methods.npo(logp, one(math.log(1 / 2)), 1.0)) == pytest.approx(2 * math.log(1.25))
    assert float(methods.npo(logp, logp, 0.1)) == pytest.approx(20 * math.log(2)), (
        "unchanged: (2 / beta) log 2"
    )
    # SimNPO, beta 2, gamma 0: sigmoid(-2 * mean) = 1 / (1 + (1/8)^(2/2)), so the loss is
    # log(1 + 1/8); gamma log 2 doubles the odds.
    assert float(methods.simnpo(logp, tokens, 2.0, 0.0)) == pytest.approx(math.log(1 + 1 / 8))
    assert float(methods.simnpo(logp, tokens, 2.0, math.log(2))) == pytest.approx(
        math.log(1 + 1 / 4)
    )


def test_the_arithmetic_by_hand():
    b, r = torch.tensor([2.0, 1.0, 0.0]), torch.tensor([3.0, 1.0, -1.0])
    assert methods.combined(b, r, 5.0).tolist() == [-3.0, 1.0, 0.0], (
        "the first rose by one; the last fell, which lowers nothing"
    )
    assert methods.combined(b, r, 0.0).equal(b)


@settings(deadline=None, max_examples=40)
@given(logp=NATS, reference=NATS, beta=some.floats(0.01, 2))
def test_npo_is_bounded_and_pulls_less_the_further_it_is(logp, reference, beta):
    def loss(x):
        return methods.npo(x, one(reference), beta)

    assert float(loss(one(logp))) >= 0
    weight = 2 * (
        math.exp(beta * logp) / (math.exp(beta * logp) + math.exp(beta * reference))
    )  # the paper's adaptive weight
    assert slope(loss, logp) == pytest.approx(weight, rel=1e-6, abs=1e-9)
    assert slope(loss, reference) == pytest.approx(1.0), (
        "where nothing has changed, as hard as gradient ascent on the sum"
    )


@settings(deadline=None, max_examples=40)
@given(logp=NATS, reference=NATS)
def test_npo_with_a_small_beta_is_gradient_ascent(logp, reference):
    beta = 1e-6
    moved = float(
        methods.npo(one(logp), one(reference), beta)
        - methods.npo(one(reference), one(reference), beta)
    )
    assert moved == pytest.approx(logp - reference, rel=1e-3, abs=1e-3)


@settings(deadline=None, max_examples=40)
@given(logp=NATS, tokens=some.integers(1, 64), beta=some.floats(0.01, 5), gamma=some.floats(0, 3))
def test_simnpo_is_bounded_and_of_the_mean(logp, tokens, beta, gamma):
    def loss(x, n=tokens):
        return methods.simnpo(x, torch.tensor([n]), beta, gamma)

    assert float(loss(one(logp))) >= 0 and 0 <= slope(loss, logp) <= 2 / tokens + 1e-9
    assert float(loss(one(2 * logp), 2 * tokens)) == pytest.approx(float(loss(one(logp)))), (
        "twice as long, no further away"
    )


def test_log_probabilities_of_blocks_against_a_slow_loop():
    generator = torch.Generator().manual_seed(0)
    logits, labels = (
        torch.randn(3, 5, 7, generator=generator),
        torch.randint(0, 7, (3, 5), generator=generator),
    )
    labels[0, 2:], labels[1, 0] = IGNORE, IGNORE
    logp, tokens = methods.block_log_probabilities(logits, labels)
    for b in range(3):
        total, count = 0.0, 0
        for t in range(5):
            if labels[b, t] != IGNORE:
                total += float(logits[b, t, labels[b, t]]) - math.log(
                    sum(math.exp(float(x)) for x in logits[b, t])
                )
                count += 1
        assert float(logp[b]) == pytest.approx(total, rel=1e-5) and int(tokens[b]) == count


@pytest.mark.parametrize("name", [name for name, method in METHODS.items() if method.loss])
def test_one_step_is_the_mean_over_the_blocks_with_general_text_beside_it(folder, name):
    method, data, general = METHODS[name], examples(), examples(count=5, seed=4)
    plan = Plan(
        1, 1e-3, batch_blocks=2, accumulate=2, retain_weight=0.5 * method.retains, retain_blocks=2
    )
    loaded, slow = fresh(folder), fresh(folder)
    baseline = logits_of(loaded, None)
    reference = (
        methods.reference_log_probabilities(baseline, data, range(len(data)), 3)
        if method.needs_reference
        else None
    )
    objective = methods.forget_objective(name, SETTINGS, data, reference)
    train(loaded.model, objective, plan, methods.retain_objective(general))

    rows, held = order(len(data), 0, 4, plan.seed), order(len(general), 0, 4, plan.seed + 1)
    slow.model.train()
    total = 0.0
    for row in rows:
        logp, n = torch.zeros(()), 0
        log = (
            slow.model(input_ids=data.input_ids[[row]], attention_mask=data.attention_mask[[row]])
            .logits[0]
            .log_softmax(-1)
        )  # (T, V)
        for t, label in enumerate(data.labels[row].tolist()):
            if label != IGNORE:
                logp, n = logp + log[t, label], n + 1
        before = float(logp.detach())  # a fresh adapter changes nothing: the baseline's
        if name == "NPO":
            total = total - 2 / 0.1 * torch.sigmoid(-0.1 * (logp - before)).log() / len(rows)
        elif name == "SimNPO":
            total = total - 2 / 0.7 * torch.sigmoid(-0.7 * logp / n).log() / len(rows)
        else:
            total = total + logp / n / len(rows)
    if method.retains:
        for row in held:  # per position of the two micro-batches
            real = int(general.attention_mask[held[:2] if row in held[:2] else held[2:]].sum()) * 2
            log = (
                slow.model(
                    input_ids=general.input_ids[[row]], attention_mask=general.attention_mask[[row]]
                )
                .logits[0]
                .log_softmax(-1)
            )
            for t, label in enumerate(general.labels[row].tolist()):
                if label != IGNORE:
                    total = total - 0.5 * log[t, label] / real
    total.backward()
    trainable = [weight for weight in slow.model.parameters() if weight.requires_grad]
    torch.nn.utils.clip_grad_norm_(trainable, 1.0)
    torch.optim.AdamW(trainable, lr=1e-3, weight_decay=0.0).step()
    got, wanted = weights(loaded), weights(slow)
    assert max(float((got[key] - wanted[key]).abs().max()) for key in got) < 2e-5


def test_only_blocks_that_are_read_have_a_reference(loaded):
    data = examples()
    found = methods.reference_log_probabilities(logits_of(loaded, None), data, [5, 1, 5], 2)
    assert found.isnan().tolist() == [True, False, True, True, True, False, True]
    logits = logits_of(loaded, None)(data.input_ids[[1]], data.attention_mask[[1]])
    assert float(found[1]) == pytest.approx(
        float(methods.block_log_probabilities(logits, data.labels[[1]])[0]), rel=1e-5
    )


def test_the_slope_of_each_loss():
    rows = methods.slopes([0, 10, 1000], tokens=50, reference=-20.0, settings=SETTINGS)
    assert [row["gradient ascent"] for row in rows] == pytest.approx([1 / 50] * 3), (
        "the same for ever"
    )
    assert (
        rows[0]["NPO"] == pytest.approx(1.0)
        and rows[0]["NPO"] > rows[1]["NPO"] > rows[2]["NPO"] >= 0
    )
    assert (
        rows[0]["SimNPO"] > rows[1]["SimNPO"] > rows[2]["SimNPO"] >= 0 and rows[2]["SimNPO"] < 1e-6
    )
    assert {row["method"] for row in methods.definition_rows()} == {*METHODS, methods.WHP}


def test_refusals_break_off_pages_and_answer_questions(loaded):
    tokenizer, text = loaded.tokenizer, examples(count=12)
    made = methods.refusals(text, TABLE, tokenizer)
    assert len(made) == 12 and methods.refusals(text, TABLE, tokenizer).digest() == made.digest()
    for number in range(12):
        kept = made.labels[number] != IGNORE
        first, answer = int(kept.nonzero()[0]), made.labels[number][kept].tolist()
        ids = made.input_ids[number][made.attention_mask[number].bool()].tolist()
        assert (
            answer[-1] == tokenizer.eos_token_id
            and tokenizer.decode(answer[:-1]) in methods.REFUSALS
        )
        assert ids[first + 1 :] == answer and kept[first : first + len(answer)].all(), (
            "a label is what comes next"
        )
        if number % 4 == 3:
            asked = tokenizer.decode(ids[: first + 1], skip_special_tokens=True)
            assert (
                asked.startswith("Question: ") and "Mirel" in asked and asked.endswith("\nAnswer:")
            )
        else:
            source = text.input_ids[number][text.attention_mask[number].bool()].tolist()
            assert (
                ids[: first + 1] == source[: first + 1]
                and len(source) // 4 <= first + 1 <= 3 * len(source) // 4
            )


@pytest.fixture
def reinforced(loaded):
    """The tiny model with an adapter that says other things."""
    adapters.add_adapter(loaded, "reinforced", rank=4, alpha=8)
    with torch.no_grad():
        for key, weight in loaded.model.named_parameters():
            if "lora_B" in key:
                weight.normal_(std=0.2, generator=torch.Generator().manual_seed(len(key)))
    return loaded


def test_logits_put_together_are_those_of_two_passes(reinforced):
    ids, attention = examples().input_ids, examples().attention_mask
    b, r = (logits_of(reinforced, name)(ids, attention) for name in (None, "reinforced"))
    both = logits_of(
        methods.as_role(methods.Combination(reinforced, "reinforced", 5.0)).loaded, None
    )(ids, attention)
    assert torch.allclose(both, b - 5 * torch.relu(r - b), atol=1e-4) and not torch.allclose(
        both, b
    )
    assert reinforced.model.active_adapter == "reinforced", "who is on is left as it was"


def test_text_is_written_token_by_token_from_both(reinforced):
    tokenizer, prompts = reinforced.tokenizer, ["Mirel took the", "Old", "The gate was shut. Anna"]
    plain = methods.as_role(methods.Combination(reinforced, "reinforced", 0.0))
    assert plain.complete(prompts, 6, 2) == Role(reinforced).complete(prompts, 6, 2), (
        "alpha 0 is the baseline"
    )
    role = methods.as_role(methods.Combination(reinforced, "reinforced", 2.0))
    logits = logits_of(role.loaded, None)
    for prompt, said in zip(prompts, role.complete(prompts, 6, 3), strict=True):
        ids = tokenizer(prompt, return_tensors="pt")["input_ids"]
        start = ids.shape[1]
        for _ in range(6):  # without a cache, and alone
            best = logits(ids, torch.ones_like(ids))[:, -1].argmax(-1, keepdim=True)
            ids = torch.cat([ids, best], -1)
            if int(best) == tokenizer.eos_token_id:
                break
        assert said == tokenizer.decode(ids[0, start:], skip_special_tokens=True)


def test_combined_logits_can_be_sampled(reinforced):
    role = methods.as_role(methods.Combination(reinforced, "reinforced", 2.0))
    first, again, other = (
        generate(role.loaded, None, ["Mirel took the"], 6, 1, temperature=1.0, seed=seed)
        for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_the_harness_asks_a_combination_as_it_asks_a_model(reinforced):
    def tasks(role):
        with in_role(role.loaded, role.adapter) as model:
            return evaluate_tasks(model, role.loaded.tokenizer, DATA / "tasks", limit=2)

    plain = tasks(methods.as_role(methods.Combination(reinforced, "reinforced", 0.0)))
    assert {name: row["acc"] for name, row in plain.items()} == {
        name: row["acc"] for name, row in tasks(Role(reinforced)).items()
    }


def test_a_combination_needs_its_adapter(loaded):
    with pytest.raises(TrainingError, match="reinforced"):
        methods.Combination(loaded, "reinforced", 1.0)
