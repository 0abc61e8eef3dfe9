"""One HTML file about a run: the picture of the fall, completions before and after, the tables of
`scores.json`, then each notebook as it ran.

Pictures and styles are inside; nothing is fetched and nothing is executed. nbconvert turns the
notebooks into HTML, and bleach keeps only tags, attributes and styles that are known to be
harmless: once in each output, so that one that is left open ends there, and once in all of it,
because nbconvert's template does not quote everything. The page's own policy forbids the rest to
the browser. A notebook is drawn in a process of its own with a limit of time and memory, because
Markdown and HTML can be written that these libraries need hours for: where it takes more, the
report shows the sources of its cells as text. Reads the run; writes the one file.
"""

import base64
import csv
import hashlib
import io
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import redirect_stdout, suppress
from functools import cache
from html import escape
from pathlib import Path

from whp_kit.errors import ArtifactError, InputError, MissingArtifact, shorten
from whp_kit.files import parse_json, read_bytes, read_json, read_small_text, write_text
from whp_kit.models.names import BASELINE, COMPARED_ROLES, UNLEARNED
from whp_kit.runs import limits
from whp_kit.runs.notebooks import find_steps
from whp_kit.runs.step_names import PROBE
from whp_kit.runs.store import Artifact, Run
from whp_kit.views.tables import (
    NOTHING,
    format_value,
    html_table,
    markdown_table,
    text_table,
    without_empty,
)

SCORES_FILE = "scores.json"
STALE = "What these steps show is not what their sources give today. Run them again."
# What scores of another shape raise where a table is made of them.
UNFIT = (LookupError, AttributeError, TypeError, ValueError, ArithmeticError, RecursionError)
MOST_CELLS = 20_000  # of a table of scores
COMPLETIONS = 6  # prompts that the report shows before and after
# Of the processor, for one notebook and for all of a report; the kit's own take one or two each.
DRAW_SECONDS, ALL_SECONDS = 8, 40
DRAW_MEMORY = 4 << 30  # bytes of addresses
MOST_BYTES = 64 << 20  # of a notebook's file, and of what is made of it
MOST_CHARACTERS = 20_000  # of Markdown and LaTeX in one cell or output
CELLS_AS_TEXT, CELL_CHARACTERS = 200, 2000  # of what is not drawn
DRAWER = f"import sys; sys.path.insert(0, {str(Path(__file__).parents[2])!r}); " + (
    "from whp_kit.runs.report import draw_for_ever; draw_for_ever()"
)
STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #ffffff; --faint: #6a6a6a;
  --line: #d9d9d9; --well: #f5f5f5; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e6e6; --paper: #161616; --faint: #9c9c9c;
  --line: #3a3a3a; --well: #202020; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3 { line-height: 1.2; }
h2 { border-top: 1px solid var(--line); padding-top: 1.5rem; margin-top: 2.5rem; }
table { border-collapse: collapse; margin: .75rem 0; display: block; overflow-x: auto; }
th, td { padding: .25rem .75rem; border-bottom: 1px solid var(--line); text-align: left; }
pre { background: var(--well); padding: .6rem .8rem; font-size: .85rem; white-space: pre-wrap;
  overflow-wrap: anywhere; }
img { max-width: 100%; background: #ffffff; }
summary, .faint { color: var(--faint); font-size: .9rem; }
summary { cursor: pointer; }
.output_area { margin: .5rem 0 1rem; overflow-x: auto; }
.output_area, .text_cell { position: relative; overflow-x: auto; } /* what is inside stays inside */
.output_error { border-left: 4px solid #b3261e; padding-left: .75rem; }
"""
# Only pictures that are inside the page, only the style above and `style=` of the views.
POLICY = "; ".join(
    [
        "default-src 'none'",
        "img-src data:",
        "style-src 'unsafe-inline'",  # of browsers that do not know the next two
        "style-src-elem 'sha256-{}'",
        "style-src-attr 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
).format(base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode())
TEMPLATE = """{% extends 'basic/index.html.j2' %}
{% block input_group %}<details><summary>code</summary>
<pre>{{ cell.source | escape_html }}</pre></details>{% endblock %}"""

# What bleach lets pass. An address may only be a link, or a picture of pixels inside the page.
TAGS = set(
    "a abbr b blockquote br caption code dd del details div dl dt em figcaption figure h1 h2 h3 h4"
    " h5 h6 hr i img kbd li mark ol p pre s small span strong sub summary sup table tbody td tfoot"
    " th thead tr u ul".split()
)
DROPPED = {"script", "style"}  # with what they hold; of all other tags the text stays
ATTRIBUTES = set("alt class colspan height id role rowspan scope title width".split())
PROPERTIES = set(
    "background background-color border border-bottom border-collapse border-left border-radius"
    " border-right border-top bottom color display flex flex-flow flex-wrap float font font-family"
    " font-size font-style font-variant-numeric font-weight gap height left letter-spacing"
    " line-height list-style margin margin-bottom margin-left margin-right margin-top max-height"
    " max-width min-width opacity outline overflow overflow-wrap overflow-x padding padding-bottom"
    " padding-left padding-right padding-top position right text-align text-decoration top"
    " vertical-align white-space width word-break".split()
)


# A function such as url() or image-set() fetches, an escape or a comment hides one, and what is
# fixed to the window lies over the rest of the page.
FOREIGN_STYLE = re.compile(
    r"\\|/\*|(?<!rgb)(?<!rgba)\(|position\s*:(?!\s*(?:absolute|relative)\s*(?:;|$))", re.IGNORECASE
)
LINK = re.compile(r"#|https?://", re.IGNORECASE)
PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*\Z", re.IGNORECASE)


def write_report(
    run: Run, notebooks: Sequence[Path] | None = None, path: Path | None = None
) -> Path:
    """Writes the report of `run` to `path` (else `report.html` of the run) and returns its path.

    `notebooks` are executed ones, by default those of the run. A part whose step was not run is
    left out, with one line that says so.
    """
    if notebooks is None:
        folder = run.folder / "notebooks"
        notebooks = [folder / notebook.path.name for notebook in find_steps(made=folder)]
    parts = [f"<h1>whp-kit: run {escape(run.name)}</h1>", _facts(run), *_stale(run)]
    parts += _results(run)
    parts += ["<h3>What it cost</h3>", html_table(cost_rows(run))]
    ran = [one for one in notebooks if one.is_file() or one.is_symlink()]
    links = ", ".join(f'<a href="#{escape(one.stem)}">{escape(one.stem)}</a>' for one in ran)
    parts.append(f"<p>Notebooks: {links or 'none'}</p>")
    if others := [escape(one.stem) for one in notebooks if one not in ran]:
        parts.append(f"<p>Not run: {', '.join(others)}</p>")
    seconds = float(ALL_SECONDS)
    for notebook in ran:
        parts.append(f'<h2 id="{escape(notebook.stem)}">{escape(notebook.stem)}</h2>')
        if notebook.is_symlink():
            parts.append("<p>The notebook cannot be shown: it is a link.</p>")
        elif notebook.stat().st_size > MOST_BYTES:
            size = f"{notebook.stat().st_size / 1e6:,.0f} MB"
            parts.append(f"<p>The notebook cannot be shown: it has {size}.</p>")
        elif seconds <= 0:
            parts.append(_as_text(notebook))
        else:
            html, took = _notebook_html(notebook, notebook.stat().st_mtime_ns)
            parts.append(html)
            seconds -= took
    head = (
        '<meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>whp-kit: {escape(run.name)}</title><style>{STYLE}</style>"
    )
    body = "\n".join(parts)
    text = f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head><body>\n{body}\n</body></html>\n'
    whole = text.encode("utf-8", "replace").decode()  # half a character has no bytes
    return write_text(path or run.folder / "report.html", whole)


def read_scores(run: Run) -> dict | None:
    """The scores of the run; None where 06 was not run, or what it left cannot be read."""
    with suppress(InputError, ArtifactError):
        return _scores(run)
    return None


def _scores(run: Run) -> dict:
    """The scores of 06. ArtifactError where a person gave them another shape, of which no table can
    be made."""
    path = run.peek(PROBE).path(SCORES_FILE)
    scores = read_json(path)
    try:
        for rows in filter(None, [*tables(scores).values(), limits.failed_trials(scores)]):
            _require_small(rows)
            html_table(rows), text_table(rows), markdown_table(rows)
        limits.on_baseline(scores), limits.on_trials(scores), limits.on_measures(scores)
    except UNFIT as error:
        raise ArtifactError(
            "the scores are not of the shape that 06 gives them",
            value=f"{path}: {error}",
            remedy=f"run {PROBE} with run='{run.name}' again",
        ) from error
    return scores


def _require_small(rows: list[dict]) -> None:
    """ValueError for more cells than a table of scores has: each row may have columns of its own,
    and a terminal pads each cell."""
    columns = {head for row in rows for head in row}
    characters = max((len(str(value)) for row in rows for value in row.values()), default=0)
    if len(rows) * len(columns) > MOST_CELLS or characters > CELL_CHARACTERS:
        raise ValueError("a table is larger than any of 06 to 08")


def tables(scores: dict) -> dict[str, list[dict]]:
    """title -> rows: familiarity, tasks, neighbours, the comparison with a retrained model, the
    curve. What was not measured is left out; what came back is told by limits.py."""
    compared = scores.get("never_knew_comparison") or {}
    has_twin = any(entry["never_knew"] is not None for entry in compared.values())
    right = scores.get("right_answers") or {}
    right_answers = {"right answers": right} if right.get("n") else {}
    forgotten = {True: "yes", False: "no", None: NOTHING}
    rows = {
        f"Familiarity, measured in {scores.get('precision', '?')} (0 = has forgotten)": _rows(
            scores.get("familiarity", {})
        ),
        "Right answers, share of the probes": _rows(right_answers),
        "Tasks, share right": _rows(scores.get("benchmarks", {})),
        "Tasks, share right when normalised by the lengths of the choices": _normalised(scores),
        "Another text, loss in nats per token": _other_text(scores),
        "Neighbouring fictions, share of facts recalled": [
            row for row in _rows(scores.get("neighbours", {})) if row["n"] != 0
        ],
        "Beside a model that never knew the target"
        if has_twin
        else "What the text left behind (without a retrained model there are no verdicts)": [
            row | {"forgotten": forgotten[entry["forgotten"]]}
            for row, entry in zip(_rows(compared), compared.values(), strict=True)
        ],
        "Completion familiarity at other precisions": _precisions(scores),
        "The fall, by optimiser step": scores.get("curve", []),
    }
    return {title: without_empty(table) for title, table in rows.items() if table}


def cost_rows(run: Run) -> list[dict]:
    """Seconds and peak memory of each step, from the manifests, and of all together."""
    costs = run.costs()
    seconds, memory = costs["seconds"], costs["peak_memory_bytes"]
    steps = [(step, seconds[step], memory[step]) for step in seconds]
    largest = max(memory.values(), default=0)
    steps.append(("together (memory: the largest)", sum(seconds.values()), largest))
    return [
        {"step": step, "seconds": f"{time:.0f}", "peak memory, GB": f"{peak / 1e9:.2f}"}
        for step, time, peak in steps
    ]


def inert(text: str) -> str:
    """HTML without anything that would run or be fetched; links of `<a>` stay."""
    return _cleaner().clean(text)


@cache
def _cleaner():
    from bleach.css_sanitizer import CSSSanitizer
    from bleach.html5lib_shim import Filter
    from bleach.sanitizer import Cleaner

    class WithoutDropped(Filter):
        """Takes out the elements of DROPPED, with what they hold; only a parser sees their end."""

        def __iter__(self):
            inside = None
            for token in super().__iter__():
                name = token.get("name")
                if inside is None and name in DROPPED:
                    inside = name if token["type"] == "StartTag" else None
                elif inside is None:
                    yield token
                elif token["type"] == "EndTag" and name == inside:
                    inside = None

    return Cleaner(
        tags=TAGS | DROPPED,
        attributes=_is_harmless,
        protocols={"http", "https", "data"},
        css_sanitizer=CSSSanitizer(allowed_css_properties=PROPERTIES),
        strip=True,
        filters=[WithoutDropped],
    )


def _is_harmless(tag: str, name: str, value: str) -> bool:
    if name == "style":
        return "&" not in value and not FOREIGN_STYLE.search(value)
    if name == "href":
        return tag == "a" and LINK.match(value) is not None
    if name == "src":
        return tag == "img" and PICTURE.match(value) is not None
    return name in ATTRIBUTES


@cache
def _exporter():
    from jinja2 import DictLoader
    from nbconvert import HTMLExporter
    from nbconvert.preprocessors import CoalesceStreamsPreprocessor

    return HTMLExporter(
        preprocessors=[CoalesceStreamsPreprocessor(enabled=True)],  # as a terminal would show it
        template_name="basic",
        template_file="report.html.j2",
        extra_loaders=[DictLoader({"report.html.j2": TEMPLATE})],
        filters={"clean_html": inert},
        sanitize_html=True,
        embed_images=False,  # it would read whatever file of this machine Markdown names
        exclude_anchor_links=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )


@cache  # after each step only the new notebook is converted
def _notebook_html(path: Path, modified: int) -> tuple[str, float]:
    """The body of an executed notebook (prose, folded code, outputs), and the seconds it took.

    Of a notebook that cannot be read, or holds what no notebook has, one line that says so: the
    rest of the report is not lost.
    """
    drawer = _drawer()
    try:
        drawer.stdin.write(json.dumps(str(path)) + "\n")
        drawer.stdin.flush()
        line = drawer.stdout.readline()
        drawn = json.loads(line) if line.endswith("\n") else None
    except (OSError, ValueError):
        drawn = None
    if drawn is None:  # it was stopped
        drawer.kill()
        drawer.communicate()
        _drawer.cache_clear()
        return _as_text(path), DRAW_SECONDS
    return tuple(drawn)


@cache
def _drawer() -> subprocess.Popen:
    """The process that draws; it ends with this one, or with a notebook that takes too much."""
    return subprocess.Popen(
        [sys.executable, "-P", "-c", DRAWER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        start_new_session=True,  # Ctrl-C is for this process
    )


def draw_for_ever() -> None:
    """What the process of `_drawer` does: answers each line with the path of a notebook by a line
    with its body and the seconds of the processor that it took, both as JSON."""
    with suppress(ImportError, ValueError, OSError):  # no such limit on Windows
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (DRAW_MEMORY, DRAW_MEMORY))
    _exporter(), _cleaner()
    for line in sys.stdin:
        began = time.process_time()
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_PROF, DRAW_SECONDS)  # its signal ends the process
        try:
            with redirect_stdout(sys.stderr):
                html = inert(_converted(Path(json.loads(line))))
        except Exception as error:  # of any kind: the file may be whatever bears the name
            html = f"<p>The notebook cannot be shown: {escape(shorten(str(error)))}</p>"
        if len(html) > MOST_BYTES:
            return
        print(json.dumps([html, time.process_time() - began]), flush=True)


def _as_text(path: Path) -> str:
    """The sources of a notebook's cells as text, the first CELLS_AS_TEXT, each cut."""
    try:
        cells = parse_json(read_small_text(path))["cells"]
        sources = ["".join(cell["source"]) for cell in cells[:CELLS_AS_TEXT]]
    except (InputError, LookupError, TypeError, ValueError) as error:
        return f"<p>The notebook cannot be shown: {escape(shorten(str(error)))}</p>"
    why = (
        f"<p>It is not drawn, which takes more than {DRAW_SECONDS} s, or more memory than it may: "
        f"these are its cells as text, cut; the whole is in notebooks/{escape(path.name)}.</p>"
    )
    return why + "".join(f"<pre>{escape(one[:CELL_CHARACTERS])}</pre>" for one in sources)


def _converted(path: Path) -> str:
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and len(cell.source) > MOST_CHARACTERS:
            cell.source = f"<pre>{escape(_cut(cell.source))}</pre>"
        for output in cell.get("outputs", []):
            data, metadata = output.get("data", {}), output.get("metadata", {})
            for kind in ("text/markdown", "text/latex"):
                if len(text := data.get(kind, "")) > MOST_CHARACTERS:
                    data["text/plain"] = _cut(text)
                    del data[kind]
            metadata.pop("text/html", None)  # "isolated" would make a frame
            if "image/png" in data:  # a picture's plain text is its description
                metadata["image/png"] = {"alt": data.get("text/plain", "figure")}
    return _exporter().from_notebook_node(notebook)[0]


def _cut(text: str) -> str:
    cut = f"[cut: {len(text):,} characters are not drawn]"
    return "\n".join([text[:CELL_CHARACTERS], "", cut])


def _stale(run: Run) -> list[str]:
    """What of the run must not be believed as it stands."""
    problems = run.problems()
    if not problems:
        return []
    items = "".join(f"<li>{escape(line)}</li>" for line in stale_lines(problems))
    return [f"<h3>Stale</h3><p>{escape(STALE)}</p><ul>{items}</ul>"]


def stale_lines(problems: dict[str, str]) -> list[str]:
    """One line for each step of `Run.problems`."""
    return [f"stale: {step} ({why})" for step, why in problems.items()]


def _results(run: Run) -> list[str]:
    """The picture of the fall, completions before and after, tables."""
    try:
        step, scores = run.peek(PROBE), _scores(run)
    except MissingArtifact:
        return [f"<p>{PROBE} was not run: there are no scores yet.</p>"]
    except (InputError, ArtifactError) as error:
        return [f"<p>There are no scores: {escape(error.what)}.</p>"]
    parts = []
    try:
        picture = base64.b64encode(
            read_bytes(_own(step, "fall.png"), most_bytes=MOST_BYTES)
        ).decode()
        alt = "Familiarity and tasks by optimiser step, with 95 % bands"
        parts.append(f'<p><img alt="{alt}" src="data:image/png;base64,{picture}"></p>')
        rows = _completions(_own(step, "before_and_after.csv"))
        parts += ["<h3>Before and after</h3>", _completions_html(rows)]
    except (InputError, ArtifactError) as error:
        parts.append(f"<p>Left out: {escape(error.what)}.</p>")
    except (AttributeError, KeyError, TypeError, ValueError, csv.Error) as error:
        parts.append(f"<p>Left out: the completions cannot be read ({escape(str(error))}).</p>")
    if little := limits.on_baseline(scores):
        parts.append(f"<p><strong>{escape(little)}</strong></p>")
    failed = limits.failed_trials(scores)
    parts += [f"<h3>{limits.TITLE}</h3>", f"<p>{escape(limits.on_trials(scores))}</p>"]
    parts += [html_table(failed)] if failed else []
    parts.append(f"<p>{escape(limits.on_measures(scores))}</p>")
    for title, table in tables(scores).items():
        parts += [f"<h3>{escape(title)}</h3>", html_table(table)]
    return parts


def _own(step: Artifact, name: str) -> Path:
    """A file of the step; ArtifactError for a link, which would bring a file from elsewhere into
    what is passed on.
    """
    path = step.path(name)
    if path.is_symlink():
        raise ArtifactError(
            f"{name} is a link", value=str(path), remedy="put the file itself there"
        )
    return path


def _completions(path: Path) -> list[dict]:
    """Rows for `views.html.completions_table` of COMPLETIONS prompts, evenly over those of 06."""
    from whp_kit.sampling import sample_evenly

    prompts: dict[str, dict] = {}
    for row in csv.DictReader(io.StringIO(read_small_text(path), newline="")):
        if row["role"] in (BASELINE, UNLEARNED):
            words = [word for word in row["because of"].split("; ") if word]
            shown = prompts.setdefault(
                row["prompt"],
                {"prompt": row["prompt"], "subtlety": row["subtlety"], "completions": {}},
            )
            shown["completions"][row["role"]] = {
                "text": row["completion"],
                "grade": int(row["grade"]),
                "words": words,
            }
    return sample_evenly(list(prompts.values()), COMPLETIONS)


def _completions_html(rows: list[dict]) -> str:
    from whp_kit.views.html import completions_table

    caption = "What gives knowledge of the target away is bold and underlined."
    return completions_table(rows, caption).html if rows else "<p>06 compared no prompts.</p>"


def _rows(section: dict) -> list[dict]:
    rows = []
    for name, entry in section.items():
        row = {"": name.replace("_", " ")}
        for column in COMPARED_ROLES:
            ci95 = (entry.get("ci95") or {}).get(column)
            row[column.replace("_", "-")] = format_value(entry.get(column)) + (
                f" {format_value(ci95)}" if ci95 else ""
            )
        rows.append(row | {"n": entry.get("n")})
    return rows


def _normalised(scores: dict) -> list[dict]:
    """The tasks' normalised figures; without those that are the plain ones."""
    plain = scores.get("benchmarks", {})
    tasks = {
        name: entry
        for name, entry in scores.get("benchmarks_normalised", {}).items()
        if any(entry[role] != plain[name][role] for role in COMPARED_ROLES)
    }
    return _rows(tasks)


def _other_text(scores: dict) -> list[dict]:
    """The loss on the world's other text and what unlearning changed; [] without such a text."""
    from whp_kit.evaluation.differences import OTHER_TEXT

    entry = scores.get("differences", {}).get(OTHER_TEXT)
    if entry is None:
        return []
    change = entry["less"][BASELINE]
    told = f"{change['value']:+.3f} {format_value(change['ci95'])}"
    return [row | {"unlearned less baseline": told} for row in _rows({"loss": entry})]


def _precisions(scores: dict) -> list[dict]:
    parts = {
        "unlearned": "precisions",
        "unlearned, merged": "precisions_merged",
        "never-knew": "precisions_never_knew",
    }
    return [{"": name, **scores[key]} for name, key in parts.items() if scores.get(key)]


def _facts(run: Run) -> str:
    """Seed, device, versions of the step that was made last, in one line."""
    manifests = run.manifests()
    if not manifests:
        return ""
    step, manifest = max(manifests.items(), key=lambda one: (one[1]["started"], one[0]))
    dirty = " (with changes)" if manifest.get("dirty") else ""
    facts = {
        "made last": f"{step}, from {manifest['started']}",
        "seed": manifest["seed"],
        "device": manifest["device"],
        "dtype": manifest["dtype"],
        "quantisation": manifest["quantisation"],
        "commit": (manifest.get("commit") or "no clone")[:12] + dirty,
        "versions": ", ".join(f"{name} {number}" for name, number in manifest["versions"].items()),
    }
    shown = "; ".join(f"{name}: {value}" for name, value in facts.items() if value is not None)
    return f'<p class="faint">{escape(shown)}</p>'
