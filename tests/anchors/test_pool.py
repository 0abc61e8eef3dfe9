"""pool: the shipped words, and a pool of one's own."""

import pytest

from whp_kit.anchors.pool import Entry, Pool
from whp_kit.errors import InputError


def test_a_pool_of_ones_own(tmp_path):
    path = tmp_path / "pool.csv"
    path.write_text("category,form,word,plural\nplace,,hut,huts\n", encoding="utf-8")
    assert Pool.load(path).words == (Entry("place", "", "hut", "huts"),)


def test_a_missing_file_or_column_is_reported(tmp_path):
    path = tmp_path / "pool.csv"
    path.write_text("word\nhut\n", encoding="utf-8")
    for wrong in (path, tmp_path / "none.csv"):
        with pytest.raises(InputError, match="pool of replacements"):
            Pool.load(wrong)


@pytest.fixture(scope="module")
def pool():
    return Pool.load()


def test_the_shipped_pool_has_each_word_once_in_its_form(pool):
    keys = {(entry.category, entry.form, entry.word.lower()) for entry in pool.words}
    assert len(keys) == len(pool.words) > 500


def test_the_shipped_nouns_have_plurals(pool):
    assert all(entry.plural for entry in pool.words if entry.form == "")


def test_the_shipped_pool_has_the_categories_of_a_world(pool):
    needed = {"person", "place", "creature", "object", "food", "spell"}
    assert needed <= {entry.category for entry in pool.words}


def test_no_shipped_word_has_an_article(pool):
    articles = ("a ", "an ", "the ")
    assert not any(entry.word.lower().startswith(articles) for entry in pool.words)
