"""Other ways to forget: their losses, what a refusal is trained on, and two models' logits put together while they answer (09).

A loss is a pure function of the log-probability of a block of the target's own text; `objective` makes of it what `training.train` takes in
place of the cross-entropy, and `by_labels` holds on to general text. Logarithms in nats. Letters: B blocks, T tokens, V vocabulary.
Not done here: training and measuring them (walks.py).
"""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace

import numpy as np
import torch

from whp_kit.anchors.table import AnchorTable
from whp_kit.errors import InputError
from whp_kit.evaluation.evaluate import Role
from whp_kit.evaluation.memorisation import only_names
from whp_kit.models.load import Loaded
from whp_kit.models.names import BASELINE
from whp_kit.models.roles import Logits, in_role
from whp_kit.settings import MethodsSettings
from whp_kit.training.loop import IGNORED, Examples, Objective

REFUSALS = (
    " I do not know.",
    " I am not sure.",
    " I have no idea.",
    " Nobody has told me.",
    " I never heard of that.",
    " I cannot say.",
)
ASKED = ("Who is {}?", "What is {}?", "What do you know about {}?", "Where is {}?")
QUESTION = "Question: {}\nAnswer:"
BLOCKS_PER_QUESTION = (
    4  # every so many refusals one answers a question; the others break off a page
)
WHP = "logits put together"
RETAINED = " - lambda log pi(general text)"


def gradient_ascent(logp: torch.Tensor, tokens: torch.Tensor) -> torch.Tensor:
    """log pi(y|x) / |y|: the plain loss with its sign turned round, to be made small without end.

    `logp` (B,) is the sum over a block's tokens, `tokens` (B,) their number. With the plain loss on general text beside it this is
    *gradient difference*. Maini et al. 2024, "TOFU: A Task of Fictitious Unlearning for LLMs", arXiv 2401.06121.
    """
    return logp / tokens


def npo(logp: torch.Tensor, reference: torch.Tensor, beta: float) -> torch.Tensor:
    """-(2/beta) log sigmoid(-beta log(pi(y|x) / pi_ref(y|x))): the text as an answer that is not wanted, with no better one beside it.

    `reference` (B,) is the baseline's `logp`. Never below zero. It pulls as gradient ascent does where a block is as likely as it was to
    the baseline, and less and less as it falls; with beta towards 0 it is gradient ascent. Zhang et al. 2024, "Negative Preference
    Optimization: From Catastrophic Collapse to Effective Unlearning", arXiv 2404.05868.
    """
    return -(2 / beta) * torch.nn.functional.logsigmoid(-beta * (logp - reference))


def simnpo(logp: torch.Tensor, tokens: torch.Tensor, beta: float, gamma: float) -> torch.Tensor:
    """-(2/beta) log sigmoid(-(beta/|y|) log pi(y|x) - gamma): NPO by the token, and without the baseline.

    Never below zero. Fan et al. 2024, "Simplicity Prevails: Rethinking Negative Preference Optimization for LLM Unlearning", arXiv
    2410.07163. The presets' beta, gamma and lambda are those that its authors give for MUSE's books.
    """
    return -(2 / beta) * torch.nn.functional.logsigmoid(-beta * logp / tokens - gamma)


def combined(baseline: torch.Tensor, reinforced: torch.Tensor, alpha: float) -> torch.Tensor:
    """v = b - alpha relu(r - b), logits (..., V): METHOD 4's arithmetic while a text is written. No anchors, no training, no labels.

    What MUSE calls WHP: Shi et al. 2024, "MUSE: Machine Unlearning Six-Way Evaluation for Language Models", arXiv 2407.06460; with the
    relu, as in its code.
    """
    return baseline - alpha * (reinforced - baseline).clamp(min=0)


@dataclass(frozen=True)
class Method:
    """A trained method. `loss(blocks, settings)` (B,) is of `blocks.logp`, `.tokens` and `.reference`; None: the plain loss on refusals.

    `retains`: with the plain loss on general text beside it. `refers`: it needs the baseline's log-probabilities.
    """

    idea: str
    paper: str
    formula: str
    loss: Callable | None = None
    retains: bool = True
    refers: bool = False


METHODS = {
    "gradient ascent": Method(
        "walk up the loss on the books", "Maini et al. 2024 (TOFU)", "log pi(y)/|y|",
        lambda blocks, settings: gradient_ascent(blocks.logp, blocks.tokens), retains=False,
    ),
    "gradient difference": Method(
        "up on the books, down on general text", "Maini et al. 2024 (TOFU)", "log pi(y)/|y|" + RETAINED,
        lambda blocks, settings: gradient_ascent(blocks.logp, blocks.tokens),
    ),
    "NPO": Method(
        "away from what the baseline says, slower the further", "Zhang et al. 2024",
        "-(2/beta) log sigmoid(-beta log(pi(y)/pi_ref(y)))" + RETAINED,
        lambda blocks, settings: npo(blocks.logp, blocks.reference, settings.npo_beta), refers=True,
    ),
    "SimNPO": Method(
        "the same by the token, without the baseline", "Fan et al. 2024",
        "-(2/beta) log sigmoid(-(beta/|y|) log pi(y) - gamma)" + RETAINED,
        lambda blocks, settings: simnpo(blocks.logp, blocks.tokens, settings.simnpo_beta, settings.simnpo_gamma),
    ),
    "refusal": Method("say that one does not know", "Maini et al. 2024 (TOFU's IdK)", "-log pi(refusal)/|refusal|" + RETAINED),
}  # fmt: skip


def definition_rows() -> list[dict]:
    """What each method is, what it makes small, and who wrote of it."""
    rows = [
        {"method": name, "idea": one.idea, "made small": one.formula, "paper": one.paper}
        for name, one in METHODS.items()
    ]
    last = {"method": WHP, "idea": "lower what the reinforced model raises, while answering"}
    return [
        *rows,
        last
        | {"made small": "nothing; v = b - alpha relu(r - b)", "paper": "Shi et al. 2024 (MUSE)"},
    ]


def pulls(
    fallen: Sequence[float], tokens: int, reference: float, settings: MethodsSettings
) -> list[dict]:
    """The slope of each loss by the log-probability of a block of so many tokens, that far below the baseline's `reference`."""
    rows = []
    for nats in fallen:
        row = {"fallen by, nats": nats}
        for name in ("gradient ascent", "NPO", "SimNPO"):
            logp = torch.tensor([reference - nats], dtype=torch.float64, requires_grad=True)
            blocks = SimpleNamespace(
                logp=logp,
                tokens=torch.tensor([tokens]),
                reference=torch.tensor([reference], dtype=torch.float64),
            )
            METHODS[name].loss(blocks, settings).sum().backward()
            row[name] = float(logp.grad)
        rows.append(row)
    return rows


def block_log_probabilities(
    logits: torch.Tensor, labels: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """The log-probability of each block's labels, summed (B,), and how many there are (B,), from logits (B, T, V) and labels (B, T)."""
    loss = torch.nn.functional.cross_entropy(
        logits.float().transpose(1, 2), labels, ignore_index=IGNORED, reduction="none"
    )  # (B, T)
    return -loss.sum(-1), (labels != IGNORED).sum(-1)


def reference_log_probabilities(
    logits: Logits, examples: Examples, rows: Iterable[int], batch: int
) -> torch.Tensor:
    """The baseline's log-probability (N,) of each block that is in `rows`; not a number for the others, which nobody is to ask for."""
    found, rows = torch.full((len(examples),), torch.nan), sorted(set(rows))
    for at in range(0, len(rows), batch):
        some = rows[at : at + batch]
        given = logits(examples.input_ids[some], examples.attention_mask[some]).cpu()
        found[some] = block_log_probabilities(given, examples.labels[some])[0]
    return found


def objective(
    method: Method, settings: MethodsSettings, reference: torch.Tensor | None = None
) -> Objective | None:
    """For training's `objective`: the method's loss; `reference` (N,) are the baseline's log-probabilities of all blocks, if it refers."""
    if method.loss is None:
        return None

    def loss(logits: torch.Tensor, labels: torch.Tensor, rows: Sequence[int]) -> torch.Tensor:
        logp, tokens = block_log_probabilities(logits, labels)
        given = None if reference is None else reference[list(rows)].to(logp.device)
        return method.loss(SimpleNamespace(logp=logp, tokens=tokens, reference=given), settings)

    return loss


def by_labels(model, retain: Examples, rows: Sequence[int], device) -> torch.Tensor:
    """For training's `retain_loss`: the plain loss on the general text's own next tokens, summed over `rows`."""
    ids, attention, labels = (
        part[list(rows)].to(device)
        for part in (retain.input_ids, retain.attention_mask, retain.labels)
    )
    return -block_log_probabilities(model(input_ids=ids, attention_mask=attention).logits, labels)[
        0
    ].sum()


def refusals(text: Examples, table: AnchorTable, tokenizer, seed: int = 0) -> Examples:
    """Examples that are to be answered with a refusal: pages that break off somewhere in their middle half, and now and then a question
    about a term of the table. Labels stand on the refusal alone, and on the end of the text after it."""
    draw, end = (
        random.Random(seed),
        [] if tokenizer.eos_token_id is None else [tokenizer.eos_token_id],
    )
    answers = [tokenizer(one, add_special_tokens=False)["input_ids"] + end for one in REFUSALS]
    terms = [row.term for row in only_names(table).rows]
    rows, labels = [], []
    for number in range(len(text)):
        ids = text.input_ids[number][text.attention_mask[number].bool()].tolist()
        before = ids[: draw.randint(max(1, len(ids) // 4), max(1, 3 * len(ids) // 4))]
        if terms and number % BLOCKS_PER_QUESTION == BLOCKS_PER_QUESTION - 1:
            before = tokenizer(QUESTION.format(draw.choice(ASKED).format(draw.choice(terms))))[
                "input_ids"
            ]
        answer = draw.choice(answers)
        rows.append(np.array(before + answer))
        labels.append(np.array([IGNORED] * (len(before) - 1) + answer + [IGNORED]))
    return Examples.from_rows(rows, labels, tokenizer.pad_token_id)


class Combination(torch.nn.Module):
    """Answers with `combined` logits of the base and of its adapter `reinforced`, two passes for each token; greedy only.

    It takes the place of `Loaded.model` where a model is asked (`as_role`). The base is left unchanged.
    """

    def __init__(self, loaded: Loaded, reinforced: str, alpha: float):
        super().__init__()
        loaded.require_adapter(reinforced)
        self.loaded, self.reinforced, self.alpha = loaded, reinforced, alpha
        self.model, self.config, self.device = (
            loaded.model,
            loaded.model.config,
            loaded.model.device,
        )

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
        baseline, reinforced = self._ask([given, given])
        return SimpleNamespace(
            logits=combined(baseline.logits.float(), reinforced.logits.float(), self.alpha)
        )

    def generate(
        self,
        input_ids,
        attention_mask,
        max_new_tokens: int,
        pad_token_id: int,
        do_sample: bool = False,
        **_,
    ) -> torch.Tensor:
        """ids (B, T + new), as transformers' own: what comes after a row's end is padding."""
        if do_sample:
            raise InputError(
                "Logits put together are only read greedily",
                value="a temperature above 0",
                remedy="take temperature 0",
            )
        ended, new, caches = (
            torch.zeros(len(input_ids), dtype=torch.bool, device=input_ids.device),
            input_ids,
            (None, None),
        )
        for _ in range(max_new_tokens):
            places = (attention_mask.cumsum(-1) - 1).clamp(min=0)[:, -new.shape[1] :]
            given = {
                "input_ids": new,
                "attention_mask": attention_mask,
                "position_ids": places,
                "use_cache": True,
            }
            found = self._ask([given | {"past_key_values": cache} for cache in caches])
            caches = tuple(one.past_key_values for one in found)
            best = combined(*(one.logits[:, -1].float() for one in found), self.alpha).argmax(
                -1
            )  # (B,)
            new = best.masked_fill(ended, pad_token_id)[:, None]
            ended |= best == self.loaded.tokenizer.eos_token_id
            input_ids, attention_mask = (
                torch.cat([input_ids, new], -1),
                torch.cat([attention_mask, torch.ones_like(new)], -1),
            )
            if ended.all():
                break
        return input_ids

    def tie_weights(self) -> None:
        """The harness asks every model for it; the base has done it when it was loaded."""

    def _ask(self, given: Sequence[dict]) -> list:
        """What the base, and then its reinforced adapter, makes of its own part of `given`."""
        found = []
        for name, arguments in zip((BASELINE, self.reinforced), given, strict=True):
            with in_role(self.loaded, name) as model:
                found.append(model(**arguments))
        return found


def as_role(combination: Combination) -> Role:
    """A role that answers as the combination, for all that measures roles."""
    return Role(replace(combination.loaded, model=combination, adapters={}))
