"""Reading inner layers (08): does a layer still hold what the last one no longer says?

- *Logit lens* (nostalgebraist 2020): each layer's state goes straight through the last norm and the base's own head, without the
  adapter's change of it; probability familiarity of what comes out.
- *Linear probe* (Alain and Bengio 2016): can a plane in a layer's states tell true answers from wrong ones? Cross-fitted over questions.

No model is changed. Letters: N prompts, L layers (0 the embeddings), H width of a state, V vocabulary.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import torch

from whp_kit.errors import InputError
from whp_kit.evaluation.evaluate import Role
from whp_kit.evaluation.familiarity import probability_familiarity
from whp_kit.evaluation.intervals import bootstrap_ci95, resampled_ci95
from whp_kit.evaluation.memorisation import Question
from whp_kit.evaluation.metrics import auc
from whp_kit.evaluation.probes import ProbabilityProbe
from whp_kit.models.load import Loaded
from whp_kit.models.roles import in_role, left_padded

FOLDS = 5
RIDGE = 10.0  # added to the diagonal for states scaled to one; two hundred answers do not fix as many directions


def states(role: Role, texts: Sequence[str], batch: int) -> torch.Tensor:
    """The state at the last token of each text in every layer, (L + 1, N, H) in float32; the last layer's after the last norm."""
    found = []
    with in_role(role.loaded, role.adapter) as model, torch.no_grad():
        for at in range(0, len(texts), batch):
            ids, attention = left_padded(
                role.loaded.tokenizer, texts[at : at + batch], role.loaded.device.name
            )
            positions = (attention.cumsum(-1) - 1).clamp(min=0)
            out = model(
                input_ids=ids,
                attention_mask=attention,
                position_ids=positions,
                output_hidden_states=True,
            )
            found.append(
                torch.stack([layer[:, -1].float().cpu() for layer in out.hidden_states])
            )  # (L + 1, B, H)
    return torch.cat(found, dim=1)


def logit_lens(
    roles: Mapping[str, Role], probes: Sequence[ProbabilityProbe], batch: int, seed: int = 0
) -> dict[str, list[dict]]:
    """Probability familiarity read off each layer: role -> {"layer", "value", "ci95", "n"}, the embeddings first.

    Which tokens count is probes.py's rule and the same for all, so it is asked once.
    """
    prompts = list(dict.fromkeys(probe.prompt for probe in probes))
    counted, found = None, {}
    for name, role in roles.items():
        norm, head = _reading_parts(role.loaded)
        found[name] = []
        for number, layer in enumerate(layers := states(role, prompts, batch)):
            with torch.no_grad():
                layer = layer.to(head.weight.device, head.weight.dtype)
                rows = (
                    head(layer if number == len(layers) - 1 else norm(layer))
                    .float()
                    .softmax(-1)
                    .cpu()
                )  # (N, V)
            by_prompt = dict(zip(prompts, rows, strict=True))
            if counted is None:
                whole = probability_familiarity(
                    probes,
                    lambda ps, seen=by_prompt: torch.stack([seen[p] for p in ps]),
                    role.loaded.tokenizer,
                    seed,
                )
                counted = [(row["prompt"], row["tokens"]) for row in whole.rows]
            mass = np.array(
                [float(by_prompt[prompt][tokens].double().sum()) for prompt, tokens in counted]
            )
            found[name].append(
                {
                    "layer": number,
                    "value": float(mass.mean()),
                    "ci95": bootstrap_ci95(mass, seed),
                    "n": len(mass),
                }
            )
    return found


def truth_probe(role: Role, questions: Sequence[Question], batch: int, seed: int = 0) -> list[dict]:
    """For each layer how well a plane tells true answers from wrong ones that it was not fitted on: {"layer", "value", "ci95", "n"}.

    One wrong answer to a question; `FOLDS` parts of the questions, each judged by a ridge regression on the others. 0.5 is a guess.
    """
    if len(questions) < 2 * FOLDS:
        raise InputError(
            "Too few questions to fit on some and judge others",
            value=len(questions),
            remedy=f"give {2 * FOLDS} or more",
        )
    fold = np.random.default_rng(seed).permutation(len(questions)) % FOLDS
    true = (
        states(role, [q.prompt + q.answer for q in questions], batch).double().numpy()
    )  # (L + 1, N, H)
    wrong = states(role, [q.prompt + q.wrong[0] for q in questions], batch).double().numpy()
    rows = []
    for layer, (yes, no) in enumerate(zip(true, wrong, strict=True)):
        scores = np.zeros((2, len(questions)))
        for part in range(FOLDS):
            fitted, judged = fold != part, fold == part
            seen = np.concatenate([yes[fitted], no[fitted]])  # (2 N, H)
            mean, spread = seen.mean(axis=0), seen.std(axis=0) + 1e-6
            seen = (seen - mean) / spread
            wanted = np.repeat([1.0, -1.0], fitted.sum())
            plane = np.linalg.solve(seen.T @ seen + RIDGE * np.eye(seen.shape[1]), seen.T @ wanted)
            scores[0, judged], scores[1, judged] = (
                (part_[judged] - mean) / spread @ plane for part_ in (yes, no)
            )
        rows.append(
            {
                "layer": layer,
                "value": auc(*scores),
                "ci95": resampled_ci95(auc, list(scores), seed),
                "n": len(questions),
            }
        )
    return rows


def _reading_parts(loaded: Loaded):
    """The last norm and the base's head as it came, without an adapter."""
    bare = loaded.model.get_base_model() if loaded.adapters else loaded.model
    norm = getattr(bare.base_model, "norm", None) or getattr(bare.base_model, "ln_f", None)
    if norm is None:
        raise InputError(
            "the model's last norm was not found",
            value=type(bare).__name__,
            remedy="leave the logit lens out for this model",
        )
    head = bare.get_output_embeddings()
    return norm, getattr(head, "base_layer", head)
