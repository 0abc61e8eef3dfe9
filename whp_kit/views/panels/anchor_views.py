"""What the workshop shows beside its table, as HTML without script: where a term stands, findings, consequences, how versions differ.

Everything from a text or a file is escaped. Colours are those of the page around it, so that a dark page stays dark; each says only what a
word beside it says too. `str()` of each view is its plain text.
"""

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from html import escape

from whp_kit.anchors.evidence import Place
from whp_kit.anchors.history import Change
from whp_kit.anchors.table import COLUMNS, Anchor, AnchorTable, Finding, join_replacements
from whp_kit.anchors.translate import Translation, find_matches, translate
from whp_kit.anchors.validate import SEVERITIES
from whp_kit.labels.preview import Consequences
from whp_kit.views.html import View

DIM = "opacity:.7"
TONES = {  # of the page's theme where it has one
    "error": "var(--jp-error-color1,#d32f2f)",
    "warning": "var(--jp-warn-color1,#b26a00)",
    "note": "inherit",
    "suggested": "var(--jp-info-color1,#1976d2)",
    "accepted": "var(--jp-success-color1,#2e7d32)",
    "rejected": "inherit",
    "edited": "inherit",
    "conflict": "var(--jp-error-color1,#d32f2f)",
}
CELL = "text-align:left;vertical-align:top;padding:.2em .8em .2em 0;border-bottom:1px solid rgba(128,128,128,.35)"
FINDINGS = 60  # lines of a report
PASSAGES = 3  # translated passages that the consequences show
AROUND = 220  # characters on either side of the first difference


def badge(word: str) -> str:
    """A status or a severity as a small framed word."""
    if not word:
        return ""
    tone = TONES.get(word.strip().casefold(), "inherit")
    style = f"border:1px solid {tone};border-radius:.6em;padding:0 .45em;white-space:nowrap"
    return f'<span class="whp-badge" style="{style}">{escape(word)}</span>'


def plain(text: str) -> str:
    """A text of unknown direction, escaped and kept apart from its neighbours."""
    return f'<bdi dir="auto">{escape(text)}</bdi>'


def places_view(
    term: str, places: Sequence[Place], table: AnchorTable, hits: int | None, seed: int = 0
) -> View:
    """Occurrences of a term in context, the original above its translation; the term and what stands for it are marked."""
    if not places:
        why = (
            "It never stands in the text as a whole word, or takes no part."
            if hits == 0
            else "There is no text to look in."
        )
        return View(f'<p style="{DIM}">{why}</p>', why)
    head = f"{hits} in the text" + (
        f", the first {len(places)}:" if hits and hits > len(places) else ":"
    )
    blocks, lines = [], [head]
    for place in places:
        whole = place.before + place.held + place.after
        here = (len(place.before), len(place.before) + len(place.held))
        usable = [m for m in find_matches(whole, table) if table.rows[m.row].replacements]
        made = translate(whole, table, seed, matches=usable)
        upper = _marked(whole, [here])
        lower = _marked(
            made.text,
            [(s.to_start, s.to_end) for s in made.spans if s.start < here[1] and here[0] < s.end],
        )
        blocks.append(
            f'<div class="whp-place"><div><span class="whp-side" style="{DIM}">text</span>{upper}</div>'
            f'<div><span class="whp-side" style="{DIM}">becomes</span>{lower}</div></div>'
        )
        lines += [f"  text:    {_line(whole)}", f"  becomes: {_line(made.text)}"]
    return View(f'<p style="{DIM}">{escape(head)}</p>{"".join(blocks)}', "\n".join(lines))


def row_view(row: Anchor, findings: Sequence[Finding]) -> View:
    """What was found about one row, with the remedies."""
    if not findings:
        return View(
            f'<p style="{DIM}">Nothing was found about this row.</p>',
            "Nothing was found about this row.",
        )
    items = [
        f"<li>{badge(f.severity)} {plain(f.reason)}. <span style='{DIM}'>Remedy: {escape(f.remedy)}.</span></li>"
        for f in findings
    ]
    text = "\n".join(f"{f.severity}: {f.reason}. Remedy: {f.remedy}." for f in findings)
    return View(f'<ul class="whp-list">{"".join(items)}</ul>', text)


def sides_view(mine: Anchor | None, theirs: Anchor | None) -> View:
    """A conflict: what each of two people made of the row."""
    told = [
        (name, "took the row out" if side is None else _row(side))
        for name, side in (("mine", mine), ("theirs", theirs))
    ]
    html = "".join(f"<div><b>{name}</b> {plain(words)}</div>" for name, words in told)
    return View(
        f'<div class="whp-sides">{html}</div>',
        "\n".join(f"{name}: {words}" for name, words in told),
    )


def findings_view(found: Sequence[Finding]) -> View:
    """The validation report, worst first and at most FINDINGS lines; one line where there is nothing to find."""
    if not found:
        return View("<p>No finding.</p>", "No finding.")
    counts = ", ".join(
        f"{n} {kind}" + "s" * (n != 1)
        for kind in SEVERITIES
        if (n := sum(f.severity == kind for f in found))
    )
    title = f"Findings: {counts}" + (
        f"; the first {FINDINGS} are shown" if len(found) > FINDINGS else ""
    )
    kinds = Counter(f.kind.replace("-", " ") for f in found)
    title += "\n" + ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
    rows = [
        [
            badge(f.severity),
            str(f.row),
            plain(f.term),
            f"{plain(f.reason)}<br><span style='{DIM}'>{escape(f.remedy)}</span>",
        ]
        for f in found[:FINDINGS]
    ]
    lines = [
        f"{f.severity}  row {f.row}  {f.term!r}: {f.reason}. Remedy: {f.remedy}."
        for f in found[:FINDINGS]
    ]
    return View(
        _table(["", "row", "term", "what, and what to do"], rows, title), "\n".join([title, *lines])
    )


def changes_view(changes: Sequence[Change], title: str) -> View:
    """Rows that were added, removed or changed, a changed one with its old cells and its new ones."""
    counts = ", ".join(
        f"{sum(c.kind == kind for c in changes)} {kind}" for kind in ("added", "removed", "changed")
    )
    head = f"{title}: {counts}" if changes else f"{title}: no difference"
    rows, lines = [], [head]
    for change in changes:
        row = change.after or change.before
        if change.before is None or change.after is None:
            told = [("", _row(row))]
        else:
            old, new = ({**_cells(side)} for side in (change.before, change.after))
            told = [
                (name, f"{old[name]} → {new[name]}") for name in old if old[name] != new[name]
            ] or [("", "columns of your own")]
        place = str(change.after_row or change.before_row)
        what = "<br>".join(
            f'<span style="{DIM}">{name}</span> {plain(words)}' if name else plain(words)
            for name, words in told
        )
        rows.append([escape(change.kind), place, plain(row.term), what])
        lines.append(
            f"{change.kind}  row {place}  {row.term!r}: "
            + "; ".join(" ".join(filter(None, part)) for part in told)
        )
    html = _table(["", "row", "term", "what"], rows, head) if rows else f"<p>{escape(head)}.</p>"
    return View(html, "\n".join(lines))


def consequences_view(found: Consequences) -> View:
    """The counts, and the first passages that will read otherwise: as they would be translated now, and after the edit."""
    share = len(found.touched) / max(found.blocks, 1)
    told = [
        ("blocks that change", f"{len(found.touched):,} of {found.blocks:,} ({share:.1%})"),
        ("anchors found in the text", f"{found.matches[0]:,} before, {found.matches[1]:,} after"),
    ]
    if found.labels is None:
        told.append(("labels that change", "not asked: no labeller was given"))
    else:
        within = found.labels_changed / max(found.labels, 1)
        told.append(("labels that change", f"{within:.1%} of {found.labels:,} in {found.sampled} sampled blocks of those, "
                                           f"about {found.share_of_labels:.2%} of all"))  # fmt: skip
    html = _table(
        ["", " "],
        [[escape(name), escape(words)] for name, words in told],
        "What the unsaved edits would do",
    )
    lines = [f"{name}: {words}" for name, words in told]
    for one in found.touched[:PASSAGES]:
        old, new = _difference(one.before, one.after)
        html += (
            f'<div class="whp-place"><div style="{DIM}">{escape(one.block.name)}</div>'
            f'<div><span class="whp-side" style="{DIM}">now</span>{old}</div>'
            f'<div><span class="whp-side" style="{DIM}">will read</span>{new}</div></div>'
        )
        lines.append(f"{one.block.name} will read: {_line(one.after.text)}")
    return View(html, "\n".join(lines))


def _difference(before: Translation, after: Translation) -> tuple[str, str]:
    """Both translations around the place where they first part, the words that differ marked."""
    at = next(
        (k for k, (a, b) in enumerate(zip(before.text, after.text, strict=False)) if a != b), 0
    )
    low = max(0, before.text.rfind(" ", 0, max(0, at - AROUND)) + 1)
    words = []
    for made in (before, after):
        high = made.text.find(" ", at + AROUND)
        words.append(
            re.findall(r"\s+|\w+|[^\w\s]+", made.text[low : high if high >= 0 else len(made.text)])
        )
    alike = SequenceMatcher(None, *words, autojunk=False).get_opcodes()
    pieces: list[list[str]] = [[], []]
    for kind, a, b, c, d in alike:
        for side, (start, end) in enumerate(((a, b), (c, d))):
            shown = escape("".join(words[side][start:end]))
            pieces[side].append(f"<mark>{shown}</mark>" if kind != "equal" and shown else shown)
    return tuple(f'<bdi dir="auto">{"".join(side)}</bdi>' for side in pieces)


def _marked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    pieces, at = [], 0
    for low, high in spans:
        pieces += [escape(text[at:low]), f"<mark>{escape(text[low:high])}</mark>"]
        at = high
    return f'<bdi dir="auto">{"".join([*pieces, escape(text[at:])])}</bdi>'


def _cells(row: Anchor) -> dict[str, str]:
    cells = zip(COLUMNS, (row.term, row.category, join_replacements(row.replacements)), strict=True)
    return {**dict(cells), "note": row.note, "status": row.status}


def _row(row: Anchor) -> str:
    cells = _cells(row)
    aside = ", ".join(cells[name] for name in ("category", "status", "note") if cells[name])
    return f"{row.term} → {cells['replacements'] or '(nothing)'}" + (f" ({aside})" if aside else "")


def _line(text: str) -> str:
    return " ".join(text.split())


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], caption: str) -> str:
    """Cells are HTML already."""
    tight = [CELL + ";white-space:nowrap" * (head in ("", "row")) for head in heads]
    first = "".join(
        f'<th scope="col" style="{style}">{escape(head)}</th>'
        for head, style in zip(heads, tight, strict=True)
    )
    head = f"<thead><tr>{first}</tr></thead>" if any(head.strip() for head in heads) else ""
    lines = [
        "".join(f'<td style="{style}">{cell}</td>' for cell, style in zip(row, tight, strict=True))
        for row in rows
    ]
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    bold, *more = caption.split("\n")
    rest = "".join(f'<br><span style="{DIM}">{escape(line)}</span>' for line in more)
    title = f'<caption style="text-align:left;padding:.2em 0"><b>{escape(bold)}</b>{rest}</caption>'
    return f'<table class="whp-report" style="border-collapse:collapse">{title}{head}<tbody>{body}</tbody></table>'
