"""Device and dtype with the reason, seeds, versions, peak memory."""

import numpy
import pytest
import torch

from whp_kit.errors import SettingsError
from whp_kit.models.machine import (
    Device,
    code_state,
    measure_speed,
    peak_device_memory_bytes,
    peak_memory_bytes,
    pick_device,
    seed_everything,
    versions,
)


@pytest.fixture
def gpu(monkeypatch):
    """Makes this a machine whose one GPU has the given compute capability."""

    def make(major, minor):
        monkeypatch.delenv("WHP_DEVICE", raising=False)
        monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
        monkeypatch.setattr(torch.cuda, "current_device", lambda: 0)
        monkeypatch.setattr(torch.cuda, "get_device_capability", lambda device: (major, minor))
        monkeypatch.setattr(torch.cuda, "get_device_name", lambda device: "a GPU")

    return make


def test_the_cpu_computes_in_float32(monkeypatch):
    monkeypatch.setenv("WHP_DEVICE", "cpu")
    device = pick_device()
    assert (device.name, device.dtype) == ("cpu", "float32")
    assert device.torch_dtype is torch.float32
    assert device.reason


def test_a_dtype_of_the_settings_is_used(monkeypatch):
    monkeypatch.setenv("WHP_DEVICE", "cpu")
    device = pick_device("bfloat16")
    assert device.dtype == "bfloat16"
    assert "asked for" in device.reason


@pytest.mark.parametrize(
    ("capability", "dtype"), [((7, 5), "float16"), ((8, 0), "bfloat16"), ((9, 0), "bfloat16")]
)
def test_half_precision_goes_by_compute_capability(gpu, capability, dtype):
    gpu(*capability)
    device = pick_device()
    assert (device.name, device.dtype) == ("cuda:0", dtype)
    assert "{}.{}".format(*capability) in device.reason


def test_an_unknown_device_is_refused(monkeypatch):
    monkeypatch.setenv("WHP_DEVICE", "tpu")
    with pytest.raises(SettingsError, match="WHP_DEVICE.*tpu"):
        pick_device()


def test_an_unknown_dtype_is_refused(monkeypatch):
    monkeypatch.setenv("WHP_DEVICE", "cpu")
    with pytest.raises(SettingsError, match="int8"):
        pick_device("int8")


def test_the_same_seed_gives_the_same_draws():
    def draw():
        return torch.rand(1).item(), numpy.random.rand()

    assert seed_everything(5) == 5
    first = draw()
    seed_everything(5)
    assert draw() == first


@pytest.mark.parametrize("seed", [-1, 2**32, 1.0, None])
def test_a_seed_that_is_no_seed_is_refused(seed):
    with pytest.raises(SettingsError, match="seed"):
        seed_everything(seed)


def test_the_speed_of_a_processor_is_measured():
    assert measure_speed(Device("cpu", "float32", "")) > 1e8


def test_versions_name_python_and_the_libraries():
    assert {"python", "whp-kit", "torch", "transformers"} <= set(versions())


def test_the_state_of_the_code_has_a_commit_or_none():
    assert set(code_state()) == {"commit", "dirty"}


def test_peak_memory_never_falls():
    before = peak_memory_bytes()
    assert 10e6 < before < 100e9
    block = numpy.ones(30_000_000)
    assert peak_memory_bytes() >= before
    assert block.any()


def test_a_gpu_that_is_not_used_has_no_peak():
    assert peak_device_memory_bytes() >= 0
