"""Imports between the rooms go one way: the contracts of import-linter in pyproject.toml."""

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from whp_kit.paths import PROJECT_ROOT


def test_the_contracts_are_kept(monkeypatch, capsys):
    monkeypatch.chdir(PROJECT_ROOT)
    status = lint_imports(config_filename="pyproject.toml", no_cache=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out
