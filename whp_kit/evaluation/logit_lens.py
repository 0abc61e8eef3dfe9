"""What inner layers still hold of the target when the last layer no longer says it.

- *Logit lens* (nostalgebraist 2020): the state of each layer goes straight through the last norm
  and the base's own head, without the adapter's change of it. The figure is the probability
  familiarity of what comes out.
- *Linear probe* (Alain and Bengio 2016): a linear classifier on a layer's states that tells true
  answers from wrong ones, cross-validated over the questions.

No model is changed. Letters: N prompts, L layers (0: the embeddings), H width of a state, V
vocabulary.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import torch

from whp_kit.errors import InputError
from whp_kit.evaluation.evaluate import Role
from whp_kit.evaluation.familiarity import counted_tokens
from whp_kit.evaluation.intervals import bootstrap_ci95
from whp_kit.evaluation.memorisation import Question
from whp_kit.evaluation.metrics import auc
from whp_kit.evaluation.probes import ProbabilityProbe
from whp_kit.models.inner_layers import read_out
from whp_kit.models.roles import in_role, left_padded

FOLDS = 5
RELABELLINGS = 500
RIDGE = 10.0  # strength; two hundred answers do not determine as many directions


def layer_states(role: Role, texts: Sequence[str], batch: int) -> torch.Tensor:
    """The state at the last token of each text in every layer, (L + 1, N, H) in float32.

    The last layer's state is after the last norm.
    """
    batches = []
    tokenizer, device = role.loaded.tokenizer, role.loaded.device.name
    with in_role(role.loaded, role.adapter) as model, torch.no_grad():
        for start in range(0, len(texts), batch):
            ids, attention = left_padded(tokenizer, texts[start : start + batch], device)
            positions = (attention.cumsum(-1) - 1).clamp(min=0)
            output = model(
                input_ids=ids,
                attention_mask=attention,
                position_ids=positions,
                output_hidden_states=True,
            )
            last_tokens = [layer[:, -1].float().cpu() for layer in output.hidden_states]
            batches.append(torch.stack(last_tokens))  # (L + 1, B, H)
    return torch.cat(batches, dim=1)


def logit_lens(
    roles: Mapping[str, Role], probes: Sequence[ProbabilityProbe], batch: int, seed: int = 0
) -> dict[str, list[dict]]:
    """Probability familiarity read off each layer: role -> rows {"layer", "value", "ci95", "n"},
    the embeddings first."""
    prompts = list(dict.fromkeys(probe.prompt for probe in probes))
    tokenizer = next(iter(roles.values())).loaded.tokenizer
    tokens = [counted.peculiar for counted in counted_tokens(probes, tokenizer)]
    measurable = [
        (prompts.index(probe.prompt), ids) for probe, ids in zip(probes, tokens, strict=True) if ids
    ]
    curves = {}
    for name, role in roles.items():
        rows = []
        read = read_out(role.loaded, layer_states(role, prompts, batch))
        for layer, probabilities in enumerate(read):
            mass = np.array([float(probabilities[k][ids].double().sum()) for k, ids in measurable])
            rows.append(
                {
                    "layer": layer,
                    "value": float(mass.mean()),
                    "ci95": bootstrap_ci95(mass, seed),
                    "n": len(mass),
                }
            )
        curves[name] = rows
    return curves


def linear_probe(
    role: Role, questions: Sequence[Question], batch: int, seed: int = 0
) -> list[dict]:
    """For each layer the AUC of a linear probe between true and first wrong answers: rows {"layer",
    "value", "ci95", "n"}. 0.5 is a guess.

    A ridge classifier is fitted on four fifths of the questions and applied to the rest, for each
    of `FOLDS` parts. The interval is as wide as what luck gives: the probe is fitted again with
    true and wrong exchanged in pairs of questions drawn at random, `RELABELLINGS` times. It holds
    0.5 where the probe tells no more than that.
    """
    from sklearn.linear_model import Ridge
    from sklearn.model_selection import PredefinedSplit, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    n = len(questions)
    if n < 2 * FOLDS:
        raise InputError(
            "Too few questions for a cross-validation",
            value=n,
            remedy=f"give {2 * FOLDS} or more",
        )
    true_texts = [question.prompt + question.answer for question in questions]
    wrong_texts = [question.prompt + question.wrong[0] for question in questions]
    true_states = layer_states(role, true_texts, batch)
    wrong_states = layer_states(role, wrong_texts, batch)
    states = torch.cat([true_states, wrong_states], dim=1).double().numpy()  # (L + 1, 2 N, H)
    # A pair of questions is always in one part. A part with half a pair would be left out with one
    # use of a name, and the rest would hold its other use: the name would tell what is left out.
    pairs = _pair_numbers(questions)
    draw = np.random.default_rng(seed)
    folds = (draw.permutation(pairs.max() + 1) % FOLDS)[pairs]
    exchanged = draw.choice([1, -1], size=(RELABELLINGS, pairs.max() + 1))[:, pairs]
    signs = np.vstack([np.ones(n), exchanged]).T  # (N, 1 + RELABELLINGS), the real labels first
    labels = np.vstack([signs, -signs])
    split = PredefinedSplit(np.tile(folds, 2))
    probe = make_pipeline(StandardScaler(), Ridge(alpha=RIDGE))
    rows = []
    for layer, layer_values in enumerate(states):
        scores = cross_val_predict(probe, layer_values, labels, cv=split)
        aucs = [
            auc(values[is_true], values[~is_true])
            for values, is_true in zip(scores.T, labels.T > 0, strict=True)
        ]
        low, high = np.percentile(aucs[1:], [2.5, 97.5])
        rows.append(
            {
                "layer": layer,
                "value": aucs[0],
                "ci95": (max(0.0, aucs[0] + 0.5 - high), min(1.0, aucs[0] + 0.5 - low)),
                "n": n,
            }
        )
    return rows


def _pair_numbers(questions: Sequence[Question]) -> np.ndarray:
    """The number of each question's pair, (N,); a question without a partner is alone."""
    pairs = [frozenset({question.id, question.partner or question.id}) for question in questions]
    numbers = {pair: number for number, pair in enumerate(dict.fromkeys(pairs))}
    return np.array([numbers[pair] for pair in pairs])
