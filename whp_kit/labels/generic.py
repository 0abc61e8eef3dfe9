"""Generic labels: what to say next for one who never read the target. The method on one page.

After Eldan & Russinovich 2023, "Who's Harry Potter? Approximate Unlearning in LLMs",
arXiv 2310.02238. Two models read a block of the target text:

    r   logits of the reinforced model, which reads the *original* block
    b   logits of the baseline, which reads the *translated* block

Section 2.1: what reinforcement raises belongs to the target, so it is lowered. Section 2.2: in the
translation, where generic replacements stand for the target's own terms, the baseline finds nothing
to recognise, so its opinion there is generic. Section 2.3 combines the two. At each position:

    v = b - alpha * relu(r - b)                                        (Equation 1)
    label = argmax v

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


def set_aside(b: torch.Tensor, forbidden: torch.Tensor) -> torch.Tensor:
    """Takes forbidden tokens out of the running: their logits become the mean of their row.

    Section 2.2: after a replacement has appeared, the baseline would say it again and again.
    `forbidden` is a mask of the shape of `b`, (..., V).
    """
    return torch.where(forbidden, b.mean(dim=-1, keepdim=True), b)


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
    b = set_aside(b[partner[paired]], forbidden[paired])  # (N, V), N positions with a partner
    v = generic_logits(b, r[paired], alpha)  # (N, V)
    labels[paired] = v.argmax(dim=-1)  # (N,)
    return labels
