"""Records in, HTML out: tables, completions with the words that gave their grade, a passage coloured by delta, labels under their tokens.

Pure pictures: an object with `_repr_html_`, without script, style sheet or anything fetched, so that it looks the same in a notebook, in
the report and on a page without a kernel. Everything from a text or a file is escaped. Its own light ground keeps it readable on a dark
page, and colour never says anything alone. `str()` of each is its plain text.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from whp_kit.errors import InputError
from whp_kit.evaluation.probes import Lexicon

GROUND = "color:#1b1b1b;background:#ffffff;padding:.5em .75em;"
PADDING, TIGHT = "padding:.25em .6em;", "padding:.12em .4em;"
CELL = (
    f"text-align:left;vertical-align:top;{PADDING}border-bottom:1px solid #d9d9d9;"
    "color:#1b1b1b;background:#ffffff;white-space:pre-wrap;line-height:1.35;"
)
CAPTION = "text-align:left;color:#1b1b1b;background:#ffffff;padding:.25em .6em;"
NUMBER = (
    CELL.replace("left", "right", 1).replace("pre-wrap", "nowrap")
    + "font-variant-numeric:tabular-nums;"
)
UP, DOWN = (
    (230, 159, 0),
    (86, 180, 233),
)  # orange and sky blue of Okabe and Ito: what rose, what fell
WORD_SPAN = (-3.0, 8.0)  # logits between which a bar is drawn
SCALE = 5.0  # logits at which the colour is full; the same in every view, so that two pictures can be compared
MEASURES = {
    "delta": "rise of the logit",
    "log_ratio": "rise of the log-probability, nats",
    "kl": "KL from the baseline, nats",
}
SPACE = '\u200b<span style="color:#8a8a8a">·</span>'  # a space that can be seen, and at which a line may break
ENDS = ((" rose", 1, "more"), (" fell", -1, "less"))
GROUP = "display:inline-block;white-space:nowrap;margin:0 .1em .5em;border-left:1px solid #d9d9d9;padding-left:.2em;"
COLUMN = "display:inline-block;margin-right:.3em;vertical-align:top;"
SMALL = "font-size:.85em;color:#5a5a5a"
MARKS = {
    "lowered": "↓",
    "translated": "⇄",
    "forbidden": "✕",
    "repeat": "²",
    "inside_anchor": "ₐ",
    "unaligned": "?",
}  # unchanged has none
GRADE_WORDS = {3: "3 knows", 2: "2 theme", 1: "1 hinted", 0: "0 nothing"}


@dataclass(frozen=True)
class View:
    """A piece of HTML and the plain text that says the same."""

    html: str
    text: str

    def _repr_html_(self) -> str:
        return self.html

    def __str__(self) -> str:
        return self.text

    __repr__ = __str__


def table(rows: Sequence[Mapping], caption: str = "", digits: int = 3) -> View:
    """Plain rows as a table. Columns are the rows' keys, in order; numbers to the right, floats to `digits` places, pairs as [a, b]."""
    if not rows:
        raise InputError("There is no row to show", value=caption, remedy="give at least one")
    columns = list(dict.fromkeys(name for row in rows for name in row))
    cells = [[_cell(row.get(name), digits) for name in columns] for row in rows]
    numeric = [
        all(isinstance(row.get(name), int | float | tuple | list | type(None)) for row in rows)
        for name in columns
    ]
    heads = [name.replace("_", " ") for name in columns]
    body = [
        [(cell, NUMBER if right else CELL) for cell, right in zip(row, numeric, strict=True)]
        for row in cells
    ]
    html = _table(
        [(head, NUMBER if right else CELL) for head, right in zip(heads, numeric, strict=True)],
        body,
        caption,
    )
    return View(html, "\n".join(filter(None, [caption, _aligned([heads, *cells], numeric)])))


def completions_table(
    rows: Sequence[Mapping], caption: str = "The same prompts, before and after"
) -> View:
    """Rows of `probes.side_by_side`: the prompt, then each role's completion, the words that gave it its grade bold and underlined."""
    if not rows:
        raise InputError("There is no row to show", value=caption, remedy="give at least one")
    roles = list(rows[0]["completions"])
    body, lines = [], [caption]
    for row in rows:
        cells = [
            (
                escape(row["prompt"]).replace("\n", "<br>")
                + f'<br><span style="color:#5a5a5a">subtlety {row["subtlety"]}</span>',
                CELL,
            )
        ]
        lines.append(f"{row['prompt']!r} (subtlety {row['subtlety']})")
        for role in roles:
            found = row["completions"][role]
            cells.append(
                (
                    f"{marked(found['text'].strip(), found['words'])}<br><i>{GRADE_WORDS[found['grade']]}</i>",
                    CELL,
                )
            )
            lines.append(
                f"  {role.replace('_', '-')} [{GRADE_WORDS[found['grade']]}]: {found['text'].strip()!r}"
            )
        body.append(cells)
    heads = [("prompt", CELL), *((role.replace("_", "-"), CELL) for role in roles)]
    return View(_table(heads, body, caption, raw=True), "\n".join(lines))


def marked(text: str, words: Sequence[str]) -> str:
    """`text` escaped, the words (as in the lexicon) bold and underlined wherever they stand."""
    pieces, done = [], 0
    for start, end, _, _ in Lexicon(dict.fromkeys(words, 3)).find(text) if words else ():
        pieces += [escape(text[done:start]), f"<b><u>{escape(text[start:end])}</u></b>"]
        done = end
    return "".join([*pieces, escape(text[done:])]).replace("\n", "<br>")


def translation(original: str, translated) -> View:
    """A text over its translation (`anchors.translate`): terms bold and underlined above, what stands for them below."""
    pieces, at = {"start": [], "to_start": []}, {"start": 0, "to_start": 0}
    for begin, end, text in (("start", "end", original), ("to_start", "to_end", translated.text)):
        for span in translated.spans:
            low, high = getattr(span, begin), getattr(span, end)
            pieces[begin] += [
                escape(text[at[begin] : low]),
                f"<b><u>{escape(text[low:high])}</u></b>",
            ]
            at[begin] = high
        pieces[begin].append(escape(text[at[begin] :]))
    upper, lower = ("".join(pieces[begin]).replace("\n", "<br>") for begin in ("start", "to_start"))
    rows = "".join(f'<div style="margin-bottom:.5em"><span style="color:#5a5a5a">{name}</span><br>{body}</div>'
                   for name, body in (("as it stands", upper), ("translated", lower)))  # fmt: skip
    return View(
        f'<div style="{GROUND}line-height:1.6">{rows}</div>',
        f"as it stands: {original}\ntranslated: {translated.text}",
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
    """A passage, each token on a ground of its value: orange rose, blue fell, full colour at `scale`; strongly moved ones also underlined.

    `notes`: a line for each token, shown when the pointer rests on it. NaN: nothing was read there. `selected`: framed. `kept`: the
    positions that stand out, where the others are to be without ground. Spaces are dots, line ends bent arrows.
    """
    if len(tokens) != len(values) or (notes and len(notes) != len(tokens)):
        raise InputError(
            "There must be one value per token",
            value=f"{len(tokens)} tokens, {len(values)} values",
            remedy="give as many",
        )
    told = notes or [""] * len(tokens)
    seen = [
        float(value) if kept is None or t in kept else float("nan")
        for t, value in enumerate(values)
    ]
    pieces = [
        _token(token, value, note, scale, t == selected)
        for t, (token, value, note) in enumerate(zip(tokens, seen, told, strict=True))
    ]
    html = f'<div style="{GROUND}line-height:1.9;white-space:pre-wrap;overflow-wrap:anywhere">{"".join(pieces)}</div>'
    moved = sorted((v, i) for i, v in enumerate(seen) if v == v)[::-1][:5]
    said = ", ".join(f"{tokens[i].strip()!r} {v:+.1f}" for v, i in moved)
    return View(
        f'<div style="{GROUND}">{heat_legend(what, scale)}{html}</div>', f"{what}, most at: {said}"
    )


def heat_legend(what: str, scale: float = SCALE) -> str:
    """The line over a coloured passage that says what its colours mean, as HTML."""
    ends = [
        _token(f"{words} {share * scale:+g} or {side} ", share * scale, "", scale)
        for words, share, side in ENDS
    ]
    told = f"{escape(what)}: {'; '.join(ends).replace(SPACE, ' ')}; underlined from half of that on"
    return f'<div style="font-size:.85em;color:#5a5a5a">{told}</div>'


def heat_style(share: float) -> str:
    """How a token looks that moved by `share` of the scale, as CSS; nothing where it is NaN."""
    if share != share:
        return ""
    line = (
        "text-decoration:underline;"
        if share > 0
        else "text-decoration:underline dotted;font-style:italic;"
    )
    return f"background:{_ground(share)};{line if abs(share) >= 0.5 else ''}"


def delta_notes(deltas) -> list[str]:
    """For each token of `deltas.Deltas` the line that is told when the pointer rests on it."""
    return [
        f"rise {row['delta']:+.2f}, rank {row['rank_baseline']} -> {row['rank_reinforced']}, "
        f"probability {row['probability_baseline']:.3f} -> {row['probability_reinforced']:.3f}; most raised here: {row['most_raised']!r}"
        for row in deltas.rows()
    ]


def delta_text(
    deltas, measure: str = "delta", selected: int | None = None, kept: Collection[int] | None = None
) -> View:
    """`deltas.Deltas` of a passage: each token on the ground of one of MEASURES; resting on one tells ranks and probabilities."""
    return token_heat(
        deltas.tokens,
        getattr(deltas, measure),
        delta_notes(deltas),
        MEASURES[measure],
        SCALE,
        selected,
        kept,
    )


def token_card(deltas, position: int, count: int = 10) -> View:
    """One position of `deltas.Deltas`: what stands before it, what truly follows, and the `count` likeliest tokens of each model."""
    row, start = deltas.row(position), deltas.offsets[position][0]
    before, true = deltas.text[max(0, start - 60) : start], deltas.tokens[position]
    ranks = f"rank {row['rank_baseline']} → {row['rank_reinforced']}, probability {row['probability_baseline']:.3f} → "
    ranks += f"{row['probability_reinforced']:.3f}, delta {row['delta']:+.2f}, log-ratio {row['log_ratio']:+.2f}, KL {row['kl']:.2f}"
    head = f"{position}: …{shown(before)}▮ truly {shown(true)}: {ranks}"
    title = f'<div style="{GROUND}"><span style="color:#5a5a5a">{position}: …{escape(before)}▮</span> truly <b><u>{escape(shown(true))}</u></b>'
    title += f"<br>{escape(ranks)}</div>"
    sides = [_candidates(deltas, position, model, count) for model in ("baseline", "reinforced")]
    return View(
        f'<div style="{GROUND}">{title}{beside(sides)}</div>',
        "\n".join([head, *(side.text for side in sides)]),
    )


def beside(sides: Sequence[View]) -> str:
    """Tables side by side, close enough for a small screen, as HTML."""
    look = "display:inline-block;vertical-align:top;margin-right:1em;font-size:.92em"
    return "".join(
        f'<div style="{look}">{side.html.replace(PADDING, TIGHT)}</div>' for side in sides
    )


def watch_strips(deltas, names: Sequence[str] | None = None) -> View:
    """The watched tokens of `deltas.Deltas` over the positions: for each a row of its own deltas, and where it rose most."""
    watched = {row["token"]: k for k, row in enumerate(deltas.watch(len(deltas.tokens) - 1))}
    chosen = [name for name in watched if names is None or name in names]
    if not chosen:
        raise InputError(
            "No watched token",
            value=list(names or ()),
            remedy="choose of " + ", ".join(map(repr, watched)),
        )
    lines, said = [], []
    for name in chosen:
        k = watched[name]
        rises = (
            deltas.watched.logit_reinforced[:, k] - deltas.watched.logit_baseline[:, k]
        ).tolist()
        best = max((rise, t) for t, rise in enumerate(rises) if rise == rise)
        cells = "".join(
            f'<span title="{escape(f"{t}: {shown(token)} {rise:+.1f}")}" style="flex:1;height:1em;'
            f'background:{_ground(rise / SCALE)}"></span>'
            for t, (token, rise) in enumerate(zip(deltas.tokens, rises, strict=True))
        )
        told = f"most before {shown(deltas.tokens[best[1]])} ({best[1]}), by {best[0]:+.1f}"
        head = f'<div><b>{escape(shown(name))}</b> <span style="color:#5a5a5a">{escape(told)}</span></div>'
        lines.append(
            f'{head}<div style="display:flex;margin-bottom:.3em;border:1px solid #d9d9d9">{cells}</div>'
        )
        said.append(f"{shown(name)}: {told}")
    return View(f'<div style="{GROUND}line-height:1.3">{"".join(lines)}</div>', "\n".join(said))


def word_bars(
    words: Sequence[str],
    scores: Mapping[str, Sequence[float]],
    caption: str = "",
    spans: Mapping[str, tuple[float, float]] | None = None,
) -> View:
    """The same words scored several times side by side. `scores`: name -> one number per word. The highest of each column is marked.

    A bar begins at zero and is cut off at the ends of its column's span (`spans`, else WORD_SPAN, logits); the figure beside it is not.
    """
    if not words or {len(column) for column in scores.values()} != {len(words)}:
        raise InputError(
            "There must be one score per word",
            value={k: len(v) for k, v in scores.items()},
            remedy=f"give {len(words)} each",
        )
    best = {
        name: max(range(len(words)), key=lambda k, column=column: float(column[k]))
        for name, column in scores.items()
    }
    reach = {name: (spans or {}).get(name, WORD_SPAN) for name in scores}
    body = [
        [
            (f"<b>{escape(shown(word))}</b>", CELL),
            *(
                (_bar(float(column[k]), reach[name], best[name] == k), NUMBER)
                for name, column in scores.items()
            ),
        ]
        for k, word in enumerate(words)
    ]
    plain = [
        {"word": shown(word), **{name: float(column[k]) for name, column in scores.items()}}
        for k, word in enumerate(words)
    ]
    said = "; ".join(f"highest in {name}: {words[k]}" for name, k in best.items())
    heads = [("word", CELL), *((name, CELL) for name in scores)]
    return View(
        _table(heads, body, caption, raw=True), f"{table(plain, caption, digits=1).text}\n{said}"
    )


def label_strip(rows: Sequence[Mapping], caption: str = "") -> View:
    """Token over label. Rows {"token", "label" or None, "reason"}: the text's own next token, the label in its place, and why.

    A label unlike the token is bold and underlined; where there is none stands a dash; the reason is a mark that the legend explains, and
    its word when the pointer rests there.
    """
    pieces, words = [], []
    used = [reason for reason in MARKS if any(row["reason"] == reason for row in rows)]
    legend = "; ".join(f"{MARKS[reason]} {reason.replace('_', ' ')}" for reason in used)
    caption = "; ".join(filter(None, [caption, legend]))
    for row in rows:
        token, label = shown(row["token"]), "–" if row["label"] is None else shown(row["label"])
        changed = row["label"] is not None and row["label"] != row["token"]
        lower = (f"<b><u>{escape(label)}</u></b>" if changed else escape(label)) + MARKS.get(
            row["reason"], ""
        )
        pieces.append(
            f'<span title="{escape(row["reason"].replace("_", " "))}" style="display:inline-block;margin:0 .12em .35em;padding:0 .15em;'
            f'border-left:1px solid #d9d9d9;text-align:left"><span style="display:block">{escape(token)}</span>'
            f'<span style="display:block;color:{"#8a3b00" if changed else "#5a5a5a"}">{lower}</span></span>'
        )
        words.append(f"{row['token']}>{label}" if changed else row["token"])
    head = f'<div style="font-size:.85em;color:#5a5a5a">{escape(caption)}</div>' if caption else ""
    return View(
        f'<div style="{GROUND}font-family:monospace;font-size:.9em">{head}{"".join(pieces)}</div>',
        caption + "\n" + "".join(words),
    )


def label_columns(groups: Sequence[Mapping], caption: str = "", framed: int | None = None) -> View:
    """Original over translation over label over reason (`inspector.Pages.columns`); the position `framed` is outlined.

    A label unlike the token is bold and underlined, its reason a mark and a word; `=` is the text's own or the baseline's own word.
    """
    pieces, words = [], []
    for group in groups:
        told = escape("".join(map(shown, group["translated"])) or "∅")
        same = [one["token"] for one in group["tokens"]] == list(group["translated"])
        told = (
            f'<span style="color:#5a5a5a">{told}</span>'
            if same
            else f'<i style="color:#00527a">{told}</i>'
        )
        cells = []
        for k, one in enumerate(group["tokens"]):
            label = "–" if one["label"] is None else shown(one["label"])
            changed = one["label"] is not None and one["label"] != one["token"]
            lower = (
                f'<b><u style="color:#8a3b00">{escape(label)}</u></b>' if changed else escape(label)
            )
            reason = escape(f"{MARKS.get(one['reason'], '=')} {one['reason'].replace('_', ' ')}")
            edge = "outline:2px solid #1b1b1b;" if one["position"] == framed else ""
            rows = (
                escape(shown(one["token"])),
                "&nbsp;" if k else told,
                lower,
                f'<span style="{SMALL}">{reason}</span>',
            )
            cells.append(
                f'<span title="position {one["position"]}" style="{COLUMN}{edge}">{"<br>".join(rows)}</span>'
            )
            words.append(f"{one['token']}>{label}" if changed else one["token"])
        pieces.append(f'<span style="{GROUP}">{"".join(cells)}</span>')
    head = f"{caption}. From above: the text, its translation (in italics where it differs), the label, the reason"
    head = f'<div style="font-family:sans-serif;color:#5a5a5a">{escape(head)}</div>'
    html = f'<div style="{GROUND}font-family:monospace;font-size:.95em;line-height:1.35">{head}{"".join(pieces)}</div>'
    return View(html, caption + "\n" + "".join(words))


def shown(token: str) -> str:
    """A token with white space that can be seen: an open box for a leading space, a bent arrow for a line end."""
    return token.replace(" ", "␣").replace("\n", "⏎").replace("\r", "␍").replace("\t", "⇥") or "∅"


def _bar(value: float, span: tuple[float, float], best: bool) -> str:
    low, high = span
    zero, end = (100 * (min(max(x, low), high) - low) / (high - low) for x in (0.0, value))
    left, width = min(zero, end), abs(end - zero)
    colour = f"rgb({','.join(map(str, UP if best else DOWN))})"
    bar = f'<span style="position:absolute;left:{left:.1f}%;width:{width:.1f}%;top:.15em;bottom:.15em;background:{colour}"></span>'
    axis = f'<span style="position:absolute;left:{zero:.1f}%;width:1px;top:0;bottom:0;background:#6a6a6a"></span>'
    figure = f"<b><u>{value:.1f}</u></b> ◀" if best else f"{value:.1f}&nbsp;&nbsp;&nbsp;"
    track = f'<span style="position:relative;display:inline-block;width:8em;height:1.2em;vertical-align:middle">{bar}{axis}</span>'
    return f'{track}<span style="display:inline-block;width:4.5em">{figure}</span>'


def _candidates(deltas, position: int, model: str, count: int) -> View:
    rows, true = deltas.candidates(position, model)[:count], int(deltas.input_ids[position])
    return table(
        [
            {
                model: shown(row["token"]) + (" ◀" if row["id"] == true else ""),
                "prob.": row[f"probability_{model}"],
                "logit": row[f"logit_{model}"],
                "delta": f"{row['delta']:+.2f}",
                "ranks": f"{row['rank_baseline']} → {row['rank_reinforced']}",
            }
            for row in rows
        ]
        or [{model: "nothing was read here"}]
    )


def _ground(share: float) -> str:
    """White at 0, the full colour of what rose or fell at 1 and -1."""
    if share != share:
        return "#ffffff"
    share = max(-1.0, min(1.0, share))
    mixed = [round(255 + abs(share) * (part - 255)) for part in (UP if share > 0 else DOWN)]
    return f"rgb({mixed[0]},{mixed[1]},{mixed[2]})"


def _token(token: str, value: float, note: str, scale: float, selected: bool = False) -> str:
    style = "outline:2px solid #1b1b1b;font-weight:bold;" if selected else ""
    style += heat_style(value / scale)
    body = escape(token).replace("\r\n", "\n").replace(" ", SPACE).replace("\n", "⏎\n")
    title = f' title="{escape(note)}"' if note else ""
    return f'<span{title} style="color:#1b1b1b;{style}">{body}</span>'


def _table(
    heads: Sequence[tuple[str, str]],
    body: Sequence[Sequence[tuple[str, str]]],
    caption: str,
    raw: bool = False,
) -> str:
    first = "".join(f'<th scope="col" style="{style}">{escape(head)}</th>' for head, style in heads)
    lines = [
        "".join(f'<td style="{style}">{cell if raw else escape(cell)}</td>' for cell, style in row)
        for row in body
    ]
    title = f'<caption style="{CAPTION}">{escape(caption)}</caption>' if caption else ""
    rows = "".join(f"<tr>{line}</tr>" for line in lines)
    return f'<table style="border-collapse:collapse;background:#ffffff">{title}<thead><tr>{first}</tr></thead><tbody>{rows}</tbody></table>'


def _cell(value: object, digits: int) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool | int | str):
        return str(value)
    if isinstance(value, float):
        return f"{value:.{digits}f}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_cell(part, digits) for part in value) + "]"
    return str(value)


def _aligned(rows: Sequence[Sequence[str]], numeric: Sequence[bool]) -> str:
    widths = [max(len(row[k]) for row in rows) for k in range(len(numeric))]
    lines = [
        [
            c.rjust(w) if right else c.ljust(w)
            for c, w, right in zip(row, widths, numeric, strict=True)
        ]
        for row in rows
    ]
    return "\n".join("  ".join(line).rstrip() for line in lines)
