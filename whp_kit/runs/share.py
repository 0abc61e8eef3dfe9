"""Shares an unlearned model: a folder with its weights, its tokenizer and a card made from the run.

Exactly the files that `prepare` wrote are listed and sent. It writes their names, sizes and digests
to a list beside the folder, and a folder that differs from its list by one file, one byte or a link
is refused. The card says what was forgotten, at which precision it was measured, the scores with
their intervals, side effects and limits. No file may hold a stretch of the target's text, nor
probes, which quote it: `check_holds_no_target` reads them all before anything is sent.
"""

import glob
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from whp_kit.errors import ArtifactError, InputError
from whp_kit.files import (
    file_digest,
    json_digest,
    making_folder,
    read_json,
    read_tensor_header,
    write_json,
)
from whp_kit.models.config import is_on_hub
from whp_kit.models.names import UNLEARNED
from whp_kit.paths import is_path, portable
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
LIST = ".files.json"  # ending of the list beside the folder
TENSOR_NAME = re.compile(r"[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)+")  # model.layers.0.mlp.up_proj.weight
FORMAT = ("format", "pt")  # all that the metadata of weights say
ANEW = "name a new folder with --out, and let this command make it"
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


def prepare(run: Run, folder: Path, *, merged: bool = True, step: int | None = None) -> Path:
    """Writes the unlearned model of a run to a new folder and returns it: merged into one model, or
    the adapter alone.

    step: of the checkpoint, None: the last. Merged: the base's values at the run's precision with
    the adapter added, in the dtype of the passes; rounding it again (to 4 bits, say) is another
    model than the one that was measured.
    The folder is there whole or not at all; what belongs to it is written to `list_of(folder)`
    before. Where this was interrupted, the same call makes both anew.
    MissingArtifact, StaleArtifact: the run has not come to 05, or must be run again. InputError:
    the folder is there already. The run is left unchanged.
    """
    from whp_kit.models import adapters
    from whp_kit.models.load import load_from_settings

    if os.path.lexists(folder) or (os.path.lexists(list_of(folder)) and not _is_left(folder)):
        raise InputError(
            "there is something at this place already",
            value=str(folder),
            remedy="name a new folder",
        )
    trained = run.read(FINETUNE)
    steps = adapters.checkpoint_steps(trained.folder / UNLEARNED)
    if step is not None and step not in steps:
        raise InputError(
            "no adapter was kept after this step", value=step, remedy=f"take one of {steps}"
        )
    text = card(run, trained.manifest, merged, step)
    wanted = make_section("model", trained.manifest["settings"]["model"], str(trained.folder))
    loaded = load_from_settings(wanted, dequantised=merged and wanted.quantisation == "nf4")
    kept = trained.folder / UNLEARNED / adapters.checkpoint_name(step or steps[-1])
    adapters.load_adapter(loaded, UNLEARNED, kept)
    with making_folder(folder) as new_folder:
        if merged:
            adapters.save_merged(loaded, UNLEARNED, new_folder)
        else:
            adapters.save_adapter(loaded, UNLEARNED, new_folder, base=_public_name(wanted.base))
            loaded.tokenizer.save_pretrained(new_folder)
        (new_folder / CARD).write_text(text, encoding="utf-8")
        files = {
            name: {"bytes": path.stat().st_size, "sha256": file_digest(path)}
            for name, path in _files(new_folder).items()
        }
        record = {"schema": 1, "trained": json_digest(trained.manifest), "files": files}
        write_json(list_of(folder), record)  # first: a folder without it would be nobody's
    return folder


def card(run: Run, manifest: dict, merged: bool, step: int | None = None) -> str:
    """The model card in Markdown, from the manifest of 05 and, where 06 was run, scores.json.

    step: of the checkpoint, where it is not the last, whose figures these are.
    """
    try:
        text = _card_head(manifest, merged)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ArtifactError(
            f"the settings in the manifest of {FINETUNE} are not those of a training",
            value=f"{run.folder / FINETUNE}: {error}",
            remedy=f"run {FINETUNE} with run='{run.name}' again",
        ) from error
    scores = read_scores(run)
    if step is not None and step != manifest["settings"]["finetune"]["steps"]:
        text += f"\n**These weights are those after {step} steps**; tables are of the last step.\n"
    if scores is None:
        text += "\nNothing was measured: 06_probe_completions was not run.\n"
    else:
        text += (
            f"\nAt precision {scores.get('precision', '?')}. Brackets are 95 % intervals; "
            "*never-knew* is a model trained without the text.\n"
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


def _public_name(base: str) -> str | None:
    """The base's name where others can load it by that: on a hub, of a package, of the kit's data;
    None for a folder of this machine."""
    base = portable(base) if is_path(base) else base
    return None if Path(base).is_absolute() else base


def _card_head(manifest: dict, merged: bool) -> str:
    settings, dtype, quantisation = (
        manifest[name] for name in ("settings", "dtype", "quantisation")
    )
    tune, base = settings["finetune"], settings["model"]["base"]
    return CARD_HEAD.format(
        base=base if is_on_hub(base) else Path(base).name,
        world=settings["world"]["world"],
        library="transformers" if merged else "peft",
        weights=f"merged into one model ({dtype} weights that hold {quantisation} values)"
        if merged
        else "LoRA adapter",
        alpha=settings["alpha"],
        steps=tune["steps"],
        retain_weight=tune["retain_weight"],
        rank=tune["lora_rank"],
        versions=", ".join(
            f"{name} {number}" for name, number in sorted(manifest["versions"].items())
        ),
    )


def list_of(folder: Path) -> Path:
    """The list of the files that `prepare` wrote to a folder; it stands beside it."""
    folder = Path(folder).absolute()
    return folder.with_name(folder.name + LIST)


def listing(folder: Path) -> list[tuple[str, int]]:
    """(name, bytes) of each file that would leave, in order of name.

    InputError unless the folder holds exactly the files of its list, unchanged, without links, and
    each safetensors holds the weights of a model and nothing else.
    """
    wanted, files = _read_list(folder)["files"], _files(folder)
    for names, what in (
        (files.keys() - wanted.keys(), "a file in the folder was not written by this command"),
        (wanted.keys() - files.keys(), "a file that this command wrote is missing"),
        (
            [
                name
                for name in files.keys() & wanted.keys()
                if file_digest(files[name]) != wanted[name]["sha256"]
            ],
            "a file was changed since this command wrote it",
        ),
    ):
        if names:
            raise InputError(what, value=str(folder / min(names)), remedy=ANEW)
    for path in files.values():
        if path.suffix == WEIGHTS:
            _require_weights(path)
    return [(name, files[name].stat().st_size) for name in sorted(files)]


def require_made_from(run: Run, folder: Path) -> None:
    """InputError if a folder was made from another run, or before 05 was run again."""
    trained = _read_list(folder)["trained"]
    if trained != json_digest(run.read(FINETUNE).manifest):
        raise InputError(
            f"the folder was not made from the present {FINETUNE} of run {run.name!r}",
            value=str(folder),
            remedy=f"name the run that it was made from with --run, or {ANEW}",
        )


def check_holds_no_target(folder: Path, target: Iterable[Document]) -> None:
    """InputError if a file but the weights shares SHINGLE words in a row with the target, holds
    probes, or is no text.
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
    """Sends the files of `listing` to the hub as model `name`, after `check_holds_no_target`;
    returns its address. Needs the hub's own login.
    """
    from huggingface_hub import HfApi

    check_holds_no_target(folder, target)
    names = [name for name, _ in listing(folder)]
    hub = HfApi()
    hub.create_repo(name, private=private, exist_ok=True)
    return str(
        hub.upload_folder(
            repo_id=name,
            folder_path=str(folder),
            allow_patterns=[glob.escape(one) for one in names],
            commit_message="Unlearned model with its card",
        )
    )


def _read_list(folder: Path) -> dict:
    """The list of a folder; InputError where there is none, or one of another shape."""
    path = list_of(folder)
    if not path.is_file():
        raise InputError("the folder was not made by this command", value=str(folder), remedy=ANEW)
    record = read_json(path)
    files = record.get("files") if isinstance(record, dict) else None
    if not (
        isinstance(files, dict)
        and files
        and isinstance(record.get("trained"), str)
        and all(isinstance(one, dict) and "sha256" in one for one in files.values())
    ):
        raise InputError("the list of the folder's files is damaged", value=str(path), remedy=ANEW)
    return record


def _is_left(folder: Path) -> bool:
    """Whether the list of a folder that is not there was left by an interruption."""
    try:
        return not list_of(folder).is_symlink() and bool(_read_list(folder))
    except InputError:
        return False


def _files(folder: Path) -> dict[str, Path]:
    """name -> path of all files below a folder, hidden ones too.

    InputError for links, which lead elsewhere, and for what is neither file nor folder.
    """
    files = {}
    for path in [folder, *sorted(folder.rglob("*"))]:
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise InputError(
                "a link, or what is no regular file, is not sent", value=str(path), remedy=ANEW
            )
        if path.is_file():
            files[path.relative_to(folder).as_posix()] = path
    return files


def _require_weights(path: Path) -> None:
    """InputError unless a safetensors file holds floating-point weights with the names of layers.

    Labels, which quote the target as token ids, are whole numbers, and have a record.
    """
    dtypes, metadata = read_tensor_header(path)
    strangers = [
        name
        for name, dtype in dtypes.items()
        if not dtype.startswith(("F", "BF")) or not TENSOR_NAME.fullmatch(name)
    ]
    strangers += sorted(name for name, value in metadata.items() if (name, value) != FORMAT)
    if strangers or not dtypes:
        raise InputError(
            f"{path.name} holds what are no weights of a model",
            value=f"{path}: {', '.join(strangers[:5]) or 'nothing'}",
            remedy=ANEW,
        )


def _words(text: str) -> list[str]:
    return [word.text for word in find_words(text, joined=True)]
