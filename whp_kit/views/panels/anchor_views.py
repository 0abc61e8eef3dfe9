"""The views beside the workshop's table, as HTML without script: places of a term, findings, a
preview of an edit, a difference.

Everything from a text or a file is escaped. Colours are those of the page around, each beside a
word that says the same. `str()` of a view is its plain text.
"""

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from html import escape
from itertools import pairwise

from whp_kit.anchors.history import CHANGES, Change
from whp_kit.anchors.table import COLUMNS, OPTIONAL, AnchorTable, Finding
from whp_kit.anchors.term_counts import Place
from whp_kit.anchors.translate import Translation, find_matches, translate
from whp_kit.anchors.validate import SEVERITIES
from whp_kit.labels.preview import Preview
from whp_kit.text.words import find_words, folded
from whp_kit.views.html import View, emphasised, table

DIM = "opacity:.7"
TONES = {  # colours of the page's theme, where it has some
    "error": "var(--jp-error-color1,#d32f2f)",
    "warning": "var(--jp-warn-color1,#b26a00)",
    "suggested": "var(--jp-info-color1,#1976d2)",
    "accepted": "var(--jp-success-color1,#2e7d32)",
}
FINDINGS = 60  # rows of a report
PASSAGES = 3  # translated passages of a preview
AROUND = 220  # characters on either side of the first difference


def badge(word: str) -> str:
    """A status or a severity as a small framed word, as HTML."""
    if not word:
        return ""
    tone = TONES.get(folded(word), "inherit")
    style = f"border:1px solid {tone};border-radius:.6em;padding:0 .45em;white-space:nowrap"
    return f'<span class="whp-badge" style="{style}">{escape(word)}</span>'


def isolated(text: str) -> str:
    """A text of unknown direction, escaped and kept apart from its neighbours, as HTML."""
    return _bdi(escape(text))


def places_view(
    term: str, places: Sequence[Place], anchors: AnchorTable, hits: int | None, seed: int = 0
) -> View:
    """Occurrences of a term, each above its translation; the term and its replacement are marked.

    `hits` is None without a text.
    """
    if not places:
        if hits == 0:
            reason = "It never stands in the text as a whole word, or it is not used."
        else:
            reason = "There is no text to look in."
        return View(f'<p style="{DIM}">{reason}</p>', reason)
    head = f"{hits} in the text"
    head += f", the first {len(places)}:" if hits and hits > len(places) else ":"
    html, lines = [f'<p style="{DIM}">{escape(head)}</p>'], [head]
    for place in places:
        text = "".join(place)
        start, end = len(place.before), len(place.before + place.term)
        # A table under edit may have rows without a replacement.
        matches = [m for m in find_matches(text, anchors) if anchors.rows[m.row].replacements]
        translation = translate(text, anchors, seed, matches=matches)
        replaced = [
            (span.to_start, span.to_end)
            for span in translation.spans
            if span.start < end and start < span.end
        ]
        original = _marked(text, [(start, end)])
        html.append(_passage(text=original, becomes=_marked(translation.text, replaced)))
        lines += [f"  text:    {_one_line(text)}", f"  becomes: {_one_line(translation.text)}"]
    return View("".join(html), "\n".join(lines))


def row_view(findings: Sequence[Finding]) -> View:
    """The findings of one row, with their remedies."""
    if not findings:
        nothing = "Nothing was found about this row."
        return View(f'<p style="{DIM}">{nothing}</p>', nothing)
    items, lines = [], []
    for finding in findings:
        remedy = f"<span style='{DIM}'>Remedy: {escape(finding.remedy)}.</span>"
        items.append(f"<li>{badge(finding.severity)} {isolated(finding.reason)}. {remedy}</li>")
        lines.append(f"{finding.severity}: {finding.reason}. Remedy: {finding.remedy}.")
    return View(f'<ul class="whp-list">{"".join(items)}</ul>', "\n".join(lines))


def findings_view(findings: Sequence[Finding]) -> View:
    """The validation report: how many of each severity and kind, then the worst FINDINGS."""
    if not findings:
        return View("<p>No finding.</p>", "No finding.")
    severities = Counter(finding.severity for finding in findings)
    kinds = Counter(finding.kind.replace("-", " ") for finding in findings)
    counts = [
        f"{severities[name]} {name}" + "s" * (severities[name] != 1)
        for name in SEVERITIES
        if severities[name]
    ]
    title = "Findings: " + ", ".join(counts)
    if len(findings) > FINDINGS:
        title += f"; the first {FINDINGS} are shown"
    title += " (" + ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()) + ")"
    rows = [
        {
            "severity": finding.severity,
            "row": finding.row,
            "term": finding.term,
            "reason": finding.reason,
            "remedy": finding.remedy,
        }
        for finding in findings[:FINDINGS]
    ]
    return table(rows, title)


def changes_view(changes: Sequence[Change], title: str) -> View:
    """Rows that were added, removed or changed, with the cells that differ."""
    if not changes:
        text = f"{title}: no difference"
        return View(f"<p>{escape(text)}.</p>", text)
    kinds = Counter(change.kind for change in changes)
    rows = [
        {
            "change": change.kind,
            "row": change.after_row or change.before_row,
            "term": (change.after or change.before).term,
            "what": _what_changed(change),
        }
        for change in changes
    ]
    return table(rows, f"{title}: " + ", ".join(f"{kinds[kind]} {kind}" for kind in CHANGES))


def preview_view(preview: Preview) -> View:
    """What an edit would do in figures, and the first passages that will read otherwise."""
    share = len(preview.changed) / max(preview.blocks, 1)
    figures = {
        "blocks that change": f"{len(preview.changed):,} of {preview.blocks:,} ({share:.1%})",
        "anchors in the text": (
            f"{preview.matches_before:,} before, {preview.matches_after:,} after"
        ),
        "labels that change": "unknown: no labeller was given",
    }
    sample = preview.sample
    if sample is not None:
        figures["labels that change"] = (
            f"{sample.changed / max(sample.labels, 1):.1%} of {sample.labels:,} in a sample of"
            f" {sample.blocks} of these blocks, about {preview.share_of_labels:.2%} of all"
        )
    rows = [{"what": name, "how many": words} for name, words in figures.items()]
    view = table(rows, "What the unsaved edits would do")
    html, lines = [view.html], [view.text]
    for changed in preview.changed[:PASSAGES]:
        now, will_read = _difference(changed.before, changed.after)
        html.append(_passage(changed.block.name, now=now, will_read=will_read))
        lines.append(f"{changed.block.name} will read: {_one_line(changed.after.text)}")
    return View("".join(html), "\n".join(lines))


def _what_changed(change: Change) -> str:
    if change.before is None or change.after is None:
        row = change.after or change.before
        details = ", ".join(filter(None, (row.category, row.status, row.note)))
        arrow = f"{row.term} → {row.cell('replacements') or '(nothing)'}"
        return f"{arrow} ({details})" if details else arrow
    pairs = {
        column: (change.before.cell(column), change.after.cell(column))
        for column in (*COLUMNS, *OPTIONAL)
    }
    words = [
        f"{column} {old or '(empty)'} → {new or '(empty)'}"
        for column, (old, new) in pairs.items()
        if old != new
    ]
    return "; ".join(words) or "columns of your own"


def _difference(before: Translation, after: Translation) -> tuple[str, str]:
    """Both translations around the place where they first differ, the differing words marked, as
    HTML.
    """
    pairs = enumerate(zip(before.text, after.text, strict=False))
    first = next((place for place, (old, new) in pairs if old != new), 0)
    start = max(0, before.text.rfind(" ", 0, max(0, first - AROUND)) + 1)
    words = []
    for text in (before.text, after.text):
        end = text.find(" ", first + AROUND)
        piece = text[start : end if end >= 0 else len(text)]
        words.append(_words_and_marks(piece))
    old_html, new_html = [], []
    matcher = SequenceMatcher(None, *words, autojunk=False)
    for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        for html, side in (
            (old_html, words[0][old_start:old_end]),
            (new_html, words[1][new_start:new_end]),
        ):
            piece = escape("".join(side))
            html.append(f"<mark>{piece}</mark>" if piece and kind != "equal" else piece)
    return _bdi("".join(old_html)), _bdi("".join(new_html))


def _words_and_marks(text: str) -> list[str]:
    """The text cut before and after each word."""
    words = find_words(text)
    edges = {0, len(text)} | {edge for word in words for edge in (word.start, word.end)}
    return [text[start:end] for start, end in pairwise(sorted(edges))]


def _passage(name: str = "", **sides: str) -> str:
    """Two readings of one passage above each other; `sides` are HTML by what they are."""
    head = f'<div style="{DIM}">{escape(name)}</div>' if name else ""
    body = "".join(
        f'<div><span class="whp-side" style="{DIM}">{side.replace("_", " ")}</span>{html}</div>'
        for side, html in sides.items()
    )
    return f'<div class="whp-place">{head}{body}</div>'


def _marked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    return _bdi(emphasised(text, spans, ("<mark>", "</mark>")))


def _bdi(html: str) -> str:
    return f'<bdi dir="auto">{html}</bdi>'


def _one_line(text: str) -> str:
    return " ".join(text.split())
