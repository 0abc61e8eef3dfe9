"""`runs/<run>/<NN_step>/`: what one notebook leaves for the next, and the only code that reads and
writes it.

A step is written whole or not at all: the payload goes into a hidden folder beside the step,
`manifest.json` last, then the two folders change places. Whatever fails before that leaves the
former step as it was. A run is named, never guessed.

The manifest records a digest of every file that the step was made from, taken when the file was
read. `Run.read` compares them with the files of today, up the whole chain, and refuses a step whose
sources have changed. That needs no torch. Reading changes nothing on the disk; whoever writes holds
the run's lock (lock.py).
"""

import re
import secrets
import shutil
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from whp_kit.errors import (
    ArtifactError,
    InputError,
    MissingArtifact,
    SettingsError,
    StaleArtifact,
    WhpError,
)
from whp_kit.files import (
    DigestCache,
    file_digest,
    first_change,
    read_json,
    storage_errors,
    sync_file,
    tree_digests,
    write_json,
)
from whp_kit.models.machine import code_state, peak_device_memory_bytes, peak_memory_bytes, versions
from whp_kit.models.packages import is_package, package_folder
from whp_kit.paths import absolute, is_path, portable, resolve, runs_root
from whp_kit.runs import lock

if TYPE_CHECKING:
    from whp_kit.settings import Preset

MANIFEST = "manifest.json"
SCHEMA = 1
RUN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
STEP_NAME = re.compile(r"\d{2}_[a-z0-9_]{1,60}")
MOST_SOURCES = 100  # of one step, and of steps that rest on each other in a row


class _File(BaseModel):
    """What a manifest says of a file of the payload."""

    digest: str
    editable: bool
    shared: bool = False
    start: str | None = None  # of an editable file: the file that the step began from, portable
    edited: bool = False  # it went on from one that a person had edited


class _Source(BaseModel):
    """What a manifest says of a source: a step, a path, or a name on a hub."""

    step: str | None = None
    path: str | None = None
    name: str | None = None
    files: dict[str, str] = {}

    @property
    def is_whole(self) -> bool:
        """Whether it is one of the three, with its files unless they are on a hub."""
        named = [one for one in ("step", "path", "name") if one in self.model_fields_set]
        text = getattr(self, named[0]) if len(named) == 1 else None
        has_files = named == ["name"] or "files" in self.model_fields_set
        return bool(text) and has_files and "\0" not in text and is_encodable(text)


def is_encodable(text: str) -> bool:
    """Whether a file may be named so: half a character has no bytes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class _Manifest(BaseModel):
    """The form of a manifest, as far as this package relies on it."""

    version: Literal[SCHEMA] = Field(alias="schema")
    step: str
    settings: dict
    seed: int
    versions: dict[str, str]
    commit: str | None = None
    dirty: bool | None = None
    device: str | None
    dtype: str | None
    quantisation: str | None
    reads: Annotated[list[_Source], Field(max_length=MOST_SOURCES)]
    files: dict[str, _File]
    started: str
    seconds: Annotated[float, Field(ge=0, le=1e12)]
    peak_memory_bytes: Annotated[int, Field(ge=0, le=10**18)]
    headline: dict

    def is_of(self, step: str) -> bool:
        """Whether it is the manifest of that step, and each source says what it is."""
        return self.step == step and all(source.is_whole for source in self.reads)


@dataclass(frozen=True)
class _Start:
    """Where a step begins with an editable file: its digest then, and what `_File` records."""

    digest: str | None  # of the file in the run; None where there was none
    start: str | None
    edited: bool


class Run:
    """One named run. Making the object creates nothing on disk and starts the clock of `seconds`.

    A notebook also gives the `settings` and the `seed` that `save` writes into the manifest.
    """

    def __init__(self, name: str, settings: "Preset | None" = None, seed: int = 0):
        if not isinstance(name, str) or not RUN_NAME.fullmatch(name):
            raise SettingsError(
                "a run's name is not allowed",
                value=name,
                remedy="use letters, digits, '.', '_' and '-', at most 64 of them",
            )
        self.name = name
        self.settings = settings
        self.seed = seed
        self.folder = runs_root() / name
        self.started = time.monotonic()
        self.digest_cache = DigestCache()
        self._sources: dict[
            str, dict
        ] = {}  # step, path or name on a hub -> record for the manifest
        self._starts: dict[tuple[str, str], _Start] = {}  # (step, file) -> where it began

    def __repr__(self) -> str:
        return f"Run({self.name!r}) in {self.folder}"

    def seconds(self) -> float:
        """Wall seconds since this object was made: what a step has taken so far."""
        return time.monotonic() - self.started

    def steps(self) -> list[str]:
        """The steps that are on disk, in order."""
        if not self.folder.is_dir():
            return []
        return sorted(
            path.name
            for path in self.folder.iterdir()
            if STEP_NAME.fullmatch(path.name) and (path / MANIFEST).is_file()
        )

    def read(self, step: str) -> "Artifact":
        """The step, after a check that it and the steps it was made from are up to date; `save`
        records it as a source.

        Raises MissingArtifact if the step was not run, StaleArtifact if it must be run again.
        """
        found = self.peek(step)
        artifact = Artifact(self, step, found.manifest, found.digests())
        causes = staleness(artifact)
        if causes:
            raise causes[0]
        self._sources[step] = self._record(artifact)
        return artifact

    def peek(self, step: str) -> "Artifact":
        """The step, without the check for changed sources. MissingArtifact if it was not run."""
        _check_step(step)
        folder, interrupted = self.folder / step, self.folder / f".{step}.old"
        if step not in self.steps():
            remedy = f"run {step} with run='{self.name}' first"
            if interrupted.is_dir() and not folder.exists():
                remedy = f"rename {interrupted} to {step} (a write was interrupted), or {remedy}"
            raise MissingArtifact(
                f"step {step} of run '{self.name}' is not there", value=str(folder), remedy=remedy
            )
        manifest = read_json(folder / MANIFEST, writable=True)
        try:
            is_known = _Manifest.model_validate(manifest, strict=True).is_of(step)
        except ValidationError:
            is_known = False
        if not is_known:
            raise ArtifactError(
                f"the manifest of {step} is not one that this version reads",
                value=str(folder / MANIFEST),
                remedy=f"run {step} with run='{self.name}' again",
            )
        return Artifact(self, step, manifest)

    def problems(self) -> dict[str, str]:
        """step -> why it must be made again: stale, altered after it finished, or damaged."""
        problems = {}
        for step in self.steps():
            try:
                causes = staleness(self.peek(step))
            except WhpError as error:
                causes = [error]
            if causes:
                problems[step] = causes[-1].what
        return problems

    def going_on(self, step: str, name: str, start: Path) -> Path:
        """Where `step` begins with its editable file `name`: with the one in this run, if a person
        has edited it by hand, else with `start`; says which if it is the edited one.

        The edited file counts until the step is asked to begin from another `start`.
        """
        _check_step(step)
        own = self.folder / step / name
        if (self.folder / f".{step}.old").is_dir() and not own.exists():
            with self.locked(f"{step}, recovering"):
                self._recover(step)
        record = self._file_record(step, name)
        digest = file_digest(own) if own.is_file() else None
        is_edited = digest is not None and (record.edited or record.digest != digest)
        is_own = absolute(start) == absolute(own)
        started_from = record.start if is_own else portable(start)
        if not is_own:
            is_edited = is_edited and record.start in (None, started_from)
        self._starts[step, name] = _Start(digest, started_from, is_edited)
        if is_edited and not is_own:
            print(
                f"{step} goes on from {name} of this run, which was edited by hand, and not from "
                f"{portable(start)}"
            )
        return own if is_edited or is_own else start

    def _file_record(self, step: str, name: str) -> _File:
        """The manifest's record of a file; one that no file agrees with where there is none."""
        try:
            record = self.peek(step).manifest["files"][name]
        except (WhpError, KeyError):
            return _File(digest="", editable=True)
        return _File.model_validate(record)

    @contextmanager
    def locked(self, reason: str) -> Iterator[None]:
        """Inside, no other process writes this run; RunInUse where one does. `reason` is what
        others are told."""
        lock.hold(self.folder, reason)
        try:
            yield
        finally:
            lock.release(self.folder, reason)

    def uses(self, *sources: Path | str | None) -> None:
        """Records files or folders ("data:..." or absolute), and names on a hub, that the step
        reads; None is skipped.

        Call it before they are read: the manifest then holds their digests as they were at that
        time.
        """
        for source in sources:
            if source is not None:
                record = self._record(source)
                self._sources[record.get("path") or record["name"]] = record

    def sources(self) -> dict[str, dict[str, str]]:
        """Step, path or name on a hub -> {file: digest} of all that was `read` or noted by `uses`:
        what the results of this process rest on."""
        return {source: record.get("files", {}) for source, record in self._sources.items()}

    def work(self, step: str) -> Path:
        """`work_folder`, for this process alone: it holds the run's lock until the step has been
        saved, or until it ends.
        """
        folder = self.work_folder(step)
        lock.hold(self.folder, step, anew=True)
        return folder

    def work_folder(self, step: str) -> Path:
        """A folder for files of a step in progress (checkpoints of a training); it goes when the
        step has been saved.
        """
        _check_step(step)
        return self.folder / "work" / step

    def save(
        self,
        step: str,
        files: Mapping[str, object],
        model=None,
        *,
        headline: Mapping[str, object] | None = None,
        more_settings: Mapping[str, object] | None = None,
        editable: Collection[str] = (),
        shared: Collection[str] = (),
    ) -> Path:
        """Writes the step with its manifest and returns its folder. What was `read` or noted by
        `uses` becomes its sources.

        `files` maps a name to its content: an object with `save(path)` (a picture, a table,
        labels), a Path whose file or folder is copied, or plain values, which are written as JSON;
        None is skipped. `model` is the loaded model that computed them, for the manifest's device,
        dtype and quantisation. `headline` holds the figures that the report shows first.
        `more_settings` are added to the settings in the manifest. A person may change the files and
        folders in `editable` by hand; later steps add to those in `shared` (`amend`).
        """
        sources = [record for record in self._sources.values() if record.get("step") != step]
        with self.writing(
            step,
            settings=self.settings.as_dict() | dict(more_settings or {}),
            seed=self.seed,
            reads=sources,
            device=model.device.name if model else None,
            dtype=model.device.dtype if model else None,
            quantisation=model.quantisation if model else None,
        ) as out:
            for name, content in files.items():
                path = out.path(name, editable=name in editable, shared=name in shared)
                if isinstance(content, Path):
                    copy = shutil.copytree if content.is_dir() else shutil.copy2
                    copy(content, path)
                elif hasattr(content, "save"):
                    content.save(path)
                elif content is not None:
                    write_json(path, content)
            out.headline(**(headline or {}))
        return self.folder / step

    @contextmanager
    def writing(
        self,
        step: str,
        *,
        settings: dict,
        seed: int,
        reads: Sequence["Artifact | Path | str | dict | None"] = (),
        device: str | None = None,
        dtype: str | None = None,
        quantisation: str | None = None,
    ) -> Iterator["Writer"]:
        """Gives a Writer; on leaving the block the step replaces the former one. On any error
        nothing changes.

        `reads`: artifacts of earlier steps, and files, folders or names on a hub as for `uses`. An
        artifact from `read` brings the digests it had then; those of all else are taken now.
        """
        _check_step(step)
        recorded = [self._record(source) for source in reads if source is not None]
        temporary = self.folder / f".{step}.writing.{secrets.token_hex(4)}"
        failed = f"step {step} of run '{self.name}' could not be written"
        with self.locked(f"{step}, saving"), storage_errors(failed, self.folder / step):
            self._recover(step)
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
                    "schema": SCHEMA,
                    "run": self.name,
                    "step": step,
                    "settings": settings,
                    "seed": seed,
                    "versions": versions(),
                    **code_state(),
                    "device": device,
                    "dtype": dtype,
                    "quantisation": quantisation,
                    "reads": recorded,
                    "files": {
                        name: {
                            "digest": digest,
                            "editable": writer.is_editable(name),
                            "shared": name in writer.shared,
                        }
                        | self._start_record(step, name)
                        for name, digest in payload.items()
                    },
                    "started": _utc(time.time() - self.seconds()),
                    "seconds": round(self.seconds(), 3),
                    "peak_memory_bytes": peak_memory_bytes(),
                    "peak_device_memory_bytes": peak_device_memory_bytes(),
                    "headline": writer.headlines,
                }
                write_json(temporary / MANIFEST, manifest)
                lock.require_held(self.folder)
                self._swap(step, temporary)
                work = self.work_folder(step)
                shutil.rmtree(work, ignore_errors=True)
                with suppress(OSError):
                    work.parent.rmdir()  # if no other step is in progress
            finally:
                shutil.rmtree(temporary, ignore_errors=True)
            lock.release(self.folder, step)  # what `work` held

    def amend(self, step: str, name: str, value: object) -> Path:
        """Rewrites the JSON file `name` of a finished step, and its digest in the manifest.

        Only for a file that the step marked `shared`: later steps add their figures to it, and no
        step reads it.
        """
        with self.locked(f"{step}, adding figures"):
            artifact = self.peek(step)
            path = artifact.path(name)
            recorded = artifact.manifest["files"].get(name, {})
            if not recorded.get("shared"):
                raise ArtifactError(
                    f"{step}/{name} is not a file that other steps add to",
                    value=str(path),
                    remedy=f"run {step} again",
                )
            if recorded["digest"] != file_digest(path):
                raise StaleArtifact(
                    f"{step}/{name} was changed after the step finished",
                    value=str(path),
                    remedy=f"run {step} again",
                )
            with storage_errors(f"{step}/{name} could not be written", path):
                write_json(path, value)
                recorded["digest"] = file_digest(path)
                write_json(artifact.folder / MANIFEST, artifact.manifest)
        return path

    def manifests(self) -> dict[str, dict]:
        """step -> its manifest, without steps whose manifest is damaged."""
        manifests = {}
        for step in self.steps():
            with suppress(InputError, ArtifactError):
                manifests[step] = self.peek(step).manifest
        return manifests

    def costs(self) -> dict[str, dict[str, float]]:
        """{"seconds": {step: s}, "peak_memory_bytes": {step: bytes}} from the manifests."""
        return {
            key: {step: manifest[key] for step, manifest in self.manifests().items()}
            for key in ("seconds", "peak_memory_bytes")
        }

    def _record(self, source: "Artifact | Path | str | dict") -> dict:
        """The manifest's record of a source; a dict is one already."""
        if isinstance(source, dict):
            return source
        if isinstance(source, Artifact):
            return {"step": source.step, "files": source.digests_when_read or source.digests()}
        if isinstance(source, str) and is_package(source):
            return {
                "name": source,
                "files": tree_digests(package_folder(source), self.digest_cache),
            }
        if isinstance(source, str) and not is_path(source):
            return {"name": source}
        path = resolve(source)
        if not path.exists():
            raise InputError(
                "a file that the step reads is missing",
                value=str(path),
                remedy="give the path of an existing file or folder",
            )
        return {"path": portable(path), "files": tree_digests(path, self.digest_cache)}

    def _start_record(self, step: str, name: str) -> dict:
        """What the manifest records of where an editable file began; {} for other files."""
        start = self._starts.get((step, name))
        return {} if start is None else {"start": start.start, "edited": start.edited}

    def _swap(self, step: str, temporary: Path) -> None:
        final, old = self.folder / step, self.folder / f".{step}.old"
        if final.exists():
            try:
                artifact = self.peek(step)
            except (InputError, ArtifactError):
                self._set_aside(step)
            else:
                self._keep_edited(artifact, temporary)
                final.rename(old)
        try:
            temporary.rename(final)
        except OSError:
            if old.exists():
                old.rename(final)
            raise
        shutil.rmtree(old, ignore_errors=True)

    def _set_aside(self, step: str) -> None:
        """Moves a step whose manifest is damaged to `kept/`: what a person edited there is not
        lost."""
        aside = self._kept(step, "damaged")
        (self.folder / step).rename(aside)
        print(f"the manifest of the former {step} was damaged: that step is now in {aside}")

    def _keep_edited(self, artifact: "Artifact", temporary: Path) -> None:
        """Copies files that a person has edited to `kept/<step>/`, before the step is replaced. One
        that was edited since the step began with it stays in its place.
        """
        step = artifact.step
        for name, digest in artifact.digests().items():
            record = self._file_record(step, name)
            is_edited = record.edited or record.digest != digest
            new = temporary / name
            if not record.editable or not is_edited:
                continue
            if new.is_file() and file_digest(new) == digest:
                continue
            edited = artifact.folder / name
            start = self._starts.get((step, name))
            is_newer = start is not None and digest not in (start.digest, record.digest)
            if is_newer and (start.edited or start.digest == record.digest):
                shutil.copy2(edited, new)
                print(f"{step}/{name} was edited while the step ran: the edited one stays")
            else:
                kept = self._kept(step, name.replace("/", "-"))
                shutil.copy2(edited, kept)
                print(f"the former {step}/{name}, which was edited by hand, is kept in {kept}")

    def _kept(self, step: str, name: str) -> Path:
        """A new path in `kept/<step>/`, named by the time and `name`."""
        folder = self.folder / "kept" / step
        folder.mkdir(parents=True, exist_ok=True)
        now = time.strftime("%Y%m%d-%H%M%S")
        path = folder / f"{now}-{name}"
        return path if not path.exists() else folder / f"{now}-{secrets.token_hex(2)}-{name}"

    def _recover(self, step: str) -> None:
        """Cleans up after killed writers of this step: only who holds the lock writes."""
        final, old = self.folder / step, self.folder / f".{step}.old"
        was_swapping = old.is_dir() and not old.is_symlink()
        if was_swapping and not final.exists():  # killed between the two renames of `_swap`
            old.rename(final)
        for leftover in (old, *self.folder.glob(f".{step}.writing.*")):
            if leftover.is_symlink() or leftover.is_file():
                leftover.unlink()
            else:
                shutil.rmtree(leftover, ignore_errors=True)


@dataclass(frozen=True)
class Artifact:
    """One step on disk: `.manifest` as plain values, `.path(name)` for the files of its payload."""

    run: Run
    step: str
    manifest: dict
    digests_when_read: dict[str, str] | None = field(default=None, repr=False)

    @property
    def folder(self) -> Path:
        """The folder of the step."""
        return self.run.folder / self.step

    def path(self, name: str) -> Path:
        """The file or folder `name` of the payload; MissingArtifact if there is none."""
        path = self.folder / name
        known = any(file == name or file.startswith(f"{name}/") for file in self.manifest["files"])
        if not known or not path.exists():
            raise MissingArtifact(
                f"step {self.step} of run '{self.run.name}' has no {name}",
                value=sorted(self.manifest["files"]),
                remedy=f"run {self.step} with run='{self.run.name}' again",
            )
        return path

    def read_json(self, name: str, shape: type) -> object:
        """The value in a JSON file of the payload. ArtifactError where it is not of `shape`, a type
        as pydantic reads it, or is a link.
        """
        path = self.path(name)
        try:
            if path.is_symlink():
                raise InputError("a link", remedy="")
            return TypeAdapter(shape).validate_python(read_json(path), strict=True)
        except (InputError, ValidationError, RecursionError) as error:
            raise ArtifactError(
                f"{self.step}/{name} is not what the step wrote",
                value=f"{path}: {_fault(error)}",
                remedy=f"run {self.step} with run='{self.run.name}' again",
            ) from error

    def setting(self, *names: str, kind: type = str) -> object:
        """A value among the settings in the manifest, by the names that lead to it; ArtifactError
        where there is none of this kind.
        """
        value: object = self.manifest["settings"]
        for name in names:
            value = value.get(name) if isinstance(value, dict) else None
        try:
            return TypeAdapter(kind).validate_python(value, strict=True)
        except ValidationError as error:
            raise ArtifactError(
                f"the settings in the manifest of {self.step} lack {'.'.join(names)}, or have it "
                "of another kind",
                value=f"{self.folder / MANIFEST}: {value!r}",
                remedy=f"run {self.step} with run='{self.run.name}' again",
            ) from error

    def digests(self) -> dict[str, str]:
        """name -> digest of each payload file as it is on disk now."""
        digests = tree_digests(self.folder, self.run.digest_cache)
        digests.pop(MANIFEST, None)
        return digests


class Writer:
    """Where a step puts its payload while it is being written."""

    def __init__(self, run: Run, step: str, folder: Path):
        self.run, self.step, self.folder = run, step, folder
        self.headlines: dict[str, object] = {}
        self.editable: set[str] = set()
        self.shared: set[str] = set()

    def path(self, name: str, *, editable: bool = False, shared: bool = False) -> Path:
        """The path to write `name` to; its folder is made.

        A person may later change an `editable` file by hand; later steps may rewrite a `shared` one
        through `Run.amend`.
        """
        path = absolute(self.folder / name)
        if not path.is_relative_to(absolute(self.folder)) or name == MANIFEST:
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

    def is_editable(self, name: str) -> bool:
        """Whether a person may change the file by hand, or all of a folder in which it lies."""
        return any(name == one or name.startswith(f"{one}/") for one in self.editable)

    def take(self, folder: Path) -> Path:
        """Copies `folder` with all below it into the payload, under its own name; returns where."""
        return Path(shutil.copytree(folder, self.path(folder.name), dirs_exist_ok=True))

    def headline(self, **numbers: object) -> None:
        """Adds figures that the report shows first: plain numbers or short texts."""
        for name, value in numbers.items():
            self.headlines[name] = value.item() if hasattr(value, "item") else value


def staleness(artifact: Artifact) -> list[ArtifactError]:
    """Why this step must be made again, as errors, the first cause first; empty if it is up to
    date. One error for each source that has changed, or that cannot be checked: what a manifest
    names may be anything.
    """
    return _staleness(artifact, (), set())


def _staleness(artifact: Artifact, path: tuple[str, ...], visited: set[str]) -> list[ArtifactError]:
    """`path`: the steps that rest on this one. `visited`: those whose causes are told already."""
    run, step = artifact.run, artifact.step
    path = (*path, step)
    visited.add(step)
    again = f"run {step} with run='{run.name}' again"
    causes: list[ArtifactError] = []
    now = artifact.digests_when_read or artifact.digests()
    for name, recorded in artifact.manifest["files"].items():
        if now.get(name) != recorded["digest"] and not (recorded["editable"] and name in now):
            how = "was changed after" if name in now else "is gone since"
            what = f"{step}/{name} {how} the step finished"
            causes.append(StaleArtifact(what, value=str(artifact.folder / name), remedy=again))
    for record in artifact.manifest["reads"]:
        if "step" in record:
            upstream = record["step"]
            if upstream in path or len(path) > MOST_SOURCES:
                raise ArtifactError(
                    "steps rest on each other in a circle"
                    if upstream in path
                    else f"more than {MOST_SOURCES} steps rest on each other in a row",
                    value=[step, upstream],
                    remedy="give reads= only earlier steps",
                )
            try:
                source = run.peek(upstream)
            except MissingArtifact as error:
                what = f"{step} was made from {upstream}, which is gone"
                folder = str(run.folder / upstream)
                causes.append(StaleArtifact(what, value=folder, remedy=error.remedy))
                continue
            if upstream not in visited:
                causes = _staleness(source, path, visited) + causes
            change, prefix = _difference(record["files"], source.digests()), f"{upstream}/"
        elif "name" in record:
            continue
        else:
            prefix = record["path"].rstrip("/") + "/"
            try:
                change = first_change(resolve(record["path"]), record["files"], run.digest_cache)
            except (InputError, SettingsError) as error:
                what = f"{step} cannot be checked against {record['path']}: {error.what}"
                causes.append(StaleArtifact(what, value=error.value, remedy=again))
                continue
        if change:
            name, how = change
            where = prefix + name if name else prefix.rstrip("/")
            what = f"{step} is out of date: {where} {how} since it was read"
            causes.append(StaleArtifact(what, remedy=again))
    return causes


def _difference(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, str] | None:
    """As `files.first_change`, of digests that are known already."""
    for name in sorted({*before, *now}):
        if name not in before:
            return name, "is new"
        if before[name] != now.get(name):
            return name, "has changed" if name in now else "was deleted"
    return None


def _fault(error: Exception) -> str:
    """The first fault that pydantic found, with its place; of other errors what they say."""
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return error.what if isinstance(error, WhpError) else str(error)


def _utc(seconds: float) -> str:
    """A moment, in seconds since 1970, as the manifest writes it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def _check_step(step: str) -> None:
    if not STEP_NAME.fullmatch(step):
        raise SettingsError(
            "a step's name is not allowed",
            value=step,
            remedy="use the notebook's: two digits, '_', small letters, as 01_reinforce",
        )
