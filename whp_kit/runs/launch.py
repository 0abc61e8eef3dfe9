r"""The three long steps on several processes, one for each GPU: 01, 04 and 05 without the lesson.

    torchrun --nproc_per_node 2 -m whp_kit.runs.launch \
        reinforce mine --preset llama2-7b --processes 2

Every process loads the model and does its share of the blocks; the first writes the step, and
`whp-kit run` goes on from it. Not done here: pictures, and anything with the anchors, since a table
is edited by one person, in 03.
"""

import argparse
import os
import sys

from accelerate import Accelerator

from whp_kit.anchors.table import AnchorTable
from whp_kit.evaluation.monitored import MonitoredProbes
from whp_kit.evaluation.probes import load_lexicon, load_probes
from whp_kit.labels.label_set import LabelSet, former_labels
from whp_kit.models.adapters import checkpoint_name, load_adapter, whole_checkpoints
from whp_kit.models.load import Loaded, load_for_inference, load_from_settings
from whp_kit.models.machine import seed_everything
from whp_kit.models.memory import require_preset_fits
from whp_kit.models.roles import logits_of
from whp_kit.runs.general_text import read_general_text, with_general_text
from whp_kit.runs.headless import count_as_run
from whp_kit.runs.step_names import ANCHORS, DELTAS, FINETUNE, LABELS, REINFORCE
from whp_kit.runs.store import Run
from whp_kit.settings import Preset, load_preset, preset_names
from whp_kit.text.documents import read_all, require_texts
from whp_kit.training import distributed, steps
from whp_kit.training.examples import Examples
from whp_kit.training.loop import all_of, print_every
from whp_kit.training.losses import mean_loss
from whp_kit.training.monitor import Monitor
from whp_kit.views.terminal import exit_status

SAMPLE_BLOCKS = 64  # of the target, for the loss before and after


class Launch:
    """One process of a launched step."""

    def __init__(self, preset: Preset, run: str, seed: int, accelerator: Accelerator):
        self.preset, self.seed = preset, seed_everything(seed)
        self.run = Run(run, preset, seed)
        self.accelerator = accelerator
        require_texts(preset.world)
        require_preset_fits(preset)

    def reinforce(self) -> None:
        """01: the baseline trained further on the target."""
        world, settings = self.preset.world, self.preset.reinforce
        self.run.uses(world.books, world.companion, self.preset.model.base)
        loaded = load_from_settings(self.preset.model)
        documents = read_all(world.books, world.companion)
        examples = Examples.of_text(documents, loaded.tokenizer, settings.block_tokens)
        plan, sample = steps.reinforce_plan(self.preset, self.seed), examples.spread(SAMPLE_BLOCKS)
        before = mean_loss(logits_of(loaded, None), sample, plan.batch_blocks)
        record = steps.reinforce(
            loaded, examples, self.preset, self.seed, **self._options(REINFORCE, "reinforced")
        )
        after = mean_loss(logits_of(loaded, "reinforced"), sample, plan.batch_blocks)
        headline = {
            "loss_baseline": before,
            "loss_reinforced": after,
            "steps": plan.steps,
            "epochs": plan.epochs(examples),
            "tokens": record.tokens,
        }
        adapter = self.run.work_folder(REINFORCE) / "reinforced" / checkpoint_name(plan.steps)
        self._save(REINFORCE, {"adapter": adapter}, loaded, headline)

    def label(self) -> None:
        """04: the generic labels, each process its share of the blocks."""
        world = self.preset.world
        self.run.uses(world.books, world.companion, self.preset.model.base)
        reinforced, edited = self.run.read(REINFORCE), self.run.read(ANCHORS)
        loaded = load_for_inference(self.preset.model)
        load_adapter(loaded, "reinforced", reinforced.path("adapter"))
        table = AnchorTable.load(edited.path("anchors.csv"))
        own_text = read_general_text(world, self.run, DELTAS)
        own_text = own_text and own_text.without(table)
        labels = steps.make_labels(
            loaded,
            read_all(world.books, world.companion),
            table,
            self.preset,
            self.seed,
            previous=former_labels(self.run.folder / LABELS / "labels.safetensors"),
            accelerator=self.accelerator,
        )
        total = labels.coverage()
        headline = {"alpha": labels.alpha, "blocks": labels.blocks}
        headline |= {name: total[name] for name in ("labels", "lowered_share", "changed_share")}
        files = {
            "labels.safetensors": labels,
            "general.txt": own_text,
        }
        self._save(LABELS, files, loaded, headline)

    def finetune(self) -> None:
        """05: the baseline fine-tuned on the labels, and the control if the preset has one."""
        world = self.preset.world
        self.run.uses(*world.general_files, self.preset.model.base)
        probes, lexicon = load_probes(world.probes), load_lexicon(world.lexicon)
        labelled = self.run.read(LABELS)
        labels = LabelSet.load(labelled.path("labels.safetensors"))
        loaded = load_from_settings(self.preset.model)
        preset = with_general_text(self.preset, self.run, LABELS)
        given = (loaded, labels, preset, self.seed)
        options = self._options(FINETUNE, "unlearned")
        length = self.preset.probes.max_new_tokens
        asked = MonitoredProbes.of(loaded, probes, lexicon, length)
        monitor = Monitor(asked.ask, _print_frame)
        record = steps.unlearn(
            *given, **options | {"progress": all_of(monitor, options["progress"])}
        )
        names = ["unlearned"]
        if self.preset.finetune.control:
            steps.unlearn_control(*given, **self._options(FINETUNE, "control"))
            names.append("control")
        plan, examples = steps.unlearn_plan(*given[2:]), steps.label_examples(loaded, labels)
        headline = {
            "steps": plan.steps,
            "epochs": plan.epochs(examples),
            "loss_first": record.loss[0],
            "loss_last": record.loss[-1],
        }
        plans = {"unlearned": plan, "control": steps.control_plan(*given[2:])}
        work = self.run.work_folder(FINETUNE)
        files = {name: work / name for name in names}
        if self.accelerator.is_main_process:
            for name, folder in files.items():
                whole_checkpoints(folder, plans[name].checkpoints())
        self._save(FINETUNE, files, loaded, headline, alpha=labels.alpha)

    def _options(self, step: str, adapter: str) -> dict:
        """What each training of a launch is given: where its state is kept, and the processes. The
        first holds the run's lock for all."""
        is_main = self.accelerator.is_main_process
        return {
            "work": self.run.work(step) if is_main else self.run.work_folder(step),
            "progress": print_every(10, adapter),
            "accelerator": self.accelerator,
        }

    def _save(
        self, step: str, files: dict, loaded: Loaded, headline: dict, **more_settings
    ) -> None:
        """The first process writes the step and marks it as run; the others wait."""
        if self.accelerator.is_main_process:
            headline["processes"] = self.accelerator.num_processes
            folder = self.run.save(
                step, files, loaded, headline=headline, more_settings=more_settings
            )
            count_as_run(self.run, step, self.preset, self.seed)
            print(folder, flush=True)
        self.accelerator.wait_for_everyone()


def _print_frame(monitor: Monitor) -> None:
    frame = monitor.frames[-1]
    print(f"step {frame.step} of {frame.steps}, some probes: {frame.answers}", flush=True)


def main(words: list[str] | None = None) -> int:
    """One process of one step; returns the exit status: 0, 1 for an error, 130 for Ctrl-C."""
    return exit_status(lambda: _call(words), f"process {os.environ.get('RANK', 0)}: ")


def _call(words: list[str] | None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m whp_kit.runs.launch",
        description=__doc__.splitlines()[0],
        allow_abbrev=False,
    )
    parser.add_argument("step", choices=("reinforce", "label", "finetune"))
    # No option: torchrun would take --run for a short form of its own --run-path.
    parser.add_argument("run", help="the run's name")
    parser.add_argument(
        "--preset",
        required=True,
        help=f"one of {', '.join(preset_names())}, or the path of a .toml file",
    )
    parser.add_argument(
        "--processes",
        type=int,
        required=True,
        help="the number of processes in all; a launch with another number is refused",
    )
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(words)
    try:
        preset, accelerator = load_preset(given.preset), distributed.join(given.processes)
        launch = Launch(preset, given.run, given.seed, accelerator)
        getattr(launch, given.step)()
    finally:
        distributed.leave()


if __name__ == "__main__":
    sys.exit(main())
