"""Each error says what, the value, and the remedy, in one paragraph."""

import pickle

import pytest

from whp_kit import errors


def test_the_sentence():
    error = errors.InputError("the text is empty", value="/books/1.txt", remedy="give a text")
    assert str(error) == "the text is empty (value: /books/1.txt). Remedy: give a text."
    assert str(errors.WhpError("no model.", remedy="load one.")) == "no model. Remedy: load one."
    assert (error.what, error.value, error.remedy) == (
        "the text is empty",
        "/books/1.txt",
        "give a text",
    )


def test_a_remedy_is_required():
    with pytest.raises(TypeError):
        errors.WhpError("x")


def test_falsy_values_are_shown():
    assert "(value: 0)" in str(errors.SettingsError("x", value=0, remedy="y"))
    assert "(value: '')" in str(errors.SettingsError("x", value="", remedy="y"))


def test_long_values_stay_on_one_line():
    text = str(errors.SettingsError("x", value=["a\nb"] * 1000, remedy="y"))
    assert "\n" not in text and len(text) < 300


def test_the_tree():
    for child in (
        errors.SettingsError,
        errors.InputError,
        errors.ArtifactError,
        errors.StorageError,
        errors.TrainingError,
    ):
        assert issubclass(child, errors.WhpError)
    assert issubclass(errors.MissingArtifact, errors.ArtifactError) and issubclass(
        errors.StaleArtifact, errors.ArtifactError
    )


def test_errors_pass_between_processes():
    error = pickle.loads(pickle.dumps(errors.StaleArtifact("a", value=[1], remedy="b")))
    assert type(error) is errors.StaleArtifact and str(error) == "a (value: [1]). Remedy: b."
