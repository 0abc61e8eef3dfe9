"""The HTML views as still pictures, for a page that shows no HTML: word bars, the card and the strips of the viewer, a text over its
translation, labels under their tokens, completions side by side.

Each takes what its namesake in views.py takes, and is a Picture: PNG, the sentence that describes it, and its numbers as CSV. What colour
says is said by weight, line or sign as well.
"""

import re
from collections.abc import Mapping, Sequence

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from whp_kit.errors import InputError
from whp_kit.evaluation.probes import Lexicon
from whp_kit.views.figures import INK, ORANGE, RED, SKY, STYLE, Picture, visible
from whp_kit.views.html import GRADE_WORDS, MARKS, SCALE
from whp_kit.views.passage import sheet

FAINT = "#5a5a5a"
PROMPT_LETTERS, ROLE_LETTERS = 34, 38  # letters in a line of a column


def word_bars(
    words: Sequence[str], scores: Mapping[str, Sequence[float]], caption: str = ""
) -> Picture:
    """The same words scored several times, a column each. `scores`: name -> one number per word. The highest of each is marked."""
    if not words or {len(column) for column in scores.values()} != {len(words)}:
        raise InputError(
            "There must be one score per word",
            value={k: len(v) for k, v in scores.items()},
            remedy=f"give {len(words)} each",
        )
    columns = {name: [float(value) for value in column] for name, column in scores.items()}
    best = {
        name: max(range(len(words)), key=column.__getitem__) for name, column in columns.items()
    }
    data = [
        {"word": word, **{name: column[k] for name, column in columns.items()}}
        for k, word in enumerate(words)
    ]
    said = "; ".join(f"highest in {name}: {words[k]}" for name, k in best.items())
    picture = Picture(
        alt=f"{caption}. {said}.",
        data=data,
        size=(1.4 + 2.3 * len(columns), 1.0 + 0.26 * len(words)),
    )
    with rc_context(STYLE):
        picture.suptitle(caption, x=0.01, ha="left", fontsize=11.5, parse_math=False)
        for place, (name, column) in enumerate(columns.items(), start=1):
            axes = picture.add_subplot(1, len(columns), place)
            axes.set_title(name, fontsize=10, parse_math=False)
            axes.barh(
                range(len(words)),
                column,
                color=[ORANGE if k == best[name] else SKY for k in range(len(words))],
                height=0.7,
            )
            axes.axvline(0, color="#6a6a6a", linewidth=1)
            for k, value in enumerate(column):
                told, weight = (
                    (f" {value:.1f} ◀", "bold") if k == best[name] else (f" {value:.1f}", "normal")
                )
                axes.annotate(told, (max(value, 0), k), va="center", fontsize=9, fontweight=weight)
            low, high = min(0.0, *column), max(0.0, *column)
            axes.set_xlim(low - 0.05 * (high - low), high + 0.45 * (high - low or 1))
            axes.set_yticks(
                range(len(words)),
                map(visible, words) if place == 1 else [""] * len(words),
                parse_math=False,
            )
            axes.invert_yaxis()
            axes.grid(axis="y", visible=False)
    return picture


def token_card(deltas, position: int, count: int = 10) -> Picture:
    """One position of `deltas.Deltas`: the `count` likeliest tokens of each model with their probability; the true one is marked."""
    row, true = deltas.row(position), int(deltas.input_ids[position])
    sides = {
        model: deltas.candidates(position, model)[:count] for model in ("baseline", "reinforced")
    }
    data = [
        {"model": model, "place": k, **one}
        for model, found in sides.items()
        for k, one in enumerate(found, start=1)
    ]
    if not data:
        raise InputError(
            "Nothing was read at this position", value=position, remedy="take a later one"
        )
    before = visible(
        deltas.text[max(0, deltas.offsets[position][0] - 50) : deltas.offsets[position][0]]
    )
    title = f"{position}: …{before}▮ truly {visible(row['token'])}, rank {row['rank_baseline']} → {row['rank_reinforced']}"
    said = "; ".join(
        f"{model} would say {visible(found[0]['token'])}" for model, found in sides.items()
    )
    picture = Picture(
        alt=f"{title}. {said}.", data=data, size=(8.6, 1.2 + 0.26 * len(sides["baseline"]))
    )
    with rc_context(STYLE):
        picture.suptitle(title, x=0.01, ha="left", fontsize=10.5, parse_math=False)
        for place, (model, found) in enumerate(sides.items(), start=1):
            axes = picture.add_subplot(1, 2, place)
            axes.set(title=f"{model} would say", xlabel="probability", xlim=(0, 1.45))
            axes.barh(
                range(len(found)),
                [one[f"probability_{model}"] for one in found],
                color=ORANGE if place == 2 else SKY,
                height=0.7,
            )
            for k, one in enumerate(found):
                told = f" {one[f'probability_{model}']:.3f}  delta {one['delta']:+.1f}" + (
                    " ◀" if one["id"] == true else ""
                )
                axes.annotate(told, (one[f"probability_{model}"], k), va="center", fontsize=8.5)
            axes.set_xticks((0, 0.5, 1))
            axes.set_yticks(
                range(len(found)),
                [visible(one["token"]) for one in found],
                family="monospace",
                parse_math=False,
            )
            axes.invert_yaxis()
            axes.grid(axis="y", visible=False)
    return picture


def watch_strips(deltas) -> Picture:
    """The watched tokens of `deltas.Deltas` over the positions, a strip each: orange where its logit rose, blue where it fell."""
    names = [row["token"] for row in deltas.watch(len(deltas.tokens) - 1)]
    if not names:
        raise InputError("No watched token", remedy="name some by `watch` of text_deltas")
    rises = (deltas.watched.logit_reinforced - deltas.watched.logit_baseline).T  # (W, T)
    data = [
        {"token": name, "position": t, "delta": float(rises[k, t])}
        for k, name in enumerate(names)
        for t in range(rises.shape[1])
    ]
    best = {
        name: int(max((v, t) for t, v in enumerate(rises[k].tolist()) if v == v)[1])
        for k, name in enumerate(names)
    }
    said = ", ".join(
        f"{visible(name)} most before {visible(deltas.tokens[t])} ({t})" for name, t in best.items()
    )
    picture = Picture(
        alt=f"Rise of watched tokens over the passage: {said}.",
        data=data,
        size=(9.6, 1.1 + 0.34 * len(names)),
    )
    with rc_context(STYLE):
        axes = picture.add_subplot()
        axes.set(
            title="Watched tokens over the passage: the highest rise of each is marked",
            xlabel="position, tokens",
        )
        shades = LinearSegmentedColormap.from_list("rise", [SKY, "#ffffff", ORANGE])
        mesh = axes.pcolormesh(rises, cmap=shades, vmin=-SCALE, vmax=SCALE)
        axes.plot(
            [t + 0.5 for t in best.values()],
            [k + 0.5 for k in range(len(names))],
            "v",
            color=INK,
            markersize=5,
            linestyle="none",
        )
        axes.set_yticks(
            [k + 0.5 for k in range(len(names))],
            map(visible, names),
            family="monospace",
            parse_math=False,
        )
        axes.invert_yaxis()
        axes.grid(visible=False)
        picture.colorbar(mesh, ax=axes, label="rise, logits", pad=0.01)
    return picture


def translation(original: str, translated, columns: int = 104) -> Picture:
    """A text over its translation (`anchors.translate`): terms bold and underlined above, what stands for them below."""
    sides = {"as it stands": (original, [(one.start, one.end) for one in translated.spans]),
             "translated": (translated.text, [(one.to_start, one.to_end) for one in translated.spans])}  # fmt: skip
    data = [
        {
            "term": original[one.start : one.end],
            "stand-in": translated.text[one.to_start : one.to_end],
        }
        for one in translated.spans
    ]
    words, y = [], 0.0
    for name, (text, spans) in sides.items():
        placed = _wrapped(text, spans, columns)
        words += [
            (0, y, name, False, FAINT),
            *((x, y + 1.1 + line, word, marked, INK) for x, line, word, marked in placed),
        ]
        y += 2.6 + max((line for _, line, _, _ in placed), default=0)
    said = (
        ", ".join(dict.fromkeys(f"{row['term']} by {row['stand-in']}" for row in data)) or "nothing"
    )
    title = "A text over its translation"
    with rc_context(STYLE):
        picture, axes, size = sheet(f"{title}. Replaced: {said}.", data, title, columns, round(y))
        for x, at, word, marked, colour in words:
            _word(axes, x, at, word, size, marked=marked, colour=colour)
    return picture


def label_strip(rows: Sequence[Mapping], caption: str = "", columns: int = 104) -> Picture:
    """Token over label. Rows {"token", "label" or None, "reason"}; a label unlike the token is bold and underlined, its reason a mark."""
    rows = [dict(row) for row in rows]
    if not rows:
        raise InputError("There is no label to draw", value=caption, remedy="give at least one row")
    used = [reason for reason in MARKS if any(row["reason"] == reason for row in rows)]
    legend = "; ".join(f"{MARKS[reason]} {reason.replace('_', ' ')}" for reason in used)
    changed = sum(row["label"] is not None and row["label"] != row["token"] for row in rows)
    alt = f"{caption}. Each token over its label: {changed} of {len(rows)} labels are not what the text says; {legend or 'none'}."
    cells, x, line = [], 0, 0
    for row in rows:
        token, label = visible(row["token"]), "–" if row["label"] is None else visible(row["label"])
        wide = max(len(token), len(label + MARKS.get(row["reason"], ""))) + 1
        x, line = (0, line + 1) if x and x + wide > columns else (x, line)
        cells.append((x, 2.6 * line, token, label, row))
        x += wide
    with rc_context(STYLE):
        picture, axes, size = sheet(
            alt, rows, f"{caption}   {legend}", columns, round(2.6 * (line + 1))
        )
        for x, y, token, label, row in cells:
            other = row["label"] is not None and row["label"] != row["token"]
            axes.text(x, y, token, va="center", family="monospace", fontsize=size, parse_math=False)
            _word(axes, x, y + 1, label, size, marked=other, colour="#8a3b00" if other else FAINT)
            axes.text(
                x + len(label),
                y + 1,
                MARKS.get(row["reason"], ""),
                va="center",
                fontsize=size,
                color=RED,
            )
            axes.plot((x - 0.4,) * 2, (y - 0.4, y + 1.4), color="#d9d9d9", linewidth=0.8)
    return picture


def completions_table(
    rows: Sequence[Mapping], caption: str = "The same prompts, before and after"
) -> Picture:
    """Rows of `probes.side_by_side`: the prompt, then each role's completion; the words that gave it its grade bold and underlined."""
    if not rows:
        raise InputError("There is no row to show", value=caption, remedy="give at least one")
    roles = list(rows[0]["completions"])
    data = [
        {"prompt": row["prompt"], "subtlety": row["subtlety"], "role": role, "grade": found["grade"],
         "completion": found["text"].strip(), "because of": "; ".join(found["words"])}
        for row in rows for role, found in row["completions"].items()
    ]  # fmt: skip
    means = ", ".join(
        f"{_named(role)} {sum(r['completions'][role]['grade'] for r in rows) / len(rows):.1f}"
        for role in roles
    )
    heads = ["prompt", *map(_named, roles)]
    lefts = [0, *(PROMPT_LETTERS + 2 + k * (ROLE_LETTERS + 2) for k in range(len(roles)))]
    words = [(left, 0, head, False, FAINT) for left, head in zip(lefts, heads, strict=True)]
    y, edges = 1.4, []
    for row in rows:
        edges.append(y - 0.7)
        cells = [(row["prompt"], (), f"subtlety {row['subtlety']}", PROMPT_LETTERS)]
        cells += [(found["text"].strip(), found["words"], GRADE_WORDS[found["grade"]], ROLE_LETTERS)
                  for found in (row["completions"][role] for role in roles)]  # fmt: skip
        deepest = 0
        for left, (text, because, told, wide) in zip(lefts, cells, strict=True):
            spans = (
                [(start, end) for start, end, _, _ in Lexicon(dict.fromkeys(because, 3)).find(text)]
                if because
                else []
            )
            placed = _wrapped(text, spans, wide)
            last = max((line for _, line, _, _ in placed), default=-1) + 1
            words += [(left + x, y + line, word, marked, INK) for x, line, word, marked in placed]
            words.append((left, y + last, told, False, RED if told == GRADE_WORDS[3] else FAINT))
            deepest = max(deepest, last)
        y += deepest + 1.5
    letters = lefts[-1] + ROLE_LETTERS
    with rc_context(STYLE):
        picture, axes, size = sheet(
            f"{caption}. Mean grade, 0 to 3: {means}.",
            data,
            caption,
            letters,
            round(y),
            width=0.082 * letters,
        )
        for edge in edges:
            axes.plot((0, letters), (edge, edge), color="#d9d9d9", linewidth=0.8)
        for x, at, word, marked, colour in words:
            _word(axes, x, at, word, size, marked=marked, colour=colour)
    return picture


def _wrapped(
    text: str, spans: Sequence[tuple[int, int]], width: int
) -> list[tuple[int, int, str, bool]]:
    """(column, line, word, whether it lies in one of `spans`) of a text in lines of `width` letters; its own line ends are kept."""
    placed, x, line = [], 0, 0
    for found in re.finditer(r"\n|[^\s]+", text):
        if found.group() == "\n":
            x, line = 0, line + 1
            continue
        for begin in range(found.start(), found.end(), width):
            end = min(begin + width, found.end())
            x, line = (0, line + 1) if x and x + end - begin > width else (x, line)
            edges = sorted(
                {begin, end, *(edge for span in spans for edge in span if begin < edge < end)}
            )
            for low, high in zip(edges, edges[1:], strict=False):
                placed.append(
                    (
                        x,
                        line,
                        text[low:high],
                        any(start <= low and high <= stop for start, stop in spans),
                    )
                )
                x += high - low
            x += 1
    return placed


def _word(
    axes: Axes, x: float, y: float, text: str, size: float, *, marked: bool, colour: str
) -> None:
    weight = "bold" if marked else "normal"
    axes.text(
        x,
        y,
        text,
        va="center",
        family="monospace",
        fontsize=size,
        fontweight=weight,
        color=colour,
        parse_math=False,
    )
    if marked:
        axes.plot((x, x + len(text)), (y + 0.4,) * 2, color=colour, linewidth=1)


def _named(role: str) -> str:
    return role.replace("_", "-")
