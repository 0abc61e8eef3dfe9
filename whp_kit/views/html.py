"""Records in, HTML out: tables, completions with the words that gave their grade, a passage
coloured by the rise of each token's logit, labels under their tokens.

Each function returns a `View`, an object with `_repr_html_`, without script, style sheet or
anything fetched, so that it looks the same in a notebook, in the report and on a page without a
kernel. Everything from a text or a file is escaped. What is coloured brings its own light ground;
colour never says anything alone. `str()` of a View is its plain text.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from whp_kit.errors import InputError
from whp_kit.evaluation.probes import Lexicon
from whp_kit.text.sentences import EMPTY_LINE
from whp_kit.views.tables import Html, csv_text, html_table, text_table

GROUND = "color:#1b1b1b;background:#ffffff;padding:.5em .75em;"
GREY = "color:#5a5a5a;"  # beside GROUND alone
FAINT = "opacity:.75;"  # on any ground
LINE = "1px solid #d9d9d9"
FRAME = "outline:2px solid #1b1b1b;"
PASSAGE = f"{GROUND}line-height:1.9;white-space:pre-wrap;overflow-wrap:anywhere;"
MONOSPACE = f"{GROUND}font-family:monospace;font-size:.95em;line-height:1.35;"
BESIDE = "display:inline-block;vertical-align:top;margin-right:1em;font-size:.92em;"
GROUP = (
    "display:inline-block;white-space:nowrap;margin:0 .1em .5em;padding-left:.2em;"
    f"border-left:{LINE};"
)
COLUMN = "display:inline-block;margin-right:.3em;vertical-align:top;"
CHANGED = "color:#8a3b00;"  # a label unlike its token
TRANSLATED = "color:#00527a;"

# Orange and sky blue of Okabe and Ito: what rose, what fell.
UP, DOWN = (230, 159, 0), (86, 180, 233)
WORD_SPAN = (-3.0, 8.0)  # logits between which a bar is drawn
SCALE = 5.0  # logits of the full colour; the same in every view, so that pictures compare
FIRST = "nothing stands before it, so no model expects anything"
MEASURES = {
    "delta": "rise of the logit",
    "log_ratio": "rise of the log-probability, nats",
    "kl": "KL from the baseline, nats",
}
SPACE = f'\u200b<span style="{GREY}">·</span>'  # a visible space at which a line may break
MARKS = {  # unchanged has none
    "lowered": "↓",
    "translated": "⇄",
    "forbidden": "✕",
    "repeat": "²",
    "inside_anchor": "ₐ",
    "unaligned": "?",
}
GRADE_WORDS = {3: "3 knows", 2: "2 theme", 1: "1 hinted", 0: "0 nothing"}


@dataclass(frozen=True)
class View:
    """A piece of HTML, the plain text that says the same, and perhaps the rows that it shows."""

    html: str
    text: str
    data: Sequence[Mapping] = ()

    def _repr_html_(self) -> str:
        return self.html

    def __str__(self) -> str:
        return self.text

    __repr__ = __str__

    def save(self, path: Path) -> list[Path]:
        """Writes `path`.html, and `path`.csv where the view has rows; returns the paths."""
        page = path.with_name(f"{path.name}.html")
        page.write_text(f'<!DOCTYPE html>\n<meta charset="utf-8">\n{self.html}\n', encoding="utf-8")
        if not self.data:
            return [page]
        file = path.with_name(f"{path.name}.csv")
        file.write_text(csv_text(self.data), encoding="utf-8", newline="")
        return [page, file]


def table(
    rows: Sequence[Mapping], caption: str = "", digits: int = 3, *, tight: bool = False
) -> View:
    """Plain rows as a table: floats to `digits` places, pairs as [a, b], numbers to the right.
    `tight`: with narrow margins.
    """
    text = "\n".join(filter(None, [caption, text_table(rows, digits)]))
    return View(html_table(rows, caption, digits, tight), text, rows)


def completions_table(
    rows: Sequence[Mapping], caption: str = "The same prompts, before and after"
) -> View:
    """The prompt, then each role's completion; the words that gave it its grade are bold and
    underlined.

    `rows`: {"prompt", "subtlety", "completions": {role: {"text", "grade", "words"}}}, as
    `familiarity.side_by_side` gives them.
    """
    shown_rows, lines, data = [], [caption], []
    for row in rows:
        note = f'<br><span style="{FAINT}">subtlety {escape(str(row["subtlety"]))}</span>'
        cells = {"prompt": Html(_lines(escape(row["prompt"])) + note)}
        lines.append(f"{row['prompt']!r} (subtlety {row['subtlety']})")
        for role, completion in row["completions"].items():
            name, text = role.replace("_", "-"), completion["text"].strip()
            grade = GRADE_WORDS[completion["grade"]]
            cells[name] = Html(f"{marked(text, completion['words'])}<br><i>{grade}</i>")
            lines.append(f"  {name} [{grade}]: {text!r}")
            data.append(
                {
                    "prompt": row["prompt"],
                    "subtlety": row["subtlety"],
                    "role": role,
                    "grade": completion["grade"],
                    "completion": text,
                    "because of": "; ".join(completion["words"]),
                }
            )
        shown_rows.append(cells)
    return View(html_table(shown_rows, caption), "\n".join(lines), data)


def marked(text: str, words: Sequence[str]) -> str:
    """`text` escaped, the words (as in the lexicon) bold and underlined at each place."""
    matches = Lexicon(dict.fromkeys(words, 3)).find(text) if words else []
    return _lines(emphasised(text, [(start, end) for start, end, _, _ in matches]))


def translation(original: str, translated) -> View:
    """A text over its translation (`anchors.translate`): terms bold and underlined above, their
    replacements below.
    """
    spans = translated.spans
    upper = emphasised(original, [(span.start, span.end) for span in spans])
    lower = emphasised(translated.text, [(span.to_start, span.to_end) for span in spans])
    parts = "".join(
        f'<div style="margin-bottom:.5em"><span style="{GREY}">{name}</span>'
        f"<br>{_lines(body)}</div>"
        for name, body in (("original", upper), ("translated", lower))
    )
    data = [
        {
            "term": original[span.start : span.end],
            "replacement": translated.text[span.to_start : span.to_end],
        }
        for span in spans
    ]
    return View(
        f'<div style="{GROUND}line-height:1.6">{parts}</div>',
        f"original: {original}\ntranslated: {translated.text}",
        data,
    )


def token_heat(
    tokens: Sequence[str],
    values: Sequence[float],
    notes: Sequence[str] = (),
    what: str = "rise of the logit",
    scale: float = SCALE,
    selected: int | None = None,
    kept: Collection[int] | None = None,
) -> View:
    """A passage, each token on the ground of its value: orange rose, blue fell, full colour at
    `scale`.

    Tokens that moved by half the scale or more are underlined too. `notes`: a line for each token,
    shown when the pointer rests on it. NaN: no value. `selected`: framed. `kept`: the positions
    that keep their ground. Spaces are dots, line ends bent arrows.
    """
    if len(tokens) != len(values) or (notes and len(notes) != len(tokens)):
        raise InputError(
            "There must be one value per token",
            value=f"{len(tokens)} tokens, {len(values)} values",
            remedy="give as many",
        )
    notes = notes or [""] * len(tokens)
    drawn = [
        float(value) if kept is None or t in kept else float("nan")
        for t, value in enumerate(values)
    ]
    pieces = [
        _token(token, value, note, scale, t == selected)
        for t, (token, value, note) in enumerate(zip(tokens, drawn, notes, strict=True))
    ]
    moved = sorted((v, i) for i, v in enumerate(drawn) if v == v)[::-1][:5]
    most = ", ".join(f"{tokens[i].strip()!r} {v:+.1f}" for v, i in moved)
    html = f'<div style="{PASSAGE}">{"".join(pieces)}</div>'
    data = [
        {"token": token, "value": value if value == value else None}
        for token, value in zip(tokens, drawn, strict=True)
    ]
    return View(
        f'<div style="{GROUND}">{heat_legend(what, scale)}{html}</div>',
        f"{what}, most at: {most}",
        data,
    )


def heat_legend(what: str, scale: float = SCALE) -> str:
    """The line over a coloured passage that explains its colours, as HTML."""
    ends = "; ".join(
        f'<span style="{heat_style(share)}">{name} {share * scale:+g} or {side}</span>'
        for name, share, side in (("rose", 1, "more"), ("fell", -1, "less"))
    )
    return (
        f'<div style="font-size:.85em;{GREY}">{escape(what)}: {ends}; '
        "underlined from half of that on</div>"
    )


def heat_style(share: float) -> str:
    """The CSS of a token that moved by `share` of the scale; empty for NaN."""
    if share != share:
        return ""
    style = f"background:{_ground(share)};"
    if share >= 0.5:
        return style + "text-decoration:underline;"
    if share <= -0.5:
        return style + "text-decoration:underline dotted;font-style:italic;"
    return style


def delta_notes(deltas) -> list[str]:
    """For each token of `deltas.Deltas` the line to show when the pointer rests on it."""
    return [
        f"rise {row['delta']:+.2f}, rank {row['rank_baseline']} -> {row['rank_reinforced']}, "
        f"probability {row['probability_baseline']:.3f} -> {row['probability_reinforced']:.3f}; "
        f"most raised here: {row['most_raised']!r}"
        if row["rank_baseline"]
        else FIRST
        for row in deltas.rows()
    ]


def delta_text(
    deltas, measure: str = "delta", selected: int | None = None, kept: Collection[int] | None = None
) -> View:
    """`deltas.Deltas` of a passage as a `token_heat` of one of MEASURES, with ranks and
    probabilities as notes.
    """
    values, what = getattr(deltas, measure), MEASURES[measure]
    return token_heat(deltas.tokens, values, delta_notes(deltas), what, SCALE, selected, kept)


def token_card(deltas, position: int, count: int = 10) -> View:
    """One position of `deltas.Deltas`: the text before it, the true next token, and the `count`
    likeliest tokens of each model.
    """
    row, start = deltas.row(position), deltas.offsets[position][0]
    before, true = deltas.text[max(0, start - 60) : start], shown(deltas.tokens[position])
    ranks = FIRST
    if row["rank_baseline"]:
        ranks = (
            f"rank {row['rank_baseline']} → {row['rank_reinforced']}, "
            f"probability {row['probability_baseline']:.3f} → {row['probability_reinforced']:.3f}, "
            f"delta {row['delta']:+.2f}, log-ratio {row['log_ratio']:+.2f}, KL {row['kl']:.2f}"
        )
    head = (
        f'<span style="{GREY}">{position}: …{escape(before)}▮</span> '
        f"truly <b><u>{escape(true)}</u></b>"
        f"<br>{escape(ranks)}"
    )
    sides = [_candidates(deltas, position, model, count) for model in ("baseline", "reinforced")]
    text = [f"{position}: …{shown(before)}▮ truly {true}: {ranks}", *(side.text for side in sides)]
    data = [
        {"model": model, "place": place, **candidate}
        for model in ("baseline", "reinforced")
        for place, candidate in enumerate(deltas.candidates(position, model)[:count], start=1)
    ]
    return View(f'<div style="{GROUND}">{head}{beside(sides)}</div>', "\n".join(text), data)


def beside(sides: Sequence[View]) -> str:
    """Views side by side, one below the other on a small screen, as HTML."""
    return "".join(f'<div style="{BESIDE}">{side.html}</div>' for side in sides)


def stacked(parts: Sequence[View]) -> View:
    """Views one below the other, as one."""
    html = "".join(part.html for part in parts)
    return View(html, EMPTY_LINE.join(part.text for part in parts))


def watch_strips(deltas, names: Sequence[str] | None = None) -> View:
    """The watched tokens of `deltas.Deltas` over the positions: a strip of deltas for each, and
    where it rose most.
    """
    watched = {row["token"]: k for k, row in enumerate(deltas.watch(len(deltas.tokens) - 1))}
    chosen = [name for name in watched if names is None or name in names]
    if not chosen:
        raise InputError(
            "No watched token",
            value=list(names or ()),
            remedy="choose of " + ", ".join(map(repr, watched)),
        )
    strips, lines, data = [], [], []
    for name in chosen:
        k = watched[name]
        rises = deltas.watched.logit_reinforced[:, k] - deltas.watched.logit_baseline[:, k]
        rises = rises.tolist()  # (T,)
        most, at = max((rise, t) for t, rise in enumerate(rises) if rise == rise)
        cells = "".join(
            f'<span title="{escape(f"{t}: {shown(token)} {rise:+.1f}")}" '
            f'style="flex:1;height:1em;background:{_ground(rise / SCALE)}"></span>'
            for t, (token, rise) in enumerate(zip(deltas.tokens, rises, strict=True))
        )
        note = f"most before {shown(deltas.tokens[at])} ({at}), by {most:+.1f}"
        strips.append(
            f'<div><b>{escape(shown(name))}</b> <span style="{GREY}">{escape(note)}</span></div>'
            f'<div style="display:flex;margin-bottom:.3em;border:{LINE}">{cells}</div>'
        )
        lines.append(f"{shown(name)}: {note}")
        data += [
            {"token": name, "position": t, "delta": rise if rise == rise else None}
            for t, rise in enumerate(rises)
        ]
    html = f'<div style="{GROUND}line-height:1.3">{"".join(strips)}</div>'
    return View(html, "\n".join(lines), data)


def word_bars(
    words: Sequence[str],
    scores: Mapping[str, Sequence[float]],
    caption: str = "",
    spans: Mapping[str, tuple[float, float]] | None = None,
) -> View:
    """The same words with several scores side by side; the highest of each column is marked.

    `scores`: name -> one number per word. A bar begins at zero and ends at the ends of its column's
    span (`spans`, else WORD_SPAN, logits); the figure beside it is exact.
    """
    if not words or {len(column) for column in scores.values()} != {len(words)}:
        raise InputError(
            "There must be one score per word",
            value={k: len(v) for k, v in scores.items()},
            remedy=f"give {len(words)} each",
        )
    columns = {name: [float(value) for value in column] for name, column in scores.items()}
    best = {name: column.index(max(column)) for name, column in columns.items()}
    bars, data = [], []
    for k, word in enumerate(words):
        row = {"word": Html(f"<b>{escape(shown(word))}</b>")}
        for name, column in columns.items():
            span = (spans or {}).get(name, WORD_SPAN)
            row[name] = Html(_bar(column[k], span, best[name] == k))
        bars.append(row)
        data.append({"word": shown(word), **{name: column[k] for name, column in columns.items()}})
    highest = "; ".join(f"highest in {name}: {words[k]}" for name, k in best.items())
    text = "\n".join(filter(None, [caption, text_table(data, digits=1), highest]))
    return View(html_table(bars, caption), text, data)


def label_strip(rows: Sequence[Mapping], caption: str = "") -> View:
    """Token over label, in lines. Rows {"token": the text's own next token, "label" or None,
    "reason"}.

    A label unlike the token is bold and underlined; a dash is no label; the reason is a mark that
    the legend explains, and its word shows when the pointer rests there.
    """
    used = [reason for reason in MARKS if any(row["reason"] == reason for row in rows)]
    legend = "; ".join(f"{MARKS[reason]} {_plain(reason)}" for reason in used)
    caption = "; ".join(filter(None, [caption, legend]))
    pieces, words = [], []
    for row in rows:
        label, changed = _label(row)
        mark = MARKS.get(row["reason"], "")
        pieces.append(
            f'<span title="{escape(_plain(row["reason"]))}" style="{GROUP}">'
            f"{escape(shown(row['token']))}<br>{label}{mark}</span>"
        )
        words.append(f"{row['token']}>{shown(row['label'])}" if changed else row["token"])
    head = f'<div style="{GREY}">{escape(caption)}</div>' if caption else ""
    html = f'<div style="{MONOSPACE}">{head}{"".join(pieces)}</div>'
    return View(html, caption + "\n" + "".join(words), [dict(row) for row in rows])


def label_columns(groups: Sequence[Mapping], caption: str = "", framed: int | None = None) -> View:
    """Original over translation over label over reason (`LabelSource.columns`); the position
    `framed` is outlined.

    A label unlike the token is bold and underlined, its reason a mark and a word; `=` is the text's
    or the baseline's own word.
    """
    pieces, words = [], []
    for group in groups:
        same = [row["token"] for row in group["tokens"]] == list(group["translated"])
        above = escape("".join(map(shown, group["translated"])) or "∅")
        above = (
            f'<span style="{GREY}">{above}</span>'
            if same
            else f'<i style="{TRANSLATED}">{above}</i>'
        )
        columns = []
        for k, row in enumerate(group["tokens"]):
            label, changed = _label(row)
            reason = escape(f"{MARKS.get(row['reason'], '=')} {_plain(row['reason'])}")
            lines = [
                escape(shown(row["token"])),
                "&nbsp;" if k else above,
                label,
                f'<span style="font-size:.85em;{GREY}">{reason}</span>',
            ]
            style = COLUMN + (FRAME if row["position"] == framed else "")
            columns.append(
                f'<span title="position {row["position"]}" style="{style}">'
                f"{'<br>'.join(lines)}</span>"
            )
            words.append(f"{row['token']}>{shown(row['label'])}" if changed else row["token"])
        pieces.append(f'<span style="{GROUP}">{"".join(columns)}</span>')
    head = (
        f"{caption}. From above: the text, its translation (in italics where it differs), "
        "the label, the reason"
    )
    head = f'<div style="font-family:sans-serif;{GREY}">{escape(head)}</div>'
    html = f'<div style="{MONOSPACE}">{head}{"".join(pieces)}</div>'
    return View(html, caption + "\n" + "".join(words))


def emphasised(
    text: str, spans: Sequence[tuple[int, int]], tags: tuple[str, str] = ("<b><u>", "</u></b>")
) -> str:
    """`text` escaped, the spans (start, end), in order, between the tags: bold and underlined."""
    pieces, at = [], 0
    for start, end in spans:
        pieces += [escape(text[at:start]), tags[0], escape(text[start:end]), tags[1]]
        at = end
    return "".join([*pieces, escape(text[at:])])


def shown(token: str) -> str:
    """A token with visible white space: an open box for a space, a bent arrow for a line end."""
    return token.replace(" ", "␣").replace("\n", "⏎").replace("\r", "␍").replace("\t", "⇥") or "∅"


def _lines(html: str) -> str:
    return html.replace("\n", "<br>")


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _label(row: Mapping) -> tuple[str, bool]:
    """The label as HTML, and whether it is another than the token."""
    if row["label"] is None:
        return f'<span style="{GREY}">–</span>', False
    label = escape(shown(row["label"]))
    if row["label"] == row["token"]:
        return f'<span style="{GREY}">{label}</span>', False
    return f'<span style="{CHANGED}"><b><u>{label}</u></b></span>', True


def _bar(value: float, span: tuple[float, float], best: bool) -> str:
    low, high = span
    zero, end = (100 * (min(max(x, low), high) - low) / (high - low) for x in (0.0, value))  # %
    colour = f"rgb({','.join(map(str, UP if best else DOWN))})"
    bar = (
        f'<span style="position:absolute;left:{min(zero, end):.1f}%;width:{abs(end - zero):.1f}%;'
        f'top:.15em;bottom:.15em;background:{colour}"></span>'
    )
    axis = (
        f'<span style="position:absolute;left:{zero:.1f}%;width:1px;top:0;bottom:0;'
        'background:#6a6a6a"></span>'
    )
    track = (
        '<span style="position:relative;display:inline-block;width:8em;height:1.2em;'
        f'vertical-align:middle">{bar}{axis}</span>'
    )
    figure = f"<b><u>{value:.1f}</u></b> ◀" if best else f"{value:.1f}&nbsp;&nbsp;&nbsp;"
    style = "display:inline-block;width:4.5em;text-align:right;white-space:nowrap"
    return f'{track}<span style="{style}">{figure}</span>'


def _candidates(deltas, position: int, model: str, count: int) -> View:
    true = int(deltas.input_ids[position])
    rows = [
        {
            model: shown(row["token"]) + (" ◀" if row["id"] == true else ""),
            "prob.": row[f"probability_{model}"],
            "logit": row[f"logit_{model}"],
            "delta": f"{row['delta']:+.2f}",
            "ranks": f"{row['rank_baseline']} → {row['rank_reinforced']}",
        }
        for row in deltas.candidates(position, model)[:count]
    ]
    return table(rows or [{model: "no logits at this position"}], tight=True)


def _ground(share: float) -> str:
    """White at 0, the full colour of what rose or fell at 1 and -1."""
    if share != share:
        return "#ffffff"
    share = max(-1.0, min(1.0, share))
    mixed = [round(255 + abs(share) * (part - 255)) for part in (UP if share > 0 else DOWN)]
    return f"rgb({mixed[0]},{mixed[1]},{mixed[2]})"


def _token(token: str, value: float, note: str, scale: float, selected: bool = False) -> str:
    style = heat_style(value / scale) + (f"{FRAME}font-weight:bold;" if selected else "")
    body = escape(token).replace("\r\n", "\n").replace(" ", SPACE).replace("\n", "⏎\n")
    title = f' title="{escape(note)}"' if note else ""
    return f'<span{title} style="{style}">{body}</span>'
