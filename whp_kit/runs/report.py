"""One HTML file that tells a run: the tables of `scores.json`, then each notebook as it ran.

Pictures are inside, styles are inside, nothing is fetched and nothing is executed: what a notebook shows as HTML passes a
filter that takes scripts, frames and outside addresses out. Reads the run; writes the one file.
"""

import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path

from whp_kit.errors import MissingArtifact
from whp_kit.files import read_json, write_text
from whp_kit.models.names import COMPARED_ROLES
from whp_kit.runs.store import Run

SCORES_STEP, SCORES_FILE = "06_probe_completions", "scores.json"
DROPPED = {
    "script",
    "iframe",
    "object",
    "embed",
    "link",
    "meta",
    "base",
    "form",
    "applet",
    "audio",
    "video",
    "source",
    "noscript",
    "template",
}
VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
}
FETCHING = {
    "src",
    "srcset",
    "href",
    "xlink:href",
    "action",
    "formaction",
    "poster",
    "data",
    "background",
    "ping",
}
STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #ffffff; --faint: #6a6a6a; --line: #d9d9d9; --well: #f5f5f5; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e6e6; --paper: #161616; --faint: #9c9c9c; --line: #3a3a3a; --well: #202020; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
body { max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3 { line-height: 1.2; } h2 { border-top: 1px solid var(--line); padding-top: 1.5rem; margin-top: 2.5rem; }
table { border-collapse: collapse; margin: .75rem 0; display: block; overflow-x: auto; }
th, td { padding: .25rem .75rem; border-bottom: 1px solid var(--line); text-align: left; } td.figure, th.figure { text-align: right; }
pre { background: var(--well); padding: .6rem .8rem; overflow-x: auto; font-size: .85rem; white-space: pre-wrap; }
img { max-width: 100%; background: #ffffff; } .faint, summary { color: var(--faint); font-size: .9rem; } summary { cursor: pointer; }
.output { margin: .5rem 0 1rem; overflow-x: auto; } .failed { border-left: 4px solid #b3261e; padding-left: .75rem; }
"""


def write_report(run: Run, notebooks: list[Path], path: Path | None = None) -> Path:
    """Writes the report of `run` from its executed notebooks (and scores, where 06 has been run); returns its path."""
    path = path or run.folder / "report.html"
    parts = [f"<h1>whp-kit: run {html.escape(run.name)}</h1>", _facts(run)]
    scores = read_scores(run)
    if scores is not None:
        for title, rows in tables(scores).items():
            parts += [f"<h3>{html.escape(title)}</h3>", html_table(rows)]
    parts += ["<h3>What it cost</h3>", html_table(cost_rows(run))]
    names = [html.escape(one.stem) for one in notebooks]
    parts.append(
        "<p>Notebooks: " + ", ".join(f'<a href="#{name}">{name}</a>' for name in names) + "</p>"
    )
    parts += [_notebook(one) for one in notebooks]
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    )
    head += f"<title>whp-kit: {html.escape(run.name)}</title><style>{STYLE}</style>"
    text = (
        f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head><body>\n'
        + "\n".join(parts)
        + "\n</body></html>\n"
    )
    return write_text(path, text)


def read_scores(run: Run) -> dict | None:
    """The scores of the run; None where 06 has not been run."""
    try:
        return read_json(run.peek(SCORES_STEP).path(SCORES_FILE))
    except MissingArtifact:
        return None


def tables(scores: dict) -> dict[str, list[list[str]]]:
    """title -> rows of text, the first the header: familiarity, benchmarks, neighbours, curve. What is absent is left out."""
    precision = scores.get("precision", "?")
    header = ["", *(name.replace("_", "-") for name in COMPARED_ROLES), "n"]
    found = {
        f"Familiarity, measured in {precision} (0 = has forgotten)": [
            header,
            *_rows(scores.get("familiarity", {})),
        ]
    }
    found["Tasks, share right"] = [header, *_rows(scores.get("benchmarks", {}))]
    found["Neighbouring fictions, share of facts recalled"] = [
        header,
        *_rows(scores.get("neighbours", {})),
    ]
    compared = scores.get("never_knew_comparison") or {}
    found["Beside a model that never knew the target"] = [
        [*header, "forgotten"],
        *([*row, {True: "yes", False: "no", None: "-"}[compared[name]["forgotten"]]]
          for name, row in zip(compared, _rows(compared), strict=True)),
    ]  # fmt: skip
    found["Completion familiarity at other precisions"] = _precisions(scores)
    summary = (scores.get("stress") or {}).get("summary", [])
    failed = [
        row
        for row in summary
        if row["verdict"] in ("came back", "still there", "more than never-knew", "lost")
    ]
    found[f"Trials to get it back: {len(failed)} of {len(summary)} that did not hold"] = [
        ["", "unlearned", "never-knew", "n", "verdict"],
        *(
            [
                row["trial"],
                *(figure(row.get(key)) for key in ("unlearned", "never_knew", "n", "verdict")),
            ]
            for row in failed
        ),
    ]
    curve = scores.get("curve", [])
    if curve:
        keys = list(curve[0])
        found["The fall, by optimiser step"] = [
            [key.replace("_", " ") for key in keys],
            *([figure(row.get(key)) for key in keys] for row in curve),
        ]
    return {title: rows for title, rows in found.items() if len(rows) > 1}


def cost_rows(run: Run) -> list[list[str]]:
    """Seconds and peak memory of each step, from the manifests."""
    costs = run.costs()
    rows = [
        [step, f"{seconds:.0f}", f"{costs['peak_memory_bytes'][step] / 1e9:.2f}"]
        for step, seconds in costs["seconds"].items()
    ]
    total = sum(costs["seconds"].values())
    largest = max(costs["peak_memory_bytes"].values(), default=0)
    return [
        ["step", "seconds", "peak memory, GB"],
        *rows,
        ["together (memory: the largest)", f"{total:.0f}", f"{largest / 1e9:.2f}"],
    ]


def figure(value: object) -> str:
    """A number as the tables show it: counts whole, shares to three places, an interval as its two ends, nothing as a dash."""
    if value is None:
        return "-"
    if isinstance(value, list):
        return " to ".join(figure(end) for end in value)
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def text_table(rows: list[list[str]]) -> str:
    """Rows as aligned plain text, the first column left, the others right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(
            [
                row[0].ljust(widths[0]),
                *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
            ]
        )
        for row in rows
    ]
    return "\n".join(line.rstrip() for line in lines)


def html_table(rows: list[list[str]]) -> str:
    """Rows as an HTML table, everything escaped, the first row the header."""

    def line(row: list[str], tag: str) -> str:
        cells = [
            f"<{tag}{' class=figure' if column else ''}>{html.escape(cell)}</{tag}>"
            for column, cell in enumerate(row)
        ]
        return "<tr>" + "".join(cells) + "</tr>"

    return f"<table>{line(rows[0], 'th')}{''.join(line(row, 'td') for row in rows[1:])}</table>"


def inert(text: str) -> str:
    """HTML without what would run or be fetched: scripts, frames, event handlers, outside addresses (links of `<a>` stay)."""
    parser = _Inert()
    parser.feed(text)
    parser.close()
    return "".join(parser.kept)


class _Inert(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.kept: list[str] = []
        self.inside: list[str] = []  # dropped elements that are open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in DROPPED:
            if tag not in VOID:
                self.inside.append(tag)
        elif not self.inside:
            kept = [(name, value) for name, value in attrs if _harmless(tag, name, value or "")]
            self.kept.append(
                f"<{tag}"
                + "".join(f' {name}="{html.escape(value or "")}"' for name, value in kept)
                + ">"
            )

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in DROPPED:
            self.handle_starttag(tag, attrs)
            if tag not in VOID and not self.inside:
                self.kept.append(f"</{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if self.inside:
            if tag == self.inside[-1]:
                self.inside.pop()
        elif tag not in DROPPED:
            self.kept.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.kept.append(
                re.sub(r"url\s*\(|@import|expression\s*\(", "none(", data, flags=re.IGNORECASE)
                if self.cdata_elem == "style"
                else data
            )

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")


def _harmless(tag: str, name: str, value: str) -> bool:
    if name.startswith("on") or name in ("srcdoc", "http-equiv"):
        return False
    if name == "style":
        return not re.search(r"url\s*\(|expression|@import|\\", value, flags=re.IGNORECASE)
    if name in FETCHING:
        plain = re.sub(r"[\x00-\x20]", "", value).lower()
        return (
            plain.startswith("#")
            or plain.startswith("data:image/")
            or (tag == "a" and name == "href" and plain.startswith(("http:", "https:")))
        )
    return True


def _rows(section: dict) -> list[list[str]]:
    rows = []
    for name, entry in section.items():
        cells = [figure(entry.get(column)) for column in COMPARED_ROLES]
        if isinstance(entry.get("ci95"), dict):
            bounds = [entry["ci95"].get(column) for column in COMPARED_ROLES]
            cells = [
                f"{cell} [{low:.3f}, {high:.3f}]" if (low, high) != (None, None) else cell
                for cell, (low, high) in zip(cells, map(_pair, bounds), strict=True)
            ]
        rows.append([name.replace("_", " "), *cells, figure(entry.get("n"))])
    return rows


def _precisions(scores: dict) -> list[list[str]]:
    parts = {
        "unlearned": "precisions",
        "unlearned, merged": "precisions_merged",
        "never-knew": "precisions_never_knew",
    }
    known = {name: scores[key] for name, key in parts.items() if scores.get(key)}
    names = list(next(iter(known.values()), {}))
    return [
        ["", *names],
        *([name, *(figure(values.get(one)) for one in names)] for name, values in known.items()),
    ]


def _pair(bounds: object) -> tuple:
    return tuple(bounds) if isinstance(bounds, list | tuple) and len(bounds) == 2 else (None, None)


def _facts(run: Run) -> str:
    steps = run.steps()
    if not steps:
        return ""
    manifest = run.peek(steps[-1]).manifest
    dirty = " (with changes)" if manifest.get("dirty") else ""
    commit = (manifest.get("commit") or "no clone")[:12] + dirty
    versions = ", ".join(f"{name} {version}" for name, version in manifest["versions"].items())
    facts = {
        "finished": manifest["started"], "seed": manifest["seed"], "device": manifest["device"], "dtype": manifest["dtype"],
        "quantisation": manifest["quantisation"], "commit": commit, "versions": versions,
    }  # fmt: skip
    return (
        '<p class="faint">'
        + "; ".join(
            f"{name}: {html.escape(str(value))}"
            for name, value in facts.items()
            if value is not None
        )
        + "</p>"
    )


def _notebook(path: Path) -> str:
    import mistune

    if not path.is_file():
        return f'<h2 id="{html.escape(path.stem)}">{html.escape(path.stem)}</h2><p>Not run.</p>'
    to_html = mistune.create_markdown(escape=False, plugins=["table", "math", "strikethrough"])
    parts = [f'<h2 id="{html.escape(path.stem)}">{html.escape(path.stem)}</h2>']
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(inert(to_html(source)))
        elif cell["cell_type"] == "code" and source.strip():
            parts.append(
                f"<details><summary>code</summary><pre>{html.escape(source)}</pre></details>"
            )
            parts += [
                f'<div class="output">{shown}</div>'
                for shown in map(_output, _merged(cell.get("outputs", [])))
                if shown
            ]
    return "\n".join(parts)


def _merged(outputs: list[dict]) -> list[dict]:
    """Lines that were printed one after the other as one output."""
    merged: list[dict] = []
    for output in outputs:
        if (
            output["output_type"] == "stream"
            and merged
            and merged[-1].get("name") == output["name"]
        ):
            merged[-1] = merged[-1] | {
                "text": "".join(merged[-1]["text"]) + "".join(output["text"])
            }
        else:
            merged.append(output)
    return merged


def _output(output: dict) -> str:
    kind = output["output_type"]
    if kind == "stream":
        return f"<pre>{html.escape(_settled(''.join(output['text'])))}</pre>"
    if kind == "error":
        return f'<pre class="failed">{html.escape(output["ename"])}: {html.escape(output["evalue"])}</pre>'
    data = {
        name: "".join(value) if isinstance(value, list) else value
        for name, value in output.get("data", {}).items()
    }
    if "text/html" in data:
        return inert(data["text/html"])
    if "image/svg+xml" in data:
        return inert(data["image/svg+xml"])
    for name in ("image/png", "image/jpeg"):
        if name in data:
            alt = html.escape(data.get("text/plain", "figure"))
            return f'<img alt="{alt}" src="data:{name};base64,{re.sub(r"[^A-Za-z0-9+/=]", "", data[name])}">'
    if (
        "application/vnd.jupyter.widget-view+json" in data
    ):  # a live panel; its static form is an output of its own
        return ""
    return f"<pre>{html.escape(_settled(data['text/plain']))}</pre>" if "text/plain" in data else ""


def _settled(text: str) -> str:
    """A stream as a terminal would leave it: colours out, of a line that was written over only the last form."""
    text = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", text).replace("\r\n", "\n")
    return "\n".join(line.rstrip("\r").rsplit("\r", 1)[-1] for line in text.split("\n")).strip("\n")
