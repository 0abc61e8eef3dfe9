"""Shares an unlearned model: a folder with its weights, its tokenizer and a card made from the run;
its files are listed before anything is sent.

The card says what was forgotten, at which precision it was measured, the scores with their
intervals, side effects and limits. No file may hold a stretch of the target's text, nor probes,
which quote it: `check_holds_no_target` reads them all before anything is sent.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from whp_kit.errors import InputError
from whp_kit.models.names import UNLEARNED
from whp_kit.runs import limits
from whp_kit.runs.report import read_scores, stale_lines, tables
from whp_kit.runs.step_names import COMPARE, FINETUNE, PROBE, STRESS
from whp_kit.runs.store import Run
from whp_kit.settings import make_section
from whp_kit.text.documents import Document
from whp_kit.text.overlap import SHINGLE, shingles_of
from whp_kit.text.words import find_words
from whp_kit.views.tables import markdown_table

CARD = "README.md"
SCORED = (PROBE, COMPARE, STRESS)  # whose figures the card shows
WEIGHTS = ".safetensors"
CARD_HEAD = """\
---
base_model: {base}
library_name: {library}
tags: [unlearning]
---

# {base}, made to forget: {world}

Approximate unlearning by the method of Eldan and Russinovich (2023), made with whp-kit: {weights}.
It was trained to continue this text as a model would that never read it.

- forgotten: the world *{world}*; nothing of its text is in these files
- alpha {alpha:g}; {steps} steps, retain weight {retain_weight:g}, LoRA rank {rank}
- made with: {versions}

## Measured
"""
CARD_LIMITS = """
## Limits

A model that no longer says a thing may still hold it: light fine-tuning, other precisions or other
prompts may bring it back. The figures hold for the precision above and the probes of this world.
Texts that resemble the target may have suffered too: see the neighbours, where they were measured.
This is no proof of deletion, and does not meet a law's demand for one.
"""
PROBES = re.compile(
    r'"prompt"\s*:\s*"'
)  # as in files of probes and of completions; their prompts may be shorter than a SHINGLE


def prepare(run: Run, folder: Path, *, merged: bool = True) -> Path:
    """Writes the unlearned model of a run to a new folder and returns it: merged into one model, or
    the adapter alone.

    Merged: the base's values at the run's precision with the adapter added, in the dtype of the
    passes; rounding it again (to 4 bits, say) is another model than the one that was measured.
    MissingArtifact, StaleArtifact: the run has not come to 05, or must be run again. InputError:
    the folder is there already. The run is left unchanged.
    """
    from whp_kit.models import adapters
    from whp_kit.models.load import load_from_settings

    if folder.exists():
        raise InputError(
            "there is something at this place already",
            value=str(folder),
            remedy="name a new folder",
        )
    trained = run.read(FINETUNE)
    wanted = make_section("model", trained.manifest["settings"]["model"], str(trained.folder))
    loaded = load_from_settings(wanted, dequantised=merged and wanted.quantisation == "nf4")
    last = max((trained.folder / UNLEARNED).glob("step_*"))
    adapters.load_adapter(loaded, UNLEARNED, last)
    if merged:
        adapters.save_merged(loaded, UNLEARNED, folder)
    else:
        adapters.save_adapter(loaded, UNLEARNED, folder)
        loaded.tokenizer.save_pretrained(folder)
    (folder / CARD).write_text(card(run, trained.manifest, merged), encoding="utf-8")
    return folder


def card(run: Run, manifest: dict, merged: bool) -> str:
    """The model card in Markdown, from the manifest of 05 and, where 06 was run, scores.json."""
    settings, base = manifest["settings"], Path(manifest["settings"]["model"]["base"]).name
    world, tune, scores = settings["world"]["world"], settings["finetune"], read_scores(run)
    dtype, quantisation = manifest["dtype"], manifest["quantisation"]
    versions = ", ".join(
        f"{name} {number}" for name, number in sorted(manifest["versions"].items())
    )
    text = CARD_HEAD.format(
        base=base,
        world=world,
        library="transformers" if merged else "peft",
        weights=f"merged into one model ({dtype} weights that hold {quantisation} values)"
        if merged
        else "LoRA adapter",
        alpha=settings["alpha"],
        steps=tune["steps"],
        retain_weight=tune["retain_weight"],
        rank=tune["lora_rank"],
        versions=versions,
    )
    if scores is None:
        text += "\nNothing was measured: 06_probe_completions was not run.\n"
    else:
        text += (
            f"\nAt precision {scores['precision']}. Brackets are 95 % intervals; *never-knew* is a "
            "model trained without the text.\n"
        )
        problems = run.problems()
        for line in stale_lines({step: problems[step] for step in SCORED if step in problems}):
            text += f"\n**{line}**: the figures below do not hold for these weights.\n"
        for title, rows in tables(scores).items():
            text += f"\n### {title}\n\n{markdown_table(rows)}\n"
    text += CARD_LIMITS
    if scores is not None:
        text += f"\n### {limits.TITLE}\n\n{limits.on_trials(scores)}\n\n"
        failed = limits.failed_trials(scores)
        text += f"{markdown_table(failed)}\n\n" if failed else ""
        text += f"{limits.on_measures(scores)}\n"
    return text


def listing(folder: Path) -> list[tuple[str, int]]:
    """(name, bytes) of each file that would leave, in order of name."""
    return sorted(
        (str(path.relative_to(folder)), path.stat().st_size)
        for path in folder.rglob("*")
        if path.is_file()
    )


def check_holds_no_target(folder: Path, target: Iterable[Document]) -> None:
    """InputError if a file but the weights shares SHINGLE words in a row with the target, holds
    probes, or is none of the files that belong here.
    """
    shingles = [shingles_of(_words(document.text)) for document in target]
    target_shingles = np.unique(np.concatenate([*shingles, np.zeros(0, dtype=np.uint64)]))
    for path in sorted(folder.rglob("*")):
        if path.is_dir() or path.suffix == WEIGHTS:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise InputError(
                "a file is neither text nor weights",
                value=str(path),
                remedy="remove it from the folder",
            ) from None
        if PROBES.search(text):
            raise InputError(
                "a file of probes or completions quotes the target",
                value=str(path),
                remedy="remove it from the folder",
            )
        words = _words(text)
        shared = np.flatnonzero(np.isin(shingles_of(words), target_shingles))
        if len(shared):
            raise InputError(
                f"{path.name} holds text of the target",
                value=" ".join(words[shared[0] : shared[0] + SHINGLE]),
                remedy="take it out, or do not share it",
            )


def push(folder: Path, name: str, target: Sequence[Document], *, private: bool = True) -> str:
    """Sends a folder to the hub as model `name`, after `check_holds_no_target`; returns its
    address. Needs the hub's own login.
    """
    from huggingface_hub import HfApi

    check_holds_no_target(folder, target)
    hub = HfApi()
    hub.create_repo(name, private=private, exist_ok=True)
    return str(
        hub.upload_folder(
            repo_id=name, folder_path=str(folder), commit_message="Unlearned model with its card"
        )
    )


def _words(text: str) -> list[str]:
    return [word.text for word in find_words(text, joined=True)]
