"""One process at a time writes a run: a lock in the run's folder that says who holds it since when.

The lock is a lease of `filelock`: its holder touches the file every few seconds. A holder that died
is recognised at once on its own machine, by its process and when that began. Elsewhere, on a shared
disk, it is recognised by the file's time, which then stands still; no two clocks are compared.

A process holds a run for reasons ("whp-kit run", a step that is in progress) until the last one
ends. The kernels that it starts write with its lock: they inherit the lock's token by VARIABLE.
"""

import atexit
import os
import platform
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from filelock import SoftFileLease, Timeout

from whp_kit.errors import ArtifactError, InputError, RunInUse
from whp_kit.files import read_json, storage_errors, write_json
from whp_kit.paths import absolute

LOCK = ".lock"
HOLDER = ".lock.json"  # who holds it: for people, and the token for the kernels
VARIABLE = "WHP_RUN_LOCK"
LEASE_SECONDS = 60.0  # a lock that nobody touched for so long is free
LARGEST_PROCESS = 2**31  # numbers of processes are below
PATIENCE_SECONDS = 3.0  # for a holder that is saving, which is soon done


@dataclass
class _Hold:
    """The lock of one run, held by this process."""

    lease: SoftFileLease
    token: str
    reasons: set[str] = field(default_factory=set)


_HELD: dict[Path, _Hold] = {}  # as a lock belongs to the whole process


def hold(folder: Path, reason: str, anew: bool = False) -> None:
    """Holds the run in `folder` until `release` with the same reason, or until the process ends.

    RunInUse where another process holds it; a holder on another machine is first watched for a sign
    of life. ArtifactError where this process has lost it meanwhile; with `anew` it begins again.
    """
    folder = absolute(folder)
    if is_inherited(folder):
        return
    if anew and folder in _HELD and _is_lost(folder):
        del _HELD[folder]
    held = _HELD.get(folder)
    if held is None:
        with storage_errors("the run could not be locked", folder / LOCK):
            _HELD[folder] = held = _acquire(folder, reason)
    held.reasons.add(reason)
    require_held(folder)


def release(folder: Path, reason: str) -> None:
    """Ends one reason; after the last one the run is free. Nothing where it was not held."""
    folder = absolute(folder)
    held = _HELD.get(folder)
    if held is None:
        return
    held.reasons.discard(reason)
    if not held.reasons:
        is_ours = not _is_lost(folder)
        del _HELD[folder]
        with suppress(OSError):
            if is_ours:
                (folder / HOLDER).unlink(missing_ok=True)
                if held.lease.compromise is not None:  # it would leave the file
                    (folder / LOCK).unlink(missing_ok=True)
            held.lease.release()


def require_held(folder: Path) -> None:
    """ArtifactError if this process has lost the run that it held: it slept, another took it."""
    folder = absolute(folder)
    if _is_lost(folder):
        _HELD.pop(folder, None)  # so that the step can begin anew
        raise ArtifactError(
            "this process has lost the lock of the run, and writes nothing to it",
            value=describe(folder) or str(folder),
            remedy="run the step again",
        )


def is_inherited(folder: Path) -> bool:
    """Whether the process that started this one holds the run for it."""
    token = os.environ.get(VARIABLE)
    return token is not None and _holder(folder).get("token") == token


def _is_lost(folder: Path) -> bool:
    """Whether this process does not hold the run (any more).

    The lease knows its file by the inode, which some shared disks change at will. So its word is
    taken only where HOLDER, too, names another or is gone.
    """
    held = _HELD.get(folder)
    if held is None:
        return not is_inherited(folder)
    return held.lease.compromise is not None and _holder(folder).get("token") != held.token


def token_of(folder: Path) -> str | None:
    """What VARIABLE must be for processes that write with this one's lock; None without one."""
    held = _HELD.get(absolute(folder))
    return held.token if held else None


def describe(folder: Path) -> str:
    """Who holds the run, and since when; "" where nobody says so."""
    holder = _holder(folder)
    if not holder:
        return ""
    process = f"process {holder['process']} on {holder['machine']}"
    return f"{holder['reason']} ({process}) since {holder['since']}"


def _acquire(folder: Path, reason: str) -> _Hold:
    folder.mkdir(parents=True, exist_ok=True)
    lease = SoftFileLease(
        folder / LOCK,
        lease_duration=LEASE_SECONDS,
        heartbeat_interval=LEASE_SECONDS / 10,
        thread_local=False,
    )
    try:
        lease.acquire(timeout=PATIENCE_SECONDS)
    except Timeout:
        if _is_running_here(_holder(folder)):
            raise _in_use(folder) from None
        sign = _SignOfLife(folder / LOCK)
        try:
            lease.acquire(timeout=2 * LEASE_SECONDS, cancel_check=sign)
        except Timeout:
            if sign() or not sign.is_empty():
                raise _in_use(folder) from None
            (folder / LOCK).unlink(missing_ok=True)  # its writer was killed before it wrote
            _take_at_once(lease, folder)
    hold = _Hold(lease, secrets.token_hex(8))
    holder = {
        "reason": reason,
        "process": os.getpid(),
        "machine": platform.node(),
        "since": time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime()),
        "token": hold.token,
    }
    try:
        write_json(folder / HOLDER, holder)
    except BaseException:
        lease.release()
        raise
    return hold


def _take_at_once(lease: SoftFileLease, folder: Path) -> None:
    try:
        lease.acquire(timeout=PATIENCE_SECONDS)
    except Timeout:
        raise _in_use(folder) from None


class _SignOfLife:
    """True once the file has changed, or has gone and come again, since this object was made."""

    def __init__(self, path: Path):
        self.path = path
        self.first = self._state()
        print(f"waiting to see whether {describe(path.parent) or path} is at work ...", flush=True)

    def __call__(self) -> bool:
        now = self._state()
        return now is not None and now != self.first

    def is_empty(self) -> bool:
        """Whether the file is there and says nothing, not even who wrote it."""
        with suppress(OSError):
            return self.path.is_file() and self.path.stat().st_size == 0
        return False

    def _state(self) -> tuple[int, int] | None:
        try:
            state = self.path.stat()
        except OSError:
            return None
        return state.st_ino, state.st_mtime_ns


def _in_use(folder: Path) -> RunInUse:
    return RunInUse(
        f"run '{folder.name}' is in use",
        value=describe(folder) or str(folder / LOCK),
        remedy="wait until it has finished, stop it, or shut that notebook's kernel down; or give "
        "another name with --run",
    )


def _is_running_here(holder: dict) -> bool:
    import psutil

    is_here = holder.get("machine") == platform.node()
    return is_here and psutil.pid_exists(holder["process"])


def _holder(folder: Path) -> dict:
    """What HOLDER says; {} where there is none to read."""
    try:
        holder = read_json(folder / HOLDER)
    except InputError:
        return {}
    keys = ("reason", "process", "machine", "since", "token")
    is_whole = isinstance(holder, dict) and all(key in holder for key in keys)
    is_process = is_whole and isinstance(holder["process"], int)
    return holder if is_process and 0 < holder["process"] < LARGEST_PROCESS else {}


@atexit.register
def _release_all() -> None:
    for folder, held in list(_HELD.items()):
        for reason in list(held.reasons):
            release(folder, reason)
