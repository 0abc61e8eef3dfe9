"""A passage as a picture, each token on the ground of its delta: the static twin of 02's viewer, for a page that shows no HTML."""

from collections.abc import Mapping, Sequence

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from whp_kit.errors import InputError
from whp_kit.views.figures import INK, ORANGE, SKY, STYLE, Picture, visible


def delta_passage(rows: Sequence[Mapping], title: str, scale: float, columns: int = 104) -> Picture:
    """A passage, each token of rows {"token", "delta"} (`Deltas.rows`) on the ground of its delta, full colour at `scale`.

    From half of `scale` on a token is underlined too, dotted where it fell. Spaces are dots, line ends bent arrows; NaN has no ground.
    InputError: no rows.
    """
    rows = [dict(row) for row in rows]
    if not rows:
        raise InputError(
            "There is no token to draw", remedy="give the rows of a passage that is not empty"
        )
    moved = sorted(
        (row for row in rows if row["delta"] == row["delta"]), key=lambda row: -row["delta"]
    )[:3]
    said = ", ".join(f"{visible(row['token'])} by {row['delta']:.1f}" for row in moved)
    pieces, x, y = [], 0, 0
    for row in rows:
        for text in (
            row["token"].replace(" ", "·").replace("\r", "").replace("\n", "⏎\n").split("\n")
        ):
            x, y = (0, y + 1) if x + len(text) > columns else (x, y)
            pieces.append((x, y, text, row["delta"]))
            x += len(text)
            if text.endswith("⏎"):
                x, y = 0, y + 1
    with rc_context(STYLE):
        picture, axes, size = sheet(f"{title}. Most raised: {said}.", rows, title, columns, y + 1)
        for x, y, text, delta in pieces:
            share = 0.0 if delta != delta else max(-1.0, min(1.0, delta / scale))
            ground = ORANGE if share > 0 else SKY
            axes.add_patch(
                Rectangle(
                    (x, y - 0.42), len(text), 0.84, facecolor=ground, alpha=abs(share), linewidth=0
                )
            )
            if abs(share) >= 0.5:
                axes.plot(
                    (x, x + len(text)),
                    (y + 0.36,) * 2,
                    color=INK,
                    linewidth=1,
                    linestyle="-" if share > 0 else ":",
                )
            axes.text(x, y, text, va="center", family="monospace", fontsize=size, parse_math=False)
    return picture


def sheet(
    alt: str, data: Sequence[Mapping], title: str, columns: int, lines: int, width: float = 9.6
) -> tuple[Picture, Axes, float]:
    """(picture, axes, points): a page `width` inches wide of so many lines of letters that are all as wide, one unit of the axes each."""
    picture = Picture(alt=alt, data=data, size=(width, 0.24 * (lines + 2)))
    picture.set_layout_engine("none")
    axes = picture.add_axes((0.01, 0, 0.98, 1))
    axes.set(xlim=(0, columns), ylim=(lines + 0.2, -1.8))
    axes.set_axis_off()
    axes.text(0, -1.2, title, va="center", fontsize=11, parse_math=False)
    return (
        picture,
        axes,
        0.98 * width / columns * 72 / 0.602,
    )  # points at which a letter is one unit wide
