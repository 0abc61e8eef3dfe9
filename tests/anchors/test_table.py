"""The anchor table as a file, its faults, its report."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whp_kit.anchors.editor import AnchorEditor
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.anchors.translate import translate
from whp_kit.anchors.validate import validate
from whp_kit.errors import InputError

HEAD = "term,category,replacements\n"
cell = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)
filled = cell.map(str.strip).filter(bool)


def table(*rows):
    return AnchorTable(
        tuple(Anchor(term, "person", tuple(replacements.split("|"))) for term, replacements in rows)
    )


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.lists(
        st.builds(
            Anchor,
            filled,
            cell.map(str.strip),
            st.lists(filled, min_size=1, max_size=3).map(tuple),
            cell,
            cell,
        ),
        max_size=5,
    )
)
def test_a_table_comes_back_as_it_was_saved(rows):
    saved = AnchorTable(tuple(rows)).dump()
    assert AnchorTable.parse(saved).rows == tuple(rows)
    assert AnchorTable.parse(saved).dump() == saved


def test_commas_quotes_bars_and_line_ends_survive_the_file(tmp_path):
    rows = (
        Anchor('the "Old, Mill"', "place,x", ("a|b", "c\\d", 'e "f"'), "one\r\ntwo", "new"),
        Anchor("Ron", "", ("Tom",)),
    )
    AnchorTable(rows).save(tmp_path / "anchors.csv")
    assert AnchorTable.load(tmp_path / "anchors.csv").rows == rows
    assert [path.name for path in tmp_path.iterdir()] == ["anchors.csv"]


def test_columns_of_the_readers_own_are_kept(tmp_path):
    given_text = "who,term,replacements,category\nme,Ron,Tom | Tim,person\n"
    read = AnchorTable.parse(given_text)
    assert read.rows == (Anchor("Ron", "person", ("Tom", "Tim"), extra=("me",)),)
    assert AnchorTable.parse(read.dump()) == read


@pytest.mark.parametrize(
    ("text", "what", "value"),
    [
        ("term,replacements\nRon,Tom\n", "lacks a column", "category"),
        ("", "lacks a column", "term"),
        (HEAD + " ,person,Tom\n", "empty term", "row 1"),
        (HEAD + "Ron,person,\n", "no replacement", "row 1"),
        (HEAD + "Ron,person,Tim|ron\n", "equal to its replacement", "Ron"),
        (HEAD + "Ron,p,Tom\nHarry,p,Jon\nRon,p,Tim\n", "stands twice", "row 3"),
        (HEAD + "Ron,p,Tom,Tim\n", "another number of cells", "row 1"),
        (HEAD + '"Ron,p,Tom\n', "not CSV", "quote"),
        ("term,term,category,replacements\n", "stands twice", "term"),
    ],
)
def test_a_faulty_file_is_one_error_with_file_row_value_and_remedy(tmp_path, text, what, value):
    path = tmp_path / "mine.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=what) as caught:
        AnchorTable.load(path)
    message = str(caught.value)
    assert "mine.csv" in message and value in message and caught.value.remedy


def test_a_missing_file_and_one_that_is_not_utf8(tmp_path):
    with pytest.raises(InputError, match="missing"):
        AnchorTable.load(tmp_path / "none.csv")
    (tmp_path / "latin.csv").write_bytes(b"term,category,replacements\nCaf\xe9,p,Bar\n")
    with pytest.raises(InputError, match="not UTF-8"):
        AnchorTable.load(tmp_path / "latin.csv")


def test_a_panel_may_hold_faulty_rows_and_gets_them_told():
    faulty = AnchorTable(
        (Anchor("", "p", ("x",)), Anchor("Ron", "p", ()), Anchor("Tim", "p", ("Tim",)))
    )
    assert [(f.row, f.kind, f.severity) for f in validate(faulty)][:3] == [
        (1, "empty-term", "error"),
        (2, "no-replacement", "error"),
        (3, "same-as-term", "error"),
    ]


def test_terms_whose_parts_are_terms_are_dropped_and_said_so():
    mine = table(
        ("Harry", "Jon"),
        ("Potter", "Smith"),
        ("Harry Potter", "Jon Smith"),
        ("Harry's", "Jon's"),
        ("Harry Lime", "Max"),
    )
    assert sorted(mine.dropped) == [2, 3]
    assert (
        translate("Harry Potter's and HARRY’S, Harry Lime", mine).text
        == "Jon Smith's and JON’S, Max"
    )
    told = {f.term: f for f in validate(mine) if f.kind in ("splittable", "possessive")}
    assert (
        set(told) == {"Harry Potter", "Harry's"} and "Harry, Potter" in told["Harry Potter"].reason
    )


@pytest.mark.parametrize(
    ("terms", "dropped"),
    [
        (["Grey-Ear", "Moss", "Grey-Ear Moss"], ["Grey-Ear Moss"]),
        (["Grey-Ear", "Moss", "Moss-Grey-Ear"], ["Moss-Grey-Ear"]),
        (["Old Mill", "Inn", "Old Mill Inn"], ["Old Mill Inn"]),
        (["Grey-Ear", "Moss", "Grey-Ear's Moss"], ["Grey-Ear's Moss"]),
        (["Grey", "Ear", "Moss", "Grey-Ear", "Grey-Ear Moss"], ["Grey-Ear", "Grey-Ear Moss"]),
        (["Grey-Ear", "Mossy", "Grey-Ear Moss"], []),
        (["Grey-Ear", "Grey-Ear Moss"], []),
        (["Moss", "Mossy"], []),
    ],
)
def test_a_term_that_other_terms_make_up_is_dropped(terms, dropped):
    mine = table(*((term, f"Word{number}") for number, term in enumerate(terms)))
    assert [terms[number] for number in mine.dropped] == dropped


def test_a_part_with_a_hyphen_has_one_replacement_everywhere():
    mine = table(("Grey-Ear", "Tom"), ("Moss", "Smith"), ("Grey-Ear Moss", "Al Bo"))
    text = "Grey-Ear Moss came. Grey-Ear sat. Moss slept."
    assert translate(text, mine).text == "Tom Smith came. Tom sat. Smith slept."


class TestAFileThatIsSavedAgain:
    @pytest.mark.parametrize(
        "raw",
        [
            'term;category;replacements\r\nSalz, Mühle;Ort;"die; Mühle|x"\r\n'.encode(),
            "\ufeffterm;category;replacements\nKetta;;Anna\n".encode(),
            "\ufeffsep=;\nterm;category;replacements\nKetta;;Anna\n".encode(),
            "term\tcategory\treplacements\r\nKettä\tp\tAnna\r\n".encode("utf-16"),
            b'term|category|replacements\nKetta|p|"Anna|Jane"\n',
        ],
        ids=["semicolons", "mark", "sep=", "Unicode text", "bars"],
    )
    def test_it_keeps_its_form(self, tmp_path, raw):
        path = tmp_path / "anchors.csv"
        path.write_bytes(raw)
        editor = AnchorEditor(path)
        editor.add("Pim", "", "Spot")
        copy = editor.save()
        assert copy.read_bytes() == raw
        saved = AnchorTable.read(path)
        assert saved == replace(editor.table, source=str(path))
        assert saved.form == AnchorTable.read(copy).form
        assert saved.rows[0] == AnchorTable.read(copy).rows[0]

    def test_of_two_who_save_both_keep_the_form(self, tmp_path):
        path = tmp_path / "anchors.csv"
        path.write_bytes("term\tcategory\treplacements\nKettä\tp\tAnna\n".encode("utf-16"))
        mine, theirs = AnchorEditor(path), AnchorEditor(path)
        theirs.add("Pim", "", "Spot")
        theirs.save()
        mine.add("Oat", "", "Rye")
        for _ in range(2):
            with pytest.raises(InputError, match="somebody else"):
                mine.save()
        beside = AnchorTable.read(path.with_name("anchors.mine-1.csv"))
        assert beside.rows == mine.table.rows
        assert beside.form.encoding == "utf-16-le"
        assert not path.with_name("anchors.mine-2.csv").exists()


def test_the_report_names_what_is_worth_a_look():
    mine = table(
        ("Ron", "Tom"),
        ("Ron", "Tom"),
        ("Zog", "Tom"),
        ("Mill", "the barn"),
        ("Harry", "Ron Weasel"),
        ("Lake", "Mirror Pond"),
    )
    found = {
        (f.row, f.kind)
        for f in validate(mine, text="Ron and Harry by the Lake. Milling.", lexicon=["Mirror"])
    }
    assert found == {
        (2, "repeated"),
        (3, "shared-replacement"),
        (3, "never-found"),
        (4, "common-first-word"),
        (4, "never-found"),
        (5, "replacement-holds-term"),
        (6, "replacement-is-peculiar"),
    }
    severities = [f.severity for f in validate(mine, text="Ron")]
    assert severities == sorted(severities, key=["error", "warning", "note"].index)


def test_a_term_that_a_stray_quote_made_is_a_fault_and_costs_no_time(tmp_path):
    joined = "\n".join(f"Term{number}" for number in range(700))
    path = tmp_path / "stray.csv"
    path.write_text(f'term,category,replacements\n"{joined}",person,Tom\n', encoding="utf-8")
    with pytest.raises(InputError, match="stray quote"):
        AnchorTable.load(path).check()
