"""Badges and set-up cells of the notebooks, and what a changed address changes in them."""

import json
import re
import shutil

import pytest

from tools import badges
from whp_kit.cli.main import main
from whp_kit.errors import InputError, SettingsError
from whp_kit.paths import NOTEBOOKS, PROJECT_ROOT

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))


def cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_notebook_has_the_set_up_cell_and_a_badge_only_if_it_leads_somewhere(path):
    address = badges.repository()
    first = next(cell for cell in cells(path) if cell["cell_type"] == "code")
    assert "".join(first["source"]) == badges.setup_cell(address)
    shown = badges.BADGE.findall(path.read_text(encoding="utf-8"))
    assert shown == ([] if badges.leads_nowhere(address) else [badges.badge(path.stem, address)])


def test_no_page_shows_a_badge_that_leads_nowhere():
    for page in [PROJECT_ROOT / "README.md", *(PROJECT_ROOT / "docs").glob("*.md")]:
        assert f"github.com/{badges.PLACEHOLDER}" not in page.read_text(encoding="utf-8"), page.name


def test_badges_that_are_up_to_date_are_not_written(tmp_path):
    for path in PATHS:
        shutil.copy(path, tmp_path)
    assert badges.write_badges(tmp_path) == []


def test_an_address_changes_badge_and_cell_of_every_notebook_and_nothing_else_in_it(tmp_path):
    for path in PATHS:
        shutil.copy(path, tmp_path)
    one, other = (f"https://github.com/{name}" for name in ("someone/forgetting", "else/kit"))
    for address in (one, other):
        changed = badges.write_badges(tmp_path, address)
        assert [path.name for path in changed] == [path.name for path in PATHS]
        for path in changed:
            text = path.read_text(encoding="utf-8")
            assert badges.BADGE.findall(text) == [badges.badge(path.stem, address)]
            assert f"git clone -q --depth 1 {address} ~/whp-kit" in text
    badges.write_badges(tmp_path, badges.repository())
    for path in PATHS:
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_a_notebook_without_a_title_is_refused(make_notebook):
    path = make_notebook("09_mine", "1 + 1")
    with pytest.raises(InputError, match="title"):
        badges.write_badges(path.parent)


def test_a_notebook_without_a_badge_gets_one(make_notebook):
    path = make_notebook("09_mine", "1 + 1")
    notebook = json.loads(PATHS[1].read_text(encoding="utf-8"))
    notebook["cells"][0]["source"] = ["# Mine\n", "Text."]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    address = "https://github.com/someone/forgetting"
    assert badges.write_badges(path.parent, address) == [path]
    badge = badges.badge("09_mine", address)
    assert "".join(cells(path)[0]["source"]) == f"# Mine\n\n{badge}\n\nText."


@pytest.mark.parametrize(
    "address", ["", "github.com/a/b", "https://github.com/a", "https://example.org/a/b"]
)
def test_an_address_that_colab_cannot_open_is_refused(tmp_path, address):
    file = tmp_path / "pyproject.toml"
    file.write_text(f'[project]\nname = "x"\n[project.urls]\nRepository = "{address}"\n')
    with pytest.raises(SettingsError, match="Repository"):
        badges.repository(file)


def test_the_command_prints_the_address(capsys):
    assert main(["badges"]) == 0
    assert re.fullmatch(re.escape(badges.repository()), capsys.readouterr().out.strip())
