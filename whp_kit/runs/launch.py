"""The three long steps on several processes, one for each GPU: what 01, 04 and 05 do, without the looking.

    torchrun --nproc_per_node 2 -m whp_kit.runs.launch reinforce mine --preset llama2-7b --processes 2

Every process loads the model and does its share; the first writes the step, and `whp-kit run` goes on from it. docs/several-gpus.md has the commands
in their order. Not done here: pictures, and anything with the anchors (a table is edited by one person, in 03).
"""

import argparse
import os
import sys
from collections.abc import Callable

from whp_kit.anchors.table import AnchorTable
from whp_kit.errors import SettingsError, WhpError
from whp_kit.labels import make as labels
from whp_kit.labels.label_set import LabelSet
from whp_kit.models import adapters
from whp_kit.models.load import Loaded, load_for_inference, load_from_settings
from whp_kit.models.machine import pick_device, seed_everything
from whp_kit.models.memory import require_preset_fits
from whp_kit.models.roles import logits_of
from whp_kit.runs import headless
from whp_kit.runs.store import Run, Writer
from whp_kit.settings import Preset, load_preset
from whp_kit.text.blocks import cut_blocks, pad_blocks
from whp_kit.text.documents import read_all
from whp_kit.training import loop as training
from whp_kit.training.optimiser import optimiser_class

REINFORCE, EDIT, LABEL, FINETUNE = (
    "01_reinforce",
    "03_edit_anchors",
    "04_generate_labels",
    "05_finetune_qlora",
)
SAMPLE_BLOCKS = 64  # of the target, over which the loss is taken before and after


class Launch:
    """One process of a launch: the preset, the run, and the process's place among `processes`."""

    def __init__(self, preset: Preset, run: str, seed: int, processes: int):
        from accelerate import Accelerator

        if pick_device().name != "cpu" and "LOCAL_RANK" in os.environ:
            os.environ["WHP_DEVICE"] = (
                f"cuda:{os.environ['LOCAL_RANK']}"  # each process has a GPU of its own
            )
        self.preset, self.seed, self.run = preset, seed_everything(seed), Run(run)
        self.accelerator = Accelerator(cpu=pick_device().name == "cpu")
        check_launch(self.accelerator, processes)
        preset.world.need_files()
        require_preset_fits(preset)

    @property
    def first(self) -> bool:
        """Whether this process is the one that tells and writes."""
        return self.accelerator.is_main_process

    def reinforce(self) -> None:
        """01: the baseline trained further on the target."""
        step, world = self.preset.reinforce, self.preset.world
        loaded = load_from_settings(self.preset.model)
        documents = read_all(world.books, world.companion)
        examples = self._plain(documents, loaded, step.block_tokens)
        sample, plan = examples.spread(SAMPLE_BLOCKS), training.Plan.of(step, self.seed)
        before = training.mean_loss(logits_of(loaded, None), sample, plan.batch_blocks)
        adapters.add_adapter(loaded, "reinforced", step.lora_rank, step.lora_alpha, self.seed)
        record = self._train(loaded, examples, plan, REINFORCE, "reinforced")
        after = training.mean_loss(logits_of(loaded, "reinforced"), sample, plan.batch_blocks)

        def write(out: Writer) -> None:
            adapters.save_adapter(loaded, "reinforced", out.path("adapter"))
            out.headline(
                loss_baseline=before,
                loss_reinforced=after,
                steps=plan.steps,
                epochs=plan.epochs(examples),
                tokens=record.tokens,
            )

        self._write(
            REINFORCE, loaded, [world.books, world.companion, self.preset.model.base], write
        )

    def label(self) -> None:
        """04: the generic labels, each process its share of the blocks."""
        step, world = self.preset.labels, self.preset.world
        reinforced, edited = self.run.read(REINFORCE), self.run.read(EDIT)
        loaded = load_for_inference(self.preset.model)
        adapters.load_adapter(loaded, "reinforced", reinforced.path("adapter"))
        made = labels.make_labels(
            logits_of(loaded, "baseline"), logits_of(loaded, "reinforced"), loaded.tokenizer,
            read_all(world.books, world.companion), AnchorTable.load(edited.path("anchors.csv")), alpha=step.alpha,
            block_tokens=step.block_tokens, batch_blocks=step.batch_blocks, seed=self.seed, forbidden=step.forbidden, repeats=step.repeats,
            target_words=step.target_words, accelerator=self.accelerator,
        )  # fmt: skip
        total = made.coverage()["total"]

        def write(out: Writer) -> None:
            made.save(out.path("labels.safetensors"))
            shares = {name: total[name] for name in ("labels", "lowered_share", "changed_share")}
            out.headline(alpha=made.alpha, blocks=made.blocks, **shares)

        self._write(
            LABEL,
            loaded,
            [reinforced, edited, world.books, world.companion, self.preset.model.base],
            write,
        )

    def finetune(self) -> None:
        """05: the baseline fine-tuned on the labels, and the control where the preset asks for it."""
        step, world = self.preset.finetune, self.preset.world
        labelled = self.run.read(LABEL)
        made = LabelSet.load(labelled.path("labels.safetensors"))
        loaded = load_from_settings(self.preset.model)
        examples = training.Examples.from_rows(
            made.input_ids, made.at(made.alpha), loaded.tokenizer.pad_token_id
        )
        retain = self._plain(read_all(world.general), loaded, self.preset.labels.block_tokens)
        given = {
            "retain": retain,
            "baseline": logits_of(loaded, "baseline"),
            "target_tokens": made.target_tokens,
        }
        plan = training.Plan.of(step, self.seed)
        bare = training.Plan.of(step, self.seed, retain_weight=0.0, stop_after=step.control_steps)
        plans = {"unlearned": (plan, given)} | ({"control": (bare, {})} if step.control else {})
        losses = {}
        for name, (asked, options) in plans.items():
            adapters.add_adapter(
                loaded, name, step.lora_rank, step.lora_alpha, self.seed, head=step.adapt_head
            )
            losses[name] = self._train(loaded, examples, asked, FINETUNE, name, **options).loss

        def write(out: Writer) -> None:
            for name in plans:
                out.take(self.run.work(FINETUNE) / name)
            first, last = losses["unlearned"][0], losses["unlearned"][-1]
            out.headline(
                steps=plan.steps, epochs=plan.epochs(examples), loss_first=first, loss_last=last
            )

        self._write(
            FINETUNE,
            loaded,
            [labelled, world.general, self.preset.model.base],
            write,
            alpha=made.alpha,
        )

    def _plain(self, documents, loaded: Loaded, block_tokens: int) -> training.Examples:
        blocks = cut_blocks(documents, loaded.tokenizer, block_tokens)
        return training.Examples.next_token(*pad_blocks(blocks, loaded.tokenizer.pad_token_id))

    def _train(
        self, loaded: Loaded, examples, plan, step: str, adapter: str, **options
    ) -> training.Record:
        """The loop; checkpoints are kept by the first process, in the run's work folder, as the notebooks keep them."""
        work = self.run.work(step)
        keep = None
        if self.first and step == FINETUNE:
            adapters.remove_other_checkpoints(work / adapter, plan.checkpoints())
            keep = adapters.checkpoint_saver(loaded, adapter, work / adapter)
        return training.train(
            loaded.model, examples, plan, on_checkpoint=keep, state_file=work / f"{adapter}.safetensors",
            progress=training.tell_every(10, adapter) if self.first else None, accelerator=self.accelerator,
            optimiser=optimiser_class(self.preset.hardware.optimiser, loaded.device),
            gradient_checkpointing=self.preset.hardware.gradient_checkpointing, **options,
        )  # fmt: skip

    def _write(
        self,
        step: str,
        loaded: Loaded,
        reads: list,
        write: Callable[[Writer], None],
        **settings,
    ) -> None:
        """The first process writes the step, and that `whp-kit run` need not make it; the others wait."""
        if self.first:
            with self.run.writing(
                step, settings=self.preset.as_dict() | settings, seed=self.seed, reads=reads, device=loaded.device.name,
                dtype=loaded.device.dtype, quantisation=loaded.quantisation,
            ) as out:  # fmt: skip
                write(out)
                out.headline(processes=self.accelerator.num_processes)
            headless.count_as_run(self.run, step, self.preset, self.seed)
            print(self.run.folder / step, flush=True)
        self.accelerator.wait_for_everyone()


def check_launch(accelerator, processes: int) -> None:
    """SettingsError where another number of processes runs than was asked for, as when a launch silently ran one, or where they share out
    one model: each of ours holds the whole of it."""
    if accelerator.num_processes != processes:
        remedy = (
            "start it with torchrun: --nproc_per_node times --nnodes must be what --processes says"
        )
        raise SettingsError(
            f"{processes} processes were asked for",
            value=f"{accelerator.num_processes} run",
            remedy=remedy,
        )
    if accelerator.distributed_type.value not in ("NO", "MULTI_CPU", "MULTI_GPU"):
        remedy = "use torchrun, or an accelerate configuration of type MULTI_GPU; see docs/several-gpus.md"
        raise SettingsError(
            "this loop does not shard a model",
            value=accelerator.distributed_type.value,
            remedy=remedy,
        )


def main(words: list[str] | None = None) -> int:
    """One process of one step; returns the exit status: 0, or 1 for an error that was told."""
    parser = argparse.ArgumentParser(
        prog="python -m whp_kit.runs.launch",
        description=__doc__.splitlines()[0],
        allow_abbrev=False,
    )
    parser.add_argument("step", choices=("reinforce", "label", "finetune"))
    parser.add_argument(
        "run", help="the run's name"
    )  # no option: torchrun would take --run for a short form of its own --run-path
    parser.add_argument(
        "--preset",
        required=True,
        help="a preset of data/presets, or the absolute path of a .toml file",
    )
    parser.add_argument(
        "--processes",
        type=int,
        required=True,
        help="how many there must be in all: a launch that made fewer is refused",
    )
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(words)
    try:
        getattr(
            Launch(load_preset(given.preset), given.run, given.seed, given.processes), given.step
        )()
    except WhpError as error:
        print(
            f"process {os.environ.get('RANK', 0)}: {type(error).__name__}: {error}", file=sys.stderr
        )
        return 1
    finally:
        _leave()
    return 0


def _leave() -> None:
    """Ends what holds the processes together, where there is such a thing."""
    import torch

    if torch.distributed.is_available() and torch.distributed.is_initialized():
        torch.distributed.destroy_process_group()


if __name__ == "__main__":
    sys.exit(main())
