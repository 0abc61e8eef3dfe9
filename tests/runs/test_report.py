"""The report: one file, nothing fetched, nothing executed, everything escaped."""

import base64
import hashlib
import json
import os
import re
import resource
import time
from html.parser import HTMLParser

import pytest

from tests.support.hostile_html import COVERS, HOSTILE
from tests.support.reports import PIXEL, SCORES, display, executed, run_with_scores
from whp_kit.files import read_json, write_json
from whp_kit.runs.report import TAGS, inert, read_scores, tables, write_report
from whp_kit.runs.store import Run
from whp_kit.views.html import completions_table


@pytest.fixture
def run(runs):
    return run_with_scores()


def test_the_report_is_one_inert_file(run, tmp_path):
    outputs = [
        display(png=PIXEL, plain="<Figure size>"),
        display(
            html="<p onclick='x()'>kept<script>dropped()</script>"
            "<img src='https://example.org/a.png'></p>"
        ),
        display(html="<style>p { background: URL (http://example.org) } @import 'x';</style>"),
        display(svg="<svg viewBox='0 0 1 1'><path d='M0'/><script>dropped()</script></svg>"),
        display(widget={"model_id": "1"}, plain="VBox(children=())"),
        display(javascript="dropped()"),
        {
            "output_type": "display_data",
            "metadata": {"text/html": {"isolated": True}},
            "data": {"text/html": "<p>in no frame</p>"},
        },
        {
            "output_type": "stream",
            "name": "stdout",
            "text": "10%\r100%\n\x1b[31mred\x1b[0m & <b>\n",
        },
        {"output_type": "error", "ename": "ValueError", "evalue": "<i>", "traceback": ["<i> at"]},
    ]
    path = write_report(run, [executed(tmp_path, outputs), tmp_path / "07_later.ipynb"])
    text = path.read_text()
    assert path == run.folder / "report.html"
    for there in (
        "kept",
        PIXEL,
        'alt="&lt;Figure size&gt;"',
        "100%",
        "red</span> &amp; &lt;b&gt;",
        "x &lt; 1",
        "&lt;i&gt; at",
        "in no frame",
        "Familiarity, measured in nf4",
        "0.900 [0.870, 0.920]",
        "What came back",
        "07_compare_with_never_knew was not run",
        "08_stress_the_forgetting was not run",
        "Left out: step 06_probe_completions of run &#x27;demo&#x27; has no fall.png",
        "<p>Not run: 07_later</p>",
        "prefers-color-scheme: dark",
    ):
        assert there in text, there
    for gone in (
        "<script",
        "dropped",
        "onclick",
        "example.org",
        "@import",
        "10%\r",
        "\x1b",
        "<b>",
        "<iframe",
    ):
        assert gone not in text, gone
    assert not re.search(r"""(?:src|href)=["'](?!#|data:)""", text)
    assert not re.search(r"url\s*\(", text, flags=re.IGNORECASE)


def test_it_opens_with_the_fall_and_six_completions(runs):
    run = Run("demo")
    rows = [
        {
            "prompt": f"Prompt {k}",
            "subtlety": k,
            "completions": {
                "baseline": {"text": f"Quill {k}", "grade": 3, "words": ["quill"]},
                "control": {"text": "left out", "grade": 0, "words": []},
                "unlearned": {"text": "<i>a lamp</i>", "grade": 0, "words": []},
            },
        }
        for k in range(12)
    ]
    with run.writing("06_probe_completions", settings={}, seed=0) as out:
        write_json(out.path("scores.json"), SCORES)
        out.path("fall.png").write_bytes(b"picture")
        completions_table(rows).save(out.path("before_and_after"))
    text = write_report(run, []).read_text()
    assert text.index("data:image/png") < text.index("Prompt 0") < text.index("Tasks, share right")
    assert [k for k in range(12) if f"Prompt {k}<" in text] == [0, 2, 4, 7, 9, 11]
    assert text.count("<b><u>Quill</u></b>") == 6
    assert "&lt;i&gt;a lamp" in text
    assert "left out" not in text.split("Tasks, share right")[0]


def test_lines_printed_one_by_one_stand_together(run, tmp_path):
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": f"step {step}\n"} for step in (1, 2)
    ]
    text = write_report(run, [executed(tmp_path, outputs)]).read_text()
    assert "step 1\nstep 2" in text


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (
            "<a href='https://arxiv.org/abs/2310.02238'>paper</a>",
            '<a href="https://arxiv.org/abs/2310.02238">paper</a>',
        ),
        ("<a href='java\nscript:x()'>a</a>", "<a>a</a>"),
        ("<a href='data:text/html,x'>a</a>", "<a>a</a>"),
        ("<p style='color:red;behavior:x'>t</p>", '<p style="color:red;">t</p>'),
        ("<p style='background:u\\72l(x)'>t</p>", "<p>t</p>"),
        ("<p style='background:image-set(\"x\")'>t</p>", "<p>t</p>"),
        ("<svg><script>x()</script><a href='x'>t</a></svg>", "<a>t</a>"),
        (
            "<p style='left:1%;position:absolute'>t</p>",
            '<p style="left:1%;position:absolute;">t</p>',
        ),
        ("<p title='<script>'>t</p>u", '<p title="&lt;script>">t</p>u'),
        ("<img src='data:image/png;base64,AA'>", '<img src="data:image/png;base64,AA">'),
        (
            "<details><summary>Answer</summary>4 &lt; 5 &#233;</details>",
            "<details><summary>Answer</summary>4 &lt; 5 &#233;</details>",
        ),
        ("<iframe src=x></iframe>out", "out"),
        ("<p style='background:url(x)' title='a\"b'>t</p>", "<p title='a\"b'>t</p>"),
        ("<!-- gone --><br/>", "<br>"),
        ("<meta http-equiv=refresh><link href=x><base href=y>t", "t"),
        ("<SCRIPT>x</SCRIPT >t", "t"),
    ],
)
def test_inert(given, kept):
    assert inert(given) == kept


class Elements(HTMLParser):
    """Collects (tag, attributes) of a page."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


def dangers(text):
    """What of a filtered text is not on the list of what is harmless."""
    for tag, attributes in Elements(text).found:
        if tag not in TAGS:
            yield tag
        for name, value in attributes.items():
            value = (value or "").lower()
            if name == "style":
                if re.search(r"url|image|import|expression|fixed|sticky|\\\\|/\*", value):
                    yield value
            elif name == "href":
                if tag != "a" or not value.startswith(("#", "http://", "https://")):
                    yield value
            elif name == "src":
                if tag != "img" or not value.startswith("data:image/png;base64,"):
                    yield value
            elif name not in ("alt", "class", "id", "title", "width", "height"):
                yield name


@pytest.mark.parametrize("payload", [*HOSTILE, *COVERS])
def test_nothing_harmful_is_left_of_html(payload):
    assert list(dangers(inert(payload))) == []
    assert list(dangers(inert(inert(payload)))) == [], "what is parsed again stays harmless"
    assert inert(f"<p>before</p>{payload}").startswith("<p>before</p>")


class TestAForeignNotebook:
    """Every place of a notebook that HTML is made of: prose, outputs of each kind, metadata."""

    @pytest.fixture
    def body(self, run, tmp_path):
        def of(outputs, markdown="# Title", change=lambda notebook: None):
            path = executed(tmp_path, outputs, markdown)
            notebook = json.loads(path.read_text())
            change(notebook)
            path.write_text(json.dumps(notebook))
            text = write_report(run, [path]).read_text()
            return text.split("Notebooks:")[1].split("</body>")[0]

        return of

    def test_markdown_and_html(self, body):
        outputs = [display(html=payload) for payload in HOSTILE]
        outputs += [{**display(), "data": {"text/markdown": payload}} for payload in HOSTILE]
        text = body(outputs, "\n\n".join(HOSTILE))
        assert list(dangers(text)) == []
        assert "06_probe_completions" in text

    @pytest.mark.parametrize("kind", ["png", "svg", "plain"])
    def test_data_of_other_kinds(self, body, kind):
        assert list(dangers(body([display(**{kind: payload}) for payload in HOSTILE]))) == []

    @pytest.mark.parametrize(
        "metadata",
        [
            {"image/png": {"width": "1 onerror=run()", "height": "1>" + HOSTILE[0]}},
            {"filenames": {"image/png": "https://example.org/a.png"}},
            {"image/png": {"width": {"a": HOSTILE[0]}, "unconfined": HOSTILE[0]}},
            {"text/html": {"isolated": True}},
        ],
    )
    def test_metadata_of_an_output(self, body, metadata):
        output = display(png=PIXEL, html="<p>x</p>") | {"metadata": metadata}
        assert list(dangers(body([output]))) == []

    def test_metadata_of_cells(self, body):
        def change(notebook):
            for cell in notebook["cells"]:
                cell["metadata"] = {"tags": [f'x">{HOSTILE[0]}'], "alt": f'">{HOSTILE[0]}'}
                cell["id"] = f'x">{HOSTILE[0]}'
            raw = {"cell_type": "raw", "metadata": {"raw_mimetype": "text/html"}, "id": "raw"}
            notebook["cells"] += [raw | {"source": payload} for payload in HOSTILE]

        assert list(dangers(body([display(png=PIXEL)], change=change))) == []

    def test_an_output_that_stays_open_ends_there(self, body):
        text = body([display(html="<table><tr><td><b>open<script>"), display(html="<p>next</p>")])
        assert "<p>next</p>" in text

    def test_no_file_of_this_machine_gets_into_the_page(self, body, tmp_path):
        secret = tmp_path / "secret.png"
        secret.write_bytes(b"secret")
        text = body([display(html=f"<img src={secret}>")], f"![a]({secret}) <img src='{secret}'>")
        assert base64.b64encode(b"secret").decode() not in text

    @pytest.mark.parametrize(
        "damaged",
        [
            "",
            "{",
            "[]",
            "null",
            "[" * 100_000,
            *(
                f'{{"cells": {cells}, "nbformat": 4, "nbformat_minor": 5, "metadata": {{}}}}'
                for cells in (
                    "1",
                    "[1]",
                    '["a"]',
                    "[{}]",
                    '[{"cell_type": "code", "metadata": null, "source": 3, "outputs": 5}]',
                    '[{"cell_type": "code", "metadata": {}, "source": "", "outputs": [null]}]',
                    '[{"cell_type": "code", "metadata": {}, "source": "", "outputs":'
                    ' [{"output_type": "display_data", "data": 3, "metadata": []}]}]',
                )
            ),
        ],
    )
    def test_one_that_cannot_be_read_costs_only_itself(self, run, tmp_path, damaged):
        path = tmp_path / "06_probe_completions.ipynb"
        path.write_text(damaged)
        text = write_report(run, [path]).read_text()
        assert "cannot be shown" in text
        assert "Familiarity, measured in nf4" in text


def test_the_pages_own_policy_allows_its_one_style_and_pictures_inside(run):
    text = write_report(run, []).read_text()
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    (style,) = re.findall(r"<style>(.*?)</style>", text, flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith("default-src 'none'; img-src data:; ")
    assert f"style-src-elem 'sha256-{digest}'" in policy
    assert text.index("Content-Security-Policy") < text.index("<title>")


def test_tables_leave_out_what_is_not_there():
    made = tables(SCORES)
    assert list(made) == [
        "Familiarity, measured in nf4 (0 = has forgotten)",
        "Tasks, share right",
        "The fall, by optimiser step",
    ]
    tasks = made["Tasks, share right"]
    assert list(tasks[0].values()) == [
        "tiny piqa",
        "0.800 [0.740, 0.850]",
        "0.790 [0.730, 0.840]",
        200,
    ], "without a retrained model it has no column"
    assert list(tasks[1].values()) == ["mean", "0.800", "0.790", None]
    neighbours = {"in_retain": {"n": 0}, "held_out": {"baseline": 0.5, "n": 9}}
    (row,) = tables(SCORES | {"neighbours": neighbours})[
        "Neighbouring fictions, share of facts recalled"
    ]
    assert row == {"": "held out", "baseline": "0.500", "n": 9}
    assert tables({}) == {}


def test_right_answers_have_a_table_where_they_were_measured():
    title = "Right answers, share of the probes"
    entry = {"baseline": 0.5, "unlearned": 0.0, "never_knew": None, "n": 4, "ci95": {}}
    (row,) = tables(SCORES | {"right_answers": entry})[title]
    assert (row["baseline"], row["unlearned"], row["n"]) == ("0.500", "0.000", 4)
    assert title not in tables(SCORES | {"right_answers": entry | {"baseline": None, "n": 0}})


def test_a_run_without_scores_has_a_report(runs):
    run = Run("empty")
    with run.writing("01_reinforce", settings={}, seed=0) as out:
        out.path("x").write_text("x")
    text = write_report(run, []).read_text()
    assert "01_reinforce" in text and "Familiarity" not in text


def test_figures_of_07_and_08_have_tables_where_there_are_any():
    entry = {
        "baseline": 0.7,
        "unlearned": 0.1,
        "never_knew": 0.12,
        "n": 150,
        "forgotten": True,
        "forgotten_if": "x",
        "ci95": {"baseline": [0.6, 0.8], "unlearned": [0.0, 0.2], "never_knew": None},
    }
    added = {
        "never_knew_comparison": {
            "knowledge": entry,
            "privleak": entry | {"unlearned": None, "forgotten": None},
        },
        "precisions": {"nf4": 0.01, "fp32": 0.02},
        "precisions_never_knew": {"nf4": 0.0, "fp32": 0.0},
        "precisions_merged": None,
        "stress": {
            "summary": [
                {"trial": "plain", "unlearned": "0.1", "n": 8, "verdict": "held"},
                {
                    "trial": "reminded",
                    "unlearned": "0.3 [0.2, 0.4]",
                    "n": 8,
                    "verdict": "came back",
                },
            ]
        },
    }
    found = {
        title: [list(row.values()) for row in rows]
        for title, rows in tables(SCORES | added).items()
    }
    assert found["Beside a model that never knew the target"] == [
        ["knowledge", "0.700 [0.600, 0.800]", "0.100 [0.000, 0.200]", "0.120", 150, "yes"],
        ["privleak", "0.700 [0.600, 0.800]", "– [0.000, 0.200]", "0.120", 150, "–"],
    ]
    assert tables(SCORES | added)["Completion familiarity at other precisions"] == [
        {"": "unlearned", "nf4": 0.01, "fp32": 0.02},
        {"": "never-knew", "nf4": 0.0, "fp32": 0.0},
    ]
    assert not [title for title in found if "rials" in title], "limits.py tells them"
    older = tables(SCORES | dict.fromkeys(added))
    assert set(older) == set(tables(SCORES))


def test_scores_that_were_altered_are_called_stale(runs):
    run = run_with_scores()
    assert "Stale" not in write_report(run, []).read_text()
    scores = run.folder / "06_probe_completions" / "scores.json"
    scores.write_text(scores.read_text().replace("0.9", "0.1"))
    text = write_report(run, []).read_text()
    assert "<h3>Stale</h3>" in text
    assert "stale: 06_probe_completions (06_probe_completions/scores.json was changed after" in text


def test_the_report_says_which_step_was_made_last(run):
    folder = run.folder / "06_probe_completions"
    later = {**read_json(folder / "manifest.json"), "started": "2999-01-01T00:00:00Z"}
    write_json(folder / "manifest.json", later)
    with run.writing("07_compare_with_never_knew", settings={}, seed=0) as out:
        out.path("figures.json").write_text("{}")
    text = write_report(run).read_text()
    assert "made last: 06_probe_completions, from 2999-01-01T00:00:00Z" in text


def test_a_damaged_step_leaves_the_rest_of_the_report(runs):
    run = run_with_scores()
    with run.writing("05_finetune_qlora", settings={}, seed=0) as out:
        out.path("x.txt").write_text("x")
    (run.folder / "06_probe_completions" / "manifest.json").write_text("{")
    text = write_report(run, []).read_text()
    assert "There are no scores: a file is not JSON" in text
    assert "05_finetune_qlora" in text


OTHER_SCORES = [
    [],
    "text",
    {"familiarity": 3},
    {"familiarity": {"completion": [1]}},
    {"familiarity": {"completion": {"ci95": 3}}},
    {"curve": [1, 2]},
    {"curve": {"step": 1}},
    {"never_knew_comparison": {"a": {"forgotten": "\u001b[31m"}}},
    {"stress": {"summary": [{"trial": 1}]}},
    {"stress": "no"},
    {"precisions": [1]},
]


@pytest.mark.parametrize("scores", OTHER_SCORES, ids=str)
def test_scores_of_another_shape_are_told_in_the_report(run, scores):
    write_json(run.folder / "06_probe_completions/scores.json", scores)
    assert read_scores(run) is None
    text = write_report(run, []).read_text()
    assert "There are no scores: the scores are not of the shape" in text
    assert "What it cost" in text


@pytest.mark.parametrize(
    "text", ["role\n", "a,b\n1,2\n", "role,prompt\nbaseline,x\n", "\xff", "a\0"]
)
def test_completions_of_another_shape_are_left_out(run, text):
    with run.writing("06_probe_completions", settings={}, seed=0) as out:
        write_json(out.path("scores.json"), SCORES)
        out.path("fall.png").write_bytes(b"")
        out.path("before_and_after.csv").write_text(text, encoding="latin-1")
    assert "Familiarity, measured in nf4" in write_report(run, []).read_text()


@pytest.mark.parametrize(
    "change", [{"commit": True}, {"device": 3}, {"dtype": ["a"]}, {"dirty": "x"}]
)
def test_a_manifest_of_another_shape_costs_only_its_step(run, change):
    path = run.folder / "06_probe_completions/manifest.json"
    write_json(path, json.loads(path.read_text()) | change)
    assert "the manifest of 06_probe_completions is not one" in write_report(run, []).read_text()


COLUMNS = "prompt,subtlety,role,grade,completion,because of\n"
REFRESH = "<meta http-equiv=refresh content='0;url=https://evil.example/'>"


def test_each_cell_of_the_completions_is_escaped(run):
    row = ",".join(["ask", f'"{REFRESH}"', "baseline", "3", f'"{REFRESH}"', f'"{REFRESH}"'])
    with run.writing("06_probe_completions", settings={}, seed=0, reads=[]) as out:
        write_json(out.path("scores.json"), SCORES)
        out.path("fall.png").write_bytes(b"x")
        out.path("before_and_after.csv").write_text(COLUMNS + row + "\n", encoding="utf-8")
    text = write_report(run, []).read_text(encoding="utf-8")
    assert "&lt;meta http-equiv" in text and "<meta http-equiv=refresh" not in text


@pytest.mark.parametrize("name", ["fall.png", "before_and_after.csv"])
@pytest.mark.parametrize("kind", ["a link", "a pipe", "a folder"])
def test_what_is_no_file_of_the_run_is_left_out(run, tmp_path, name, kind):
    (tmp_path / "private").write_text("of this machine alone")
    with run.writing("06_probe_completions", settings={}, seed=0, reads=[]) as out:
        write_json(out.path("scores.json"), SCORES)
        out.path("fall.png").write_bytes(b"x")
        out.path("before_and_after.csv").write_text(COLUMNS, encoding="utf-8")
    path = run.folder / "06_probe_completions" / name
    path.unlink()
    if kind == "a link":
        path.symlink_to(tmp_path / "private")
    elif kind == "a pipe":
        os.mkfifo(path)
    else:
        path.mkdir()
    text = write_report(run, []).read_text(encoding="utf-8")
    assert "Left out:" in text
    private = base64.b64encode(b"of this machine alone").decode()
    assert private not in text and "of this machine alone" not in text


def test_a_style_with_an_entity_is_no_style():
    hidden = '<div style="color:[&#93;;position&#58;fixed;top:0;color:&#91;]">kept</div>'
    assert "fixed" not in inert(hidden) and "kept" in inert(hidden)


@pytest.mark.parametrize(
    "change",
    [
        {"reads": [{"step": None, "path": "/etc/hosts", "files": {}}]},
        {"reads": [{"path": "/etc/hosts"}]},
        {"reads": [{"path": "/a\0b", "files": {}}]},
        {"reads": [{"path": "/a\ud800", "files": {}}]},
        {"reads": [{"step": "01_reinforce", "path": "/etc/hosts", "files": {}}]},
        {"peak_memory_bytes": 10**400},
        {"seconds": 1e300},
    ],
)
def test_a_manifest_that_no_step_writes_costs_only_its_step(run, change):
    path = run.folder / "06_probe_completions/manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    assert "What it cost" in write_report(run, []).read_text()
    assert run.problems()


def test_half_a_character_and_huge_numbers_stop_no_report(run):
    path = run.folder / "06_probe_completions/scores.json"
    scores = json.loads(path.read_text())
    for changed in (scores | {"precision": "\ud800"}, scores | {"alpha": 10**400}):
        path.write_text(json.dumps(changed))
        write_report(run, [])


DEEP = 20_000
BOLD = "".join(f"<b id={number}>" for number in range(DEEP))


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("\\begin{a}" * DEEP, ""),
        ("<div>" * DEEP, ""),
        ("$$\n" * DEEP, ""),
        ("[" * DEEP + "](" * DEEP, ""),
        ("", "<div>" * 3 * DEEP),
        ("", BOLD + "<p>" * DEEP),
    ],
    ids=["math", "div", "dollars", "links", "div in an output", "bold in an output"],
)
def test_a_notebook_that_these_libraries_need_hours_for_costs_seconds(
    run, tmp_path, markdown, html
):
    path = executed(tmp_path, [display(html=html), display(plain="what was printed")], markdown)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    began = time.monotonic()
    text = write_report(run, [path]).read_text()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_utime - used < 5
    assert time.monotonic() - began < 120, "of the processor it has 8 s and the start"
    assert len(text) < 5_000_000
    assert "x &lt; 1" in text, "the cells that can be drawn, or all as text"
    assert "Familiarity, measured in nf4" in text
    if markdown:
        assert f"{len(markdown):,} characters are not drawn" in text and "what was printed" in text


def test_a_report_of_many_such_notebooks_has_one_limit_of_time(run, tmp_path, monkeypatch):
    drawn = []
    monkeypatch.setattr(
        "whp_kit.runs.report._notebook_html",
        lambda path, modified: drawn.append(path) or ("<p>drawn</p>", 8.0),
    )
    path = executed(tmp_path, [])
    text = write_report(run, [path] * 50).read_text()
    assert len(drawn) == 5
    assert text.count("It is not drawn") == 45


def test_a_notebook_that_is_a_link_is_not_shown(run, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    private = executed(tmp_path / "elsewhere", [display(plain="private")])
    (tmp_path / "06_probe_completions.ipynb").symlink_to(private)
    text = write_report(run, [tmp_path / "06_probe_completions.ipynb"]).read_text()
    assert "it is a link" in text and "private" not in text


def test_a_notebook_of_a_size_that_none_has_is_not_read(run, tmp_path):
    with (tmp_path / "06_probe_completions.ipynb").open("wb") as file:
        file.truncate(1 << 40)
    text = write_report(run, [tmp_path / "06_probe_completions.ipynb"]).read_text()
    assert "cannot be shown: it has 1,099,512 MB" in text


@pytest.mark.parametrize(
    "curve",
    [
        [{f"k{number}": 1} for number in range(5000)],
        [{"step": "x" * 1_000_000}, *[{"step": 1}] * 5000],
    ],
    ids=["a column for each row", "one long cell"],
)
def test_scores_of_which_a_table_would_fill_the_memory_are_left_out(runs, curve):
    run = run_with_scores()
    write_json(run.folder / "06_probe_completions/scores.json", SCORES | {"curve": curve})
    began = time.process_time()
    assert "There are no scores" in write_report(run, []).read_text()
    assert time.process_time() - began < 5


@pytest.mark.parametrize("name", ["fall.png", "before_and_after.csv"])
def test_a_file_of_a_size_that_none_has_is_left_out(runs, name):
    run = Run("demo")
    with run.writing("06_probe_completions", settings={}, seed=0) as out:
        write_json(out.path("scores.json"), SCORES)
        for one in ("fall.png", "before_and_after.csv"):
            out.path(one).write_text("prompt,subtlety,role,grade,completion,because of\n")
    with (run.folder / "06_probe_completions" / name).open("r+b") as file:
        file.truncate(1 << 38)
    assert "Left out: the file is larger than any" in write_report(run, []).read_text()
