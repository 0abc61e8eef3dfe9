"""The report: one file, nothing fetched, nothing executed, everything escaped."""

import base64
import re

import nbformat
import pytest

from whp_kit.files import write_json
from whp_kit.runs.report import inert, tables, text_table, write_report
from whp_kit.runs.store import Run

PIXEL = base64.b64encode(b"\x89PNG not really").decode()
SCORES = {
    "schema": 2,
    "preset": "tiny",
    "precision": "nf4",
    "familiarity": {
        "completion": {
            "baseline": 0.9,
            "unlearned": 0.0,
            "never_knew": None,
            "n": 300,
            "ci95": {"baseline": [0.87, 0.92], "unlearned": [0, 0.01]},
        },
        "probability": {
            "baseline": 0.8,
            "unlearned": 0.01,
            "never_knew": 0.02,
            "n": 60,
            "ci95": {},
        },
    },
    "benchmarks": {
        "tiny_piqa": {
            "baseline": 0.8,
            "unlearned": 0.79,
            "never_knew": None,
            "n": 200,
            "ci95": {"baseline": [0.74, 0.85], "unlearned": [0.73, 0.84], "never_knew": None},
        },
        "mean": {"baseline": 0.8, "unlearned": 0.79},
    },
    "neighbours": {},
    "curve": [
        {"step": 0, "familiarity_completion": 0.9},
        {"step": 10, "familiarity_completion": 0.0},
    ],
}


@pytest.fixture
def run(runs):
    made = Run("demo")
    with made.writing("06_probe_completions", settings={}, seed=0) as out:
        write_json(out.path("scores.json"), SCORES)
    return made


def executed(folder, outputs, markdown="# Title <script>alert(1)</script>"):
    cell = nbformat.v4.new_code_cell(
        "x < 1  # <b>", outputs=[nbformat.from_dict(output) for output in outputs]
    )
    path = folder / "06_probe_completions.ipynb"
    nbformat.write(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(markdown), cell]), path
    )
    return path


def display(**data):
    names = {"html": "text/html", "png": "image/png", "plain": "text/plain", "svg": "image/svg+xml"}
    data = {
        names.get(name, "application/vnd.jupyter.widget-view+json"): value
        for name, value in data.items()
    }
    return {"output_type": "display_data", "metadata": {}, "data": data}


def test_the_report_is_one_inert_file(run, tmp_path):
    outputs = [
        display(png=PIXEL, plain="<Figure size>"),
        display(
            html="<p onclick='x()'>kept<script>dropped()</script><img src='https://example.org/a.png'></p>"
        ),
        display(html="<style>p { background: URL (http://example.org) } @import 'x';</style>"),
        display(svg="<svg viewBox='0 0 1 1'><path d='M0'/><script>dropped()</script></svg>"),
        display(widget={"model_id": "1"}, plain="VBox(children=())"),
        {
            "output_type": "stream",
            "name": "stdout",
            "text": "10%\r100%\n\x1b[31mred\x1b[0m & <b>\n",
        },
        {"output_type": "error", "ename": "ValueError", "evalue": "<i>", "traceback": []},
    ]
    path = write_report(run, [executed(tmp_path, outputs), tmp_path / "07_later.ipynb"])
    text = path.read_text()
    assert path == run.folder / "report.html"
    for there in (
        "kept",
        PIXEL,
        "100%\nred &amp; &lt;b&gt;",
        "x &lt; 1",
        "ValueError: &lt;i&gt;",
        "Familiarity, measured in nf4",
        "0.900 [0.870, 0.920]",
    ):
        assert there in text, there
    for gone in (
        "<script",
        "dropped",
        "onclick",
        "example.org/a.png",
        "alert",
        "VBox",
        "@import",
        "10%\r",
        "\x1b",
        "<b>",
    ):
        assert gone not in text, gone
    assert not re.search(r"""(?:src|href)=["'](?!#|data:)""", text) and not re.search(
        r"url\s*\(", text, flags=re.IGNORECASE
    )
    assert "prefers-color-scheme: dark" in text and "Not run." in text


def test_lines_printed_one_by_one_stand_together(run, tmp_path):
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": f"step {step}\n"} for step in (1, 2)
    ]
    assert (
        "<pre>step 1\nstep 2</pre>" in write_report(run, [executed(tmp_path, outputs)]).read_text()
    )


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (
            "<a href='https://arxiv.org/abs/2310.02238'>paper</a>",
            '<a href="https://arxiv.org/abs/2310.02238">paper</a>',
        ),
        ("<a href='java\nscript:x()'>a</a>", "<a>a</a>"),
        ("<img src='data:image/png;base64,AA'>", '<img src="data:image/png;base64,AA">'),
        (
            "<details><summary>Answer</summary>4 &lt; 5 &#233;</details>",
            "<details><summary>Answer</summary>4 &lt; 5 &#233;</details>",
        ),
        ("<iframe src=x><p>in</p></iframe>out", "out"),
        ("<p style='background:url(x)' title='a\"b'>t</p>", '<p title="a&quot;b">t</p>'),
        ("<!-- gone --><br/>", "<br>"),
        ("<meta http-equiv=refresh><link href=x><base href=y>t", "t"),
        ("<SCRIPT>x</SCRIPT >t", "t"),
    ],
)
def test_inert(given, kept):
    assert inert(given) == kept


def test_tables_leave_out_what_is_not_there():
    made = tables(SCORES)
    assert list(made) == [
        "Familiarity, measured in nf4 (0 = has forgotten)",
        "Tasks, share right",
        "The fall, by optimiser step",
    ]
    assert made["Tasks, share right"][1] == [
        "tiny piqa",
        "0.800 [0.740, 0.850]",
        "0.790 [0.730, 0.840]",
        "-",
        "200",
    ]
    assert made["Tasks, share right"][2] == ["mean", "0.800", "0.790", "-", "-"]
    assert tables({}) == {}
    lines = text_table([["", "n"], ["a", "10"], ["longer", "3"]]).splitlines()
    assert lines == ["         n", "a       10", "longer   3"]


def test_a_run_without_scores_has_a_report(runs):
    run = Run("empty")
    with run.writing("01_reinforce", settings={}, seed=0) as out:
        out.path("x").write_text("x")
    text = write_report(run, []).read_text()
    assert "01_reinforce" in text and "Familiarity" not in text


def test_figures_of_07_and_08_have_tables_where_there_are_any():
    entry = {"baseline": 0.7, "unlearned": 0.1, "never_knew": 0.12, "n": 150, "forgotten": True, "forgotten_if": "x",
             "ci95": {"baseline": [0.6, 0.8], "unlearned": [0.0, 0.2], "never_knew": None}}  # fmt: skip
    added = {
        "never_knew_comparison": {"knowledge": entry, "privleak": entry | {"unlearned": None, "forgotten": None}},
        "precisions": {"nf4": 0.01, "fp32": 0.02}, "precisions_never_knew": {"nf4": 0.0, "fp32": 0.0}, "precisions_merged": None,
        "stress": {"summary": [{"trial": "plain", "unlearned": "0.1", "n": 8, "verdict": "held"},
                               {"trial": "reminded", "unlearned": "0.3 [0.2, 0.4]", "n": 8, "verdict": "came back"}]},
    }  # fmt: skip
    found = tables(SCORES | added)
    assert found["Beside a model that never knew the target"][1:] == [
        ["knowledge", "0.700 [0.600, 0.800]", "0.100 [0.000, 0.200]", "0.120", "150", "yes"],
        ["privleak", "0.700 [0.600, 0.800]", "- [0.000, 0.200]", "0.120", "150", "-"],
    ]
    assert found["Completion familiarity at other precisions"] == [
        ["", "nf4", "fp32"], ["unlearned", "0.010", "0.020"], ["never-knew", "0.000", "0.000"]]  # fmt: skip
    assert found["Trials to get it back: 1 of 2 that did not hold"][1:] == [
        ["reminded", "0.3 [0.2, 0.4]", "-", "8", "came back"]
    ]
    older = tables(SCORES | dict.fromkeys(added))
    assert set(older) == set(tables(SCORES))
