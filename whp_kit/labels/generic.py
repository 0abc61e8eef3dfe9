"""Generic labels: what to say next for one who never read the target. The method on one page.

After Eldan & Russinovich 2023, "Who's Harry Potter? Approximate Unlearning in LLMs",
arXiv 2310.02238. Two models read a block of the target text:

    r   logits of the reinforced model, which reads the *original* block
    b   logits of the baseline, which reads the *translated* block

Section 2.1: what reinforcement raises belongs to the target, so it is lowered. Section 2.2: in the
translation, where generic replacements stand for the target's own terms, the baseline finds nothing
to recognise, so its opinion there is generic. Section 2.3 combines the two. At each position:

    v = b - alpha * relu(r - b)                                        (Equation 1)
    label = argmax v over the tokens that are not forbidden

Logits are known up to a constant for each position: adding one changes no probability. Equation 1
subtracts those of two models, so a constant between them would count as a rise of every token. It
is taken out first: b is moved so that the tokens of a row rise by 0 on average (`level`).

Section 3: the label is the target of an ordinary cross-entropy, on the original block.

Shapes: B blocks, T positions of a block, S positions of its translation, V tokens. A label stands
at the position that predicts it: the loss compares logits[t] with labels[t], without a shift.

    which positions of the two texts belong together   alignment.py
    which tokens are forbidden at which position       forbidden.py
    labels for every alpha at once                     alpha.py
    all blocks of a text                               make.py
"""

import torch

IGNORE = -100  # "no label here"; cross-entropy passes over it


def rise(b: torch.Tensor, r: torch.Tensor) -> torch.Tensor:
    """How far reinforcement raises each logit, (..., V). A fall counts as zero."""
    return torch.relu(r - b)


def generic_logits(b: torch.Tensor, r: torch.Tensor, alpha: float) -> torch.Tensor:
    """Equation 1, (..., V). No logit is ever raised; alpha = 0 leaves the baseline's."""
    return b - alpha * rise(b, r)


def drift(b: torch.Tensor, r: torch.Tensor) -> torch.Tensor:
    """How far the tokens of a row rise on average, (..., 1)."""
    return r.mean(dim=-1, keepdim=True) - b.mean(dim=-1, keepdim=True)


def level(b: torch.Tensor, r: torch.Tensor) -> torch.Tensor:
    """b (..., V), moved by the drift of each row, so that its mean is that of r."""
    return b + drift(b, r)


def exclude(scores: torch.Tensor, forbidden: torch.Tensor) -> torch.Tensor:
    """Takes forbidden tokens out of the running, whatever the logits are.

    Section 2.2: after a replacement has appeared, the baseline would say it again and again.
    `forbidden` is a mask of the shape of `scores`, (..., V).
    """
    return scores.masked_fill(forbidden, -torch.inf)


def generic_labels(
    b: torch.Tensor,
    r: torch.Tensor,
    partner: torch.Tensor,
    forbidden: torch.Tensor,
    alpha: float,
) -> torch.Tensor:
    """The labels (T,) of one block, at one alpha.

    b (S, V): the baseline on the translation. r (T, V): the reinforced model on the original.
    partner (T,): for each position of the original the one of the translation that has read the
    same, or -1 where there is none, which gets no label. forbidden (T, V): mask of tokens.
    """
    labels = torch.full((len(r),), IGNORE)  # (T,)
    paired = partner >= 0  # (T,)
    b, r = b[partner[paired]], r[paired]  # (N, V), N positions with a partner
    v = generic_logits(level(b, r), r, alpha)  # (N, V)
    labels[paired] = exclude(v, forbidden[paired]).argmax(dim=-1)  # (N,)
    return labels


def set_to_mean(b: torch.Tensor, forbidden: torch.Tensor) -> torch.Tensor:
    """The authors' script, for comparison: forbidden logits become the mean of their row in b.

    It raises a logit that lay below the mean, and when every r has drifted upwards such a token is
    the only one that did not rise, and becomes the label.
    """
    return torch.where(forbidden, b.mean(dim=-1, keepdim=True), b)
