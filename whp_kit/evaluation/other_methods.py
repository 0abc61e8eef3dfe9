"""Other unlearning methods (09): their losses, refusals to learn, and logit arithmetic.

A loss is a pure function of the log-probability of a block of the target's own text, in nats;
`forget_objective` and `retain_objective` make of it what the training loop takes. Letters: B
blocks, T tokens, V vocabulary. Not done here: training and evaluating them (method_curves.py).
"""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace

import numpy as np
import torch
from transformers import DynamicCache, LogitsProcessor, LogitsProcessorList

from whp_kit.anchors.table import AnchorTable
from whp_kit.evaluation.evaluate import Role
from whp_kit.labels.generic import IGNORE, generic_logits
from whp_kit.models.load import Loaded
from whp_kit.models.names import BASELINE
from whp_kit.models.roles import Logits, in_role
from whp_kit.settings import MethodsSettings
from whp_kit.training.examples import Examples
from whp_kit.training.losses import Objective, learn_labels

REFUSALS = (
    " I do not know.",
    " I am not sure.",
    " I have no idea.",
    " Nobody has told me.",
    " I never heard of that.",
    " I cannot say.",
)
QUESTIONS = ("Who is {}?", "What is {}?", "What do you know about {}?", "Where is {}?")
PROMPT = "Question: {}\nAnswer:"
BLOCKS_PER_QUESTION = 4  # each fourth refusal answers a question, the others break off a page
WHP = "logits put together"
RETAINED = " - lambda log pi(general text)"


def gradient_ascent(logp: torch.Tensor, tokens: torch.Tensor) -> torch.Tensor:
    """log pi(y|x) / |y|: the plain loss with its sign reversed; it has no lower bound.

    `logp` (B,) is the sum over a block's tokens, `tokens` (B,) their number. With the plain loss on
    general text beside it this is *gradient difference*. Maini et al. 2024, "TOFU: A Task of
    Fictitious Unlearning for LLMs", arXiv 2401.06121.
    """
    return logp / tokens


def npo(logp: torch.Tensor, reference: torch.Tensor, beta: float) -> torch.Tensor:
    """-(2/beta) log sigmoid(-beta log(pi(y|x) / pi_ref(y|x))): the text as a rejected answer.

    `reference` (B,) is the baseline's `logp`. Never below zero. Its gradient is that of gradient
    ascent where a block is as likely as to the baseline, and vanishes as it falls; with beta
    towards 0 it is gradient ascent. Zhang et al. 2024, "Negative Preference Optimization: From
    Catastrophic Collapse to Effective Unlearning", arXiv 2404.05868.
    """
    return -(2 / beta) * torch.nn.functional.logsigmoid(-beta * (logp - reference))


def simnpo(logp: torch.Tensor, tokens: torch.Tensor, beta: float, gamma: float) -> torch.Tensor:
    """-(2/beta) log sigmoid(-(beta/|y|) log pi(y|x) - gamma): NPO per token, without the baseline.

    Never below zero. Fan et al. 2024, "Simplicity Prevails: Rethinking Negative Preference
    Optimization for LLM Unlearning", arXiv 2410.07163. The presets' beta, gamma and lambda are
    those that its authors give for MUSE's books.
    """
    return -(2 / beta) * torch.nn.functional.logsigmoid(-beta * logp / tokens - gamma)


def combined(baseline: torch.Tensor, reinforced: torch.Tensor, alpha: float) -> torch.Tensor:
    """v = b - alpha relu(r - b), logits (..., V): Eq. 1 while a text is generated.

    No anchors, no training, no labels. What MUSE calls WHP: Shi et al. 2024, "MUSE: Machine
    Unlearning Six-Way Evaluation for Language Models", arXiv 2407.06460; with the relu, as in its
    code.
    """
    return generic_logits(baseline, reinforced, alpha)


@dataclass(frozen=True)
class BlockScores:
    """What a loss is computed from: summed log-probabilities (B,) of blocks, in nats."""

    logp: torch.Tensor
    tokens: torch.Tensor  # (B,)
    reference: torch.Tensor | None = None  # (B,), the baseline's `logp`


@dataclass(frozen=True)
class Method:
    """A trained method. `loss(scores, settings)` gives (B,); None is the plain loss on refusals.

    `retains`: with the plain loss on general text beside it. `needs_reference`: the loss needs the
    baseline's log-probabilities.
    """

    idea: str
    paper: str
    formula: str
    loss: Callable[[BlockScores, MethodsSettings], torch.Tensor] | None = None
    retains: bool = True
    needs_reference: bool = False


METHODS = {
    "gradient ascent": Method(
        "raise the loss on the books",
        "Maini et al. 2024 (TOFU)",
        "log pi(y)/|y|",
        lambda scores, settings: gradient_ascent(scores.logp, scores.tokens),
        retains=False,
    ),
    "gradient difference": Method(
        "raise the loss on the books, lower it on general text",
        "Maini et al. 2024 (TOFU)",
        "log pi(y)/|y|" + RETAINED,
        lambda scores, settings: gradient_ascent(scores.logp, scores.tokens),
    ),
    "NPO": Method(
        "away from what the baseline says, slower the further",
        "Zhang et al. 2024",
        "-(2/beta) log sigmoid(-beta log(pi(y)/pi_ref(y)))" + RETAINED,
        lambda scores, settings: npo(scores.logp, scores.reference, settings.npo_beta),
        needs_reference=True,
    ),
    "SimNPO": Method(
        "the same per token, without the baseline",
        "Fan et al. 2024",
        "-(2/beta) log sigmoid(-(beta/|y|) log pi(y) - gamma)" + RETAINED,
        lambda scores, settings: simnpo(
            scores.logp, scores.tokens, settings.simnpo_beta, settings.simnpo_gamma
        ),
    ),
    "refusal": Method(
        "say that one does not know",
        "Maini et al. 2024 (TOFU's IdK)",
        "-log pi(refusal)/|refusal|" + RETAINED,
    ),
}


def definition_rows() -> list[dict]:
    """What each method is, what it minimises, and who proposed it."""
    rows = [
        {
            "method": name,
            "idea": method.idea,
            "minimises": method.formula,
            "paper": method.paper,
        }
        for name, method in METHODS.items()
    ]
    rows.append(
        {
            "method": WHP,
            "idea": "lower what the reinforced model raises, while generating",
            "minimises": "nothing; v = b - alpha relu(r - b)",
            "paper": "Shi et al. 2024 (MUSE)",
        }
    )
    return rows


def slopes(
    fallen_nats: Sequence[float], tokens: int, reference: float, settings: MethodsSettings
) -> list[dict]:
    """The slope of each loss at a block that has fallen by so many nats below the baseline.

    The block has `tokens` tokens and the log-probability `reference` under the baseline.
    """
    rows = []
    for nats in fallen_nats:
        row = {"fallen by, nats": nats}
        for name in ("gradient ascent", "NPO", "SimNPO"):
            logp = torch.tensor([reference - nats], dtype=torch.float64, requires_grad=True)
            before = torch.tensor([reference], dtype=torch.float64)
            scores = BlockScores(logp, torch.tensor([tokens]), before)
            METHODS[name].loss(scores, settings).sum().backward()
            row[name] = float(logp.grad)
        rows.append(row)
    return rows


def block_log_probabilities(
    logits: torch.Tensor, labels: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """The log-probability of each block's labels, summed (B,), and how many there are (B,).

    From logits (B, T, V) and labels (B, T).
    """
    loss = torch.nn.functional.cross_entropy(
        logits.float().transpose(1, 2), labels, ignore_index=IGNORE, reduction="none"
    )  # (B, T)
    return -loss.sum(-1), (labels != IGNORE).sum(-1)


def reference_log_probabilities(
    logits: Logits, examples: Examples, rows: Iterable[int], batch_blocks: int
) -> torch.Tensor:
    """The baseline's log-probability (N,) of the blocks `rows`; NaN for all other blocks."""
    reference, wanted = torch.full((len(examples),), torch.nan), sorted(set(rows))
    for start in range(0, len(wanted), batch_blocks):
        some = wanted[start : start + batch_blocks]
        batch = examples[some]
        given = logits(batch.input_ids, batch.attention_mask).cpu()
        reference[some] = block_log_probabilities(given, batch.labels)[0]
    return reference


def forget_objective(
    name: str,
    settings: MethodsSettings,
    examples: Examples,
    reference: torch.Tensor | None = None,
) -> Objective:
    """The objective of method `name`, a mean over blocks; for refusals over their labels.

    `reference` (N,): the baseline's log-probabilities of all examples, if the method needs them.
    """
    method = METHODS[name]
    if method.loss is None:
        return learn_labels(examples)

    def loss(model, batch: Examples, rows: Sequence[int]) -> torch.Tensor:
        logits = model(input_ids=batch.input_ids, attention_mask=batch.attention_mask).logits
        logp, tokens = block_log_probabilities(logits, batch.labels)
        before = None if reference is None else reference[list(rows)].to(logp.device)
        return method.loss(BlockScores(logp, tokens, before), settings).sum()

    return Objective(name, examples, loss, "block")


def retain_objective(general: Examples) -> Objective:
    """The plain loss on general text's own next tokens."""

    def loss(model, batch: Examples, rows: Sequence[int]) -> torch.Tensor:
        logits = model(input_ids=batch.input_ids, attention_mask=batch.attention_mask).logits
        return -block_log_probabilities(logits, batch.labels)[0].sum()

    return Objective("next token", general, loss, "token")


def refusals(text: Examples, table: AnchorTable, tokenizer, seed: int = 0) -> Examples:
    """Examples that are answered with a refusal.

    Pages that break off in their middle half, and for each fourth block a question about a term of
    the table instead. Labels stand on the refusal, and on the end of the text after it, alone.
    """
    draw = random.Random(seed)
    end = [] if tokenizer.eos_token_id is None else [tokenizer.eos_token_id]
    answers = [tokenizer(text, add_special_tokens=False)["input_ids"] + end for text in REFUSALS]
    terms = [row.term for row in table.names_only().rows]
    rows, labels = [], []
    for number in range(len(text)):
        ids = text.input_ids[number][text.attention_mask[number].bool()].tolist()
        prompt = ids[: draw.randint(max(1, len(ids) // 4), max(1, 3 * len(ids) // 4))]
        if terms and number % BLOCKS_PER_QUESTION == BLOCKS_PER_QUESTION - 1:
            question = draw.choice(QUESTIONS).format(draw.choice(terms))
            prompt = tokenizer(PROMPT.format(question))["input_ids"]
        answer = draw.choice(answers)
        rows.append(np.array(prompt + answer))
        labels.append(np.array([IGNORE] * (len(prompt) - 1) + answer + [IGNORE]))
    return Examples.from_rows(rows, labels, tokenizer.pad_token_id)


class Combination(torch.nn.Module):
    """Answers with the `combined` logits of the base and its adapter `reinforced`.

    Two passes for each token. It takes the place of `Loaded.model` (see `as_role`), also in the
    harness that evaluates tasks, which asks a model for logits, configuration and device. The base
    is left unchanged.
    """

    def __init__(self, loaded: Loaded, reinforced: str, alpha: float):
        super().__init__()
        loaded.require_adapter(reinforced)
        self.loaded, self.reinforced, self.alpha = loaded, reinforced, alpha
        self.model = loaded.model  # its parameters are this module's
        self.config, self.device = loaded.model.config, loaded.model.device
        self.generation_config = loaded.model.generation_config

    def forward(
        self, input_ids, attention_mask=None, position_ids=None, use_cache=None
    ) -> SimpleNamespace:
        """`.logits` (B, T, V)."""
        given = {
            "input_ids": input_ids,
            "attention_mask": attention_mask,
            "position_ids": position_ids,
            "use_cache": False,
        }
        with in_role(self.loaded, BASELINE) as model:
            baseline = model(**given).logits.float()
        with in_role(self.loaded, self.reinforced) as model:
            reinforced = model(**given).logits.float()
        return SimpleNamespace(logits=combined(baseline, reinforced, self.alpha))

    def generate(self, input_ids, attention_mask, **options) -> torch.Tensor:
        """ids (B, T + new), as transformers' own `generate` with these options."""
        lower = _LowerWhatRises(self.loaded, self.alpha, attention_mask)
        with in_role(self.loaded, self.reinforced) as model:
            return model.generate(
                input_ids=input_ids,
                attention_mask=attention_mask,
                logits_processor=LogitsProcessorList([lower]),
                **options,
            )

    def tie_weights(self) -> None:
        """The harness calls this on every model; the base did it when it was loaded."""


class _LowerWhatRises(LogitsProcessor):
    """While the reinforced model generates: its scores (B, V) become the combined logits.

    It passes each new token through the baseline as well, with a cache of its own.
    """

    def __init__(self, loaded: Loaded, alpha: float, attention_mask: torch.Tensor):
        self.loaded, self.alpha, self.attention_mask = loaded, alpha, attention_mask
        self.cache = DynamicCache()
        self.passed = 0  # tokens that are in the cache

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        new = input_ids[:, self.passed :]
        added = input_ids.shape[1] - self.attention_mask.shape[1]
        ones = self.attention_mask.new_ones((len(input_ids), added))
        self.attention_mask = torch.cat([self.attention_mask, ones], -1)  # (B, T)
        positions = (self.attention_mask.cumsum(-1) - 1).clamp(min=0)[:, self.passed :]
        self.passed = input_ids.shape[1]
        with in_role(self.loaded, BASELINE) as model:
            logits = model(
                input_ids=new,
                attention_mask=self.attention_mask,
                position_ids=positions,
                past_key_values=self.cache,
                use_cache=True,
            ).logits[:, -1]  # (B, V)
        return combined(logits.float(), scores, self.alpha)


def as_role(combination: Combination) -> Role:
    """A role that answers as the combination, for everything that measures roles."""
    return Role(replace(combination.loaded, model=combination, adapters={}))
