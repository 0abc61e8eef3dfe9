"""A training as it is watched: one place, the last frame, all numbers."""

import csv

import IPython.display

from whp_kit.evaluation.familiarity import grade
from whp_kit.evaluation.monitored import Answers, MonitoredProbes
from whp_kit.evaluation.probes import Lexicon, Probe
from whp_kit.training.monitor import Monitor
from whp_kit.views.html import View
from whp_kit.views.monitor import Screen, monitor_frame, on_screen

LEXICON = Lexicon({"Mirel": 3})
PROBES = [
    Probe("a", "The gate was", ("The gate was shut.",), 1),
    Probe("b", "She who <b>took</b> it was", ("It was Mirel.",), 2),
]
SAID = {0: ["open", "Mirel & a <lamp>"], 2: ["open", "Mirel, then"], 4: ["shut", "a girl <there>"]}


def probes():
    return MonitoredProbes(None, PROBES, LEXICON, 4)


def ask(step):
    verdicts = [
        grade(text, probe.prompt, LEXICON) for text, probe in zip(SAID[step], PROBES, strict=True)
    ]
    return Answers(SAID[step], verdicts, 0.9 - step / 10)


def watched(first=1):
    monitor = Monitor(ask, lambda _: None, lambda: 0.0)
    for step in range(first, 5):
        if step != 3:
            monitor(step, 4, 2.0 - step / 10)
    return monitor


def test_it_shows_the_prompt_that_gives_most_away_before_and_now():
    html = monitor_frame(watched(), probes(), (2, 4)).html
    assert "Step 4 of 4, loss 1.60: familiarity 0.00 on 2 probes" in html
    assert "She who &lt;b&gt;took&lt;/b&gt; it was" in html and "The gate was" not in html
    assert "<b><u>Mirel</u></b> &amp; a &lt;lamp&gt;" in html
    assert "a girl &lt;there&gt;" in html and "after step 4" in html
    assert html.count("data:image/png;base64,") == 1


def test_it_says_in_words_what_the_picture_shows():
    text = str(monitor_frame(watched(), probes(), (2, 4)))
    assert "step 0: familiarity 0.50, probability 0.90" in text
    assert "step 4: familiarity 0.00, probability 0.50" in text
    assert "after step 4: 'a girl <there>'" in text


def test_all_numbers_are_saved(tmp_path):
    page, table = monitor_frame(watched(), probes(), (2, 4)).save(tmp_path / "watched")
    rows = list(csv.DictReader(table.open(encoding="utf-8", newline="")))
    assert [(row["step"], row["grade"]) for row in rows][:2] == [("0", "0"), ("0", "3")]
    assert len(rows) == 2 * len(watched().frames)
    assert "Step 4 of 4" in page.read_text(encoding="utf-8")


def test_a_resumed_training_says_that_its_beginning_is_not_shown():
    assert "interruption" not in monitor_frame(watched(), probes(), (2, 4)).html
    assert "Steps 1 to 3 were trained" in monitor_frame(watched(first=4), probes(), (2, 4)).html


def test_the_frames_replace_each_other_in_one_place(monkeypatch):
    shown, updates = [], []

    class Handle:
        def update(self, view):
            updates.append(view.text)

    def display(view, display_id):
        assert display_id is True
        shown.append(view.text)
        return Handle()

    monkeypatch.setattr(IPython.display, "display", display)
    screen = Screen()
    for text in ("one", "two", "three"):
        screen.show(View(text, text))
    assert (shown, updates) == (["one"], ["two", "three"])


def test_a_monitor_on_the_screen_asks_its_probes(monkeypatch):
    frames = []
    monkeypatch.setattr(MonitoredProbes, "ask", lambda self, step: ask(step))
    monkeypatch.setattr(Screen, "show", lambda self, view: frames.append(view.text))
    monitor = on_screen(probes(), (4,))
    for step in (1, 4):
        monitor(step, 4, 1.0)
    assert [text.splitlines()[0][:11] for text in frames] == ["Step 0 of 4", "Step 4 of 4"]
