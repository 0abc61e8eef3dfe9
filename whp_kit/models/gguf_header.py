"""Whether the header of a GGUF file stays within the file.

The library reads a list as long as the header says: of a file of a few bytes that says a million
million, it never ends. Here each length is held against the bytes that are left, before it reads.
"""

import struct
from pathlib import Path
from typing import BinaryIO

HEAD = struct.Struct("<4sIQQ")  # magic, version, tensors, values
TEXT, LIST = 8, 9  # kinds of a value
SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}  # kind -> bytes
LENGTH = 8  # bytes of a length
LEAST_TENSOR = 24  # bytes of a tensor's entry without its name and its axes


def require_bounded(file: Path) -> None:
    """ValueError where a length in the header is longer than what is left of the file."""
    with file.open("rb") as opened:
        _Header(opened, file.stat().st_size).walk()


class _Header:
    """Walks over the header, and keeps nothing of it."""

    def __init__(self, file: BinaryIO, size: int):
        self.file, self.size = file, size

    def walk(self) -> None:
        """All values of the header; the tensors' entries are only counted."""
        _, version, tensors, values = HEAD.unpack(self.read(HEAD.size))
        if version not in (2, 3):
            raise ValueError(f"version {version} of the form is not known")
        self.require(tensors, LEAST_TENSOR)
        self.require(values, LENGTH)
        for _ in range(values):
            self.skip(self.number("<Q"))
            self.value(self.number("<I"))

    def value(self, kind: int) -> None:
        """Skips a value: of a fixed size, a text, or a list of either."""
        if kind == TEXT:
            self.skip(self.number("<Q"))
        elif kind == LIST:
            kind, count = self.number("<I"), self.number("<Q")
            self.require(count, LENGTH if kind == TEXT else SIZES.get(kind, LENGTH))
            if kind in SIZES:
                self.skip(count * SIZES[kind])
            else:
                for _ in range(count):
                    if kind == LIST:
                        raise ValueError("a list of lists")
                    self.value(kind)
        elif kind in SIZES:
            self.skip(SIZES[kind])
        else:
            raise ValueError(f"a value of the unknown kind {kind}")

    def number(self, form: str) -> int:
        """The next number of that form."""
        return struct.unpack(form, self.read(struct.calcsize(form)))[0]

    def read(self, count: int) -> bytes:
        """The next bytes."""
        self.require(count, 1)
        return self.file.read(count)

    def skip(self, count: int) -> None:
        """Passes over the next bytes."""
        self.require(count, 1)
        self.file.seek(count, 1)

    def require(self, count: int, size: int) -> None:
        """ValueError unless so many things of that size are left."""
        left = self.size - self.file.tell()
        if count * size > left:
            raise ValueError(f"its header counts {count:,} entries where {left:,} bytes are left")
