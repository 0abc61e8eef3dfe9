"""Several processes of one training, each with a GPU and the whole model: joining and leaving."""

import os

import torch
from accelerate import Accelerator

from whp_kit.errors import SettingsError
from whp_kit.models.machine import pick_device


def join(processes: int) -> Accelerator:
    """Joins the processes that torchrun started; from here on this process's GPU is its own.

    SettingsError where another number of processes runs than `processes` (a launch may silently run
    one), or where they share out one model, since each holds the whole of it here.
    """
    if torch.cuda.is_available() and "LOCAL_RANK" in os.environ:
        torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
    accelerator = Accelerator(cpu=pick_device().name == "cpu")
    check(accelerator, processes)
    return accelerator


def check(accelerator: Accelerator, processes: int) -> None:
    """SettingsError unless `processes` run, each with a model of its own."""
    if accelerator.num_processes != processes:
        raise SettingsError(
            f"{processes} processes were asked for",
            value=f"{accelerator.num_processes} run",
            remedy="start it with torchrun: --nproc_per_node times --nnodes must be --processes",
        )
    if accelerator.distributed_type.value not in ("NO", "MULTI_CPU", "MULTI_GPU"):
        raise SettingsError(
            "this loop does not shard a model",
            value=accelerator.distributed_type.value,
            remedy="use torchrun, or an accelerate configuration of type MULTI_GPU",
        )


def leave() -> None:
    """Ends the process group, if there is one."""
    if torch.distributed.is_available() and torch.distributed.is_initialized():
        torch.distributed.destroy_process_group()
