"""JSON Lines and CSV in, checked line by line: each fault names the file, the line, the value and the remedy.

Not done here: writing (the makers in data/build write, `artifacts` writes what a run makes), and guessing at encodings.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from whp_kit.errors import InputError

Kind = type | tuple[type, ...]


def read_text(path: str | Path, what: str) -> str:
    """The whole file as UTF-8. `what` names it in errors ("probe file"). InputError if missing, unreadable or not UTF-8."""
    path = Path(path)
    if not path.is_file():
        raise InputError(
            f"The {what} does not exist",
            value=str(path),
            remedy="check the path in the preset's [world] section, or copy the file there",
        )
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise InputError(
            f"The {what} {path} is not UTF-8 at line {line}",
            value=error.object[error.start : error.end],
            remedy="save it as UTF-8",
        ) from error


def read_jsonl(path: str | Path, what: str, fields: Mapping[str, Kind]) -> list[tuple[str, dict]]:
    """(where, record) for each line, `where` being "<what> <path>, line <n>" for later complaints; blank lines are passed over.

    Each record must have `fields` (name -> type); others are kept. InputError names file and line for broken JSON, a line that is
    not an object, a missing field or one of another type, and a file without any record. A bool never counts as an int.
    """
    records = []
    for number, line in enumerate(
        read_text(path, what).split("\n"), start=1
    ):  # not splitlines: U+2028 may stand inside a string
        if not line.strip():
            continue
        where = f"{what} {path}, line {number}"
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(
                f"Not JSON in {where}: {error.msg}",
                value=line.strip(),
                remedy="write one JSON object on each line",
            ) from error
        if not isinstance(record, dict):
            raise InputError(
                f"Not a JSON object in {where}", value=record, remedy='write {"name": value, ...}'
            )
        for name, kind in fields.items():
            _check_field(record, name, kind, where)
        records.append((where, record))
    if not records:
        raise InputError(
            f"The {what} holds no record",
            value=str(path),
            remedy="write at least one JSON object, one on each line",
        )
    return records


def read_csv(
    path: str | Path, what: str, columns: Sequence[str]
) -> Iterator[tuple[str, dict[str, str]]]:
    """(where, row) for each row of a CSV with a header; the header must hold `columns`. InputError otherwise."""
    reader = csv.DictReader(io.StringIO(read_text(path, what), newline=""))
    header = reader.fieldnames or []
    missing = [name for name in columns if name not in header]
    if missing:
        raise InputError(
            f"The {what} {path} lacks the column(s) {', '.join(missing)}",
            value=list(header),
            remedy=f"make {','.join(columns)} its first line",
        )
    for row in reader:
        yield (
            f"{what} {path}, line {reader.line_num}",
            {name: (value or "") for name, value in row.items() if name is not None},
        )


def unique(records: Sequence[tuple[str, Mapping]], name: str) -> None:
    """InputError if two records have the same value in the field `name`."""
    seen: set = set()
    for where, record in records:
        if record[name] in seen:
            raise InputError(
                f"The {name} of {where} stands on an earlier line too",
                value=record[name],
                remedy=f"give each line its own {name}",
            )
        seen.add(record[name])


def _check_field(record: dict, name: str, kind: Kind, where: str) -> None:
    if name not in record:
        raise InputError(
            f"The field {name!r} is missing in {where}",
            value=sorted(record),
            remedy=f"add {name!r} to that line",
        )
    value, kinds = record[name], kind if isinstance(kind, tuple) else (kind,)
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        names = " or ".join(k.__name__ for k in kinds)
        raise InputError(
            f"The field {name!r} is not of type {names} in {where}",
            value=value,
            remedy=f"write it as {names}",
        )
    if isinstance(value, str) and not value.strip():
        raise InputError(
            f"The field {name!r} is empty in {where}",
            value=value,
            remedy="fill it in or delete the line",
        )
