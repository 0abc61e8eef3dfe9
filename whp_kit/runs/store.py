"""The only reader and writer of `runs/<run>/<NN_step>/`: what one notebook leaves for the next.

A step is written whole or not at all. The payload goes into a hidden folder beside the step, `manifest.json` last, and then
the two folders change places; whatever happens before that, what was there stays. A run is named, never guessed.

The manifest records digests of all that was read: files of earlier steps, and plain files. Reading a step looks at them again, up
the whole chain, and refuses what was made from something that has changed since. Deciding that needs no torch.
"""

import os
import re
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from whp_kit.errors import ArtifactError, InputError, MissingArtifact, SettingsError, StaleArtifact
from whp_kit.files import (
    DigestCache,
    file_digest,
    load_metadata,
    load_tensors,
    read_json,
    save_tensors,
    storage_errors,
    sync_file,
    tree_digests,
    write_json,
)
from whp_kit.models.machine import code_state, peak_device_memory_bytes, peak_memory_bytes, versions
from whp_kit.paths import is_path, portable, resolve, runs_root

__all__ = [
    "Artifact",
    "Run",
    "Writer",
    "file_digest",
    "load_metadata",
    "load_tensors",
    "read_json",
    "save_tensors",
    "staleness",
    "tree_digests",
    "write_json",
]

MANIFEST = "manifest.json"
SCHEMA = 1
RUN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
STEP_NAME = re.compile(r"\d{2}_[a-z0-9_]{1,60}")


class Run:
    """One named run. Making it creates nothing on disk and starts the clock that manifests show as `seconds`."""

    def __init__(self, name: str):
        if not isinstance(name, str) or not RUN_NAME.fullmatch(name):
            raise SettingsError(
                "a run's name is not allowed",
                value=name,
                remedy="use letters, digits, '.', '_' and '-', at most 64 of them",
            )
        self.name = name
        self.folder = runs_root() / name
        self.started = time.monotonic()
        self.digest_cache = DigestCache()

    def __repr__(self) -> str:
        return f"Run({self.name!r}) in {self.folder}"

    def seconds(self) -> float:
        """Wall seconds since this object was made, which is what a step has taken so far."""
        return time.monotonic() - self.started

    def steps(self) -> list[str]:
        """The steps that are on disk, in order; a step that was left between its two renames is put back first."""
        if not self.folder.is_dir():
            return []
        for leftover in self.folder.glob(".*.old"):
            if not (self.folder / leftover.name[1:].removesuffix(".old")).exists():
                leftover.rename(self.folder / leftover.name[1:].removesuffix(".old"))
        return sorted(
            path.name
            for path in self.folder.iterdir()
            if STEP_NAME.fullmatch(path.name) and (path / MANIFEST).is_file()
        )

    def read(self, step: str) -> "Artifact":
        """The step as it stands. MissingArtifact if it was not run, StaleArtifact if it, or a step it rests on, is out of date."""
        artifact = self.peek(step)
        found = staleness(artifact)
        if found:
            raise found[0]
        return artifact

    def peek(self, step: str) -> "Artifact":
        """The step as it stands, without looking at what it was made from. MissingArtifact if it was not run."""
        _check_step(step)
        if step not in self.steps():
            raise MissingArtifact(
                f"step {step} of run '{self.name}' is not there",
                value=str(self.folder / step),
                remedy=f"run {step} with run='{self.name}' first",
            )
        manifest = read_json(self.folder / step / MANIFEST)
        if (
            not isinstance(manifest, dict)
            or manifest.get("schema") != SCHEMA
            or manifest.get("step") != step
        ):
            raise ArtifactError(
                f"the manifest of {step} is not one that this version reads",
                value=str(self.folder / step / MANIFEST),
                remedy=f"run {step} with run='{self.name}' again",
            )
        return Artifact(self, step, manifest)

    def work(self, step: str) -> Path:
        """A folder for what the step keeps while it is under way (states of trainings); it goes when the step has been written."""
        _check_step(step)
        return self.folder / "work" / step

    @contextmanager
    def writing(
        self,
        step: str,
        *,
        settings: dict,
        seed: int,
        reads: Sequence["Artifact | Path | str | None"] = (),
        device: str | None = None,
        dtype: str | None = None,
        quantisation: str | None = None,
    ) -> Iterator["Writer"]:
        """Gives a Writer; on leaving the block the step replaces the one that was there. On any error nothing changes.

        `reads` are artifacts of earlier steps, and files or folders ("data:..." or absolute); their digests are taken now. A name on
        a hub is written down as it is, and None (an optional file that there is not) is passed over.
        """
        _check_step(step)
        recorded = [self._record(item) for item in reads if item is not None]
        started = time.time()
        temporary = self.folder / f".{step}.writing.{os.getpid()}"
        with storage_errors(
            f"step {step} of run '{self.name}' could not be written", self.folder / step
        ):
            self._clear_leftovers(step)
            temporary.mkdir(parents=True)
            writer = Writer(self, step, temporary)
            try:
                yield writer
                payload = tree_digests(temporary)
                if not payload:
                    raise ArtifactError(
                        f"step {step} wrote no file",
                        remedy="write at least one through out.path(name)",
                    )
                for name in payload:
                    sync_file(temporary / name)
                manifest = {
                    "schema": SCHEMA, "run": self.name, "step": step, "settings": settings, "seed": seed,
                    "versions": versions(), **code_state(),
                    "device": device, "dtype": dtype, "quantisation": quantisation, "reads": recorded,
                    "files": {
                        name: {"digest": digest, "editable": name in writer.editable, "shared": name in writer.shared}
                        for name, digest in payload.items()
                    },
                    "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(started)),
                    "seconds": round(self.seconds(), 3), "peak_memory_bytes": peak_memory_bytes(),
                    "peak_device_memory_bytes": peak_device_memory_bytes(), "headline": writer.headlines,
                }  # fmt: skip
                write_json(temporary / MANIFEST, manifest)
                self._swap(step, temporary)
                shutil.rmtree(self.work(step), ignore_errors=True)
                with suppress(OSError):
                    self.work(step).parent.rmdir()  # if nothing else is under way
            finally:
                shutil.rmtree(temporary, ignore_errors=True)

    def amend(self, step: str, name: str, value: object) -> Path:
        """Writes the JSON file `name` of a finished step anew, and its digest into the manifest; the rest of the step stays as it is.

        Only for a file that the step marked `shared`: one that later steps add their figures to, and that no step reads.
        """
        artifact = self.peek(step)
        path = artifact.path(name)
        recorded = artifact.manifest["files"].get(name, {})
        if not recorded.get("shared"):
            raise ArtifactError(
                f"{step}/{name} is not a file that other steps add to",
                value=str(path),
                remedy=f"run {step} again",
            )
        with storage_errors(f"{step}/{name} could not be written", path):
            write_json(path, value)
            recorded["digest"] = file_digest(path)
            write_json(artifact.folder / MANIFEST, artifact.manifest)
        return path

    def costs(self, own_step: str | None = None) -> dict[str, dict[str, float]]:
        """{"seconds": {step: s}, "peak_memory_bytes": {step: bytes}} from the manifests; `own_step` as it stands at this moment."""
        manifests = {step: self.peek(step).manifest for step in self.steps() if step != own_step}
        seconds = {step: manifest["seconds"] for step, manifest in manifests.items()}
        memory = {step: manifest["peak_memory_bytes"] for step, manifest in manifests.items()}
        if own_step is not None:
            seconds[own_step] = round(self.seconds(), 3)
            memory[own_step] = peak_memory_bytes()
        return {
            "seconds": dict(sorted(seconds.items())),
            "peak_memory_bytes": dict(sorted(memory.items())),
        }

    def _record(self, item: "Artifact | Path | str") -> dict:
        if isinstance(item, Artifact):
            return {"step": item.step, "files": item.digests()}
        if isinstance(item, str) and not is_path(item):
            return {"name": item}
        path = resolve(item)
        if not path.exists():
            raise InputError(
                "a file that the step reads is missing",
                value=str(path),
                remedy="give the path of a file or folder that is there",
            )
        return {"path": portable(path), "files": tree_digests(path, self.digest_cache)}

    def _swap(self, step: str, temporary: Path) -> None:
        final, old = self.folder / step, self.folder / f".{step}.old"
        if final.exists():
            self._keep_edited(step)
            final.rename(old)
        try:
            temporary.rename(final)
        except OSError:
            if old.exists():
                old.rename(final)
            raise
        shutil.rmtree(old, ignore_errors=True)

    def _keep_edited(self, step: str) -> None:
        """Copies what a person has changed by hand in the step to `kept/<step>/`, before the step is replaced."""
        if step not in self.steps():
            return
        now = time.strftime("%Y%m%d-%H%M%S")
        artifact = self.peek(step)
        for name, digest in artifact.digests().items():
            recorded = artifact.manifest["files"].get(name, {})
            if recorded.get("editable") and recorded["digest"] != digest:
                kept = self.folder / "kept" / step / f"{now}-{name.replace('/', '-')}"
                kept.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(artifact.folder / name, kept)

    def _clear_leftovers(self, step: str) -> None:
        """Removes what killed processes left of this step; a living process keeps its own."""
        self.steps()
        for leftover in self.folder.glob(f".{step}.writing.*"):
            if not _alive(int(leftover.name.rsplit(".", 1)[1])):
                shutil.rmtree(leftover, ignore_errors=True)
        if (self.folder / step).exists():
            shutil.rmtree(self.folder / f".{step}.old", ignore_errors=True)


@dataclass(frozen=True)
class Artifact:
    """One step on disk: `.manifest` as plain values, `.path(name)` for the files of its payload."""

    run: Run
    step: str
    manifest: dict

    @property
    def folder(self) -> Path:
        """The folder of the step."""
        return self.run.folder / self.step

    def path(self, name: str) -> Path:
        """The file or folder `name` of the payload; MissingArtifact if the step did not write it."""
        path = self.folder / name
        if (
            not any(
                known == name or known.startswith(f"{name}/") for known in self.manifest["files"]
            )
            or not path.exists()
        ):
            raise MissingArtifact(
                f"step {self.step} of run '{self.run.name}' has no {name}",
                value=sorted(self.manifest["files"]),
                remedy=f"run {self.step} with run='{self.run.name}' again",
            )
        return path

    def digests(self) -> dict[str, str]:
        """name -> digest of each payload file as it is on disk now."""
        return {
            name: digest
            for name, digest in tree_digests(self.folder, self.run.digest_cache).items()
            if name != MANIFEST
        }


class Writer:
    """Where a step puts its payload while it is being written."""

    def __init__(self, run: Run, step: str, folder: Path):
        self.run, self.step, self.folder = run, step, folder
        self.headlines: dict[str, object] = {}
        self.editable: set[str] = set()
        self.shared: set[str] = set()

    def path(self, name: str, *, editable: bool = False, shared: bool = False) -> Path:
        """The path to write `name` to, its folder made. `editable` marks a file that a person may change by hand later, `shared` one that
        later steps may write anew through `Run.amend`."""
        path = (self.folder / name).resolve()
        if not path.is_relative_to(self.folder.resolve()) or name == MANIFEST:
            raise ArtifactError(
                "a payload file must lie inside its step",
                value=name,
                remedy="give a plain name, not the manifest's",
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        if editable:
            self.editable.add(name)
        if shared:
            self.shared.add(name)
        return path

    def take(self, folder: Path) -> Path:
        """Copies `folder` with all below it into the payload, under its own name; returns where."""
        return Path(shutil.copytree(folder, self.path(folder.name), dirs_exist_ok=True))

    def headline(self, **numbers: object) -> None:
        """Adds figures that the manifest and the report show first: plain numbers or short texts."""
        for name, value in numbers.items():
            self.headlines[name] = value.item() if hasattr(value, "item") else value


def staleness(artifact: Artifact, seen: frozenset[str] = frozenset()) -> list[ArtifactError]:
    """Why this step must be made again, as errors, the first cause first; empty where it is in order."""
    run, step = artifact.run, artifact.step
    again = f"run {step} with run='{run.name}' again"
    found: list[ArtifactError] = []
    now = artifact.digests()
    for name, recorded in artifact.manifest["files"].items():
        if now.get(name) != recorded["digest"] and not (recorded["editable"] and name in now):
            how = "was changed after" if name in now else "is gone since"
            found.append(
                StaleArtifact(
                    f"{step}/{name} {how} the step finished",
                    value=str(artifact.folder / name),
                    remedy=again,
                )
            )
    for record in artifact.manifest["reads"]:
        if "step" in record:
            upstream = record["step"]
            if upstream in seen or upstream == step:
                raise ArtifactError(
                    "steps rest on each other in a circle",
                    value=[step, upstream],
                    remedy="give reads= only earlier steps",
                )
            try:
                source = run.peek(upstream)
            except MissingArtifact as error:
                found.append(
                    StaleArtifact(
                        f"{step} was made from {upstream}, which is gone",
                        value=str(run.folder / upstream),
                        remedy=error.remedy,
                    )
                )
                continue
            found = staleness(source, seen | {step}) + found
            current, prefix = source.digests(), f"{upstream}/"
        elif "name" in record:
            continue
        else:
            path = resolve(record["path"])
            current, prefix = (
                (tree_digests(path, run.digest_cache) if path.exists() else {}),
                record["path"].rstrip("/") + "/",
            )
        for name in sorted(set(record["files"]) | set(current)):
            if record["files"].get(name) != current.get(name):
                how = (
                    "another"
                    if name in record["files"] and name in current
                    else ("no" if name in current else "a former, now missing,")
                )
                where = prefix + name if name else prefix.rstrip("/")
                found.append(StaleArtifact(f"{step} was made from {how} {where}", remedy=again))
    return found


def _check_step(step: str) -> None:
    if not STEP_NAME.fullmatch(step):
        raise SettingsError(
            "a step's name is not allowed",
            value=step,
            remedy="use the notebook's: two digits, '_', small letters, as 01_reinforce",
        )


def _alive(pid: int) -> bool:
    import psutil

    return psutil.pid_exists(pid)
