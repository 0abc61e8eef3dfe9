"""tables: CSV with any separator, mark, encoding, line end and spaces, and what is refused."""

import contextlib
import csv
import io
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whp_kit.errors import InputError
from whp_kit.files import read_marked_text, write_text
from whp_kit.text.tables import TableForm, dump_table, parse_table, read_csv

COLUMNS = ("term", "category", "replacements")
ROWS = [["Ketta", "person", "Anna|Jane"], ["Salt, Mill", "place", "the “old” mill"]]


def parsed(text, **options):
    return parse_table(text, COLUMNS, ("note",), "list", "mine.csv", **options)


def cells(table):
    return [list(row.cells.values()) for row in table.rows]


def written(separator=",", line_end="\n", heading=COLUMNS):
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=separator, lineterminator=line_end).writerows([heading, *ROWS])
    return file.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", ":", "~", "^", "\x1f", "；"])
def test_any_separator_that_the_heading_shows_is_known(separator):
    table = parsed(written(separator))
    assert cells(table) == ROWS
    assert table.form.separator == separator


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_any_line_end(line_end):
    assert cells(parsed(written(line_end=line_end))) == ROWS


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"], ids=str
)
def test_any_encoding_with_a_mark(tmp_path, encoding):
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    (tmp_path / "mine.csv").write_bytes((mark + written("\t", "\r\n")).encode(encoding))
    rows = [list(row.values()) for _, row in read_csv(tmp_path / "mine.csv", "list", COLUMNS)]
    assert rows == ROWS


@pytest.mark.parametrize("line", ["sep=;\n", "\ufeffsep=;\r\n", '"sep=;"\n', "SEP=;;;\n"])
def test_a_line_that_names_the_separator(line):
    table = parsed(line + written(";"))
    assert cells(table) == ROWS
    assert table.rows[0].line == 3
    assert table.form.has_separator_line


@pytest.mark.parametrize(
    "heading",
    [
        "term, category, replacements",
        " Term ,CATEGORY , Replacements ",
        '"term","category","replacements"',
        '"term" , "category" , "replacements"',
        "term,category,replacements,,",
        "\n\n  \nterm,category,replacements",
        ",term,category,replacements",
    ],
)
def test_headings_as_people_write_them(heading):
    first = "," if heading.startswith(",") else ""
    table = parsed(heading + f"\n{first}Ketta,person,Anna\n")
    assert cells(table) == [["Ketta", "person", "Anna"]]
    assert table.columns == COLUMNS


def test_spaces_around_quotes_do_no_harm():
    text = 'term, category, replacements\n"Salt, Mill" , "place" , "a ""b"", c" \n'
    assert cells(parsed(text)) == [["Salt, Mill", "place", 'a "b", c']]


def test_empty_lines_and_columns_are_left_out():
    table = parsed("term;category;replacements;;\n;;;;\nKetta;person;Anna;;\n\n;;\n")
    assert cells(table) == [["Ketta", "person", "Anna"]]


def test_cells_that_are_not_written_are_empty():
    table = parsed("term,category,replacements,note,mine\nKetta,person,Anna\n")
    assert cells(table) == [["Ketta", "person", "Anna", "", ""]]


def test_a_row_comes_with_its_line(tmp_path):
    path = write_text(tmp_path / "a.csv", 'term,grade\n"two\nlines", 3 \nKetta,2\n')
    assert list(read_csv(path, "list", ["term", "grade"])) == [
        (f"list {path}, line 3", {"term": "two\nlines", "grade": "3"}),
        (f"list {path}, line 4", {"term": "Ketta", "grade": "2"}),
    ]


def test_a_column_without_a_heading_is_kept_where_it_holds_something():
    table = parsed(",term,category,replacements\n0,Ketta,person,Anna\n")
    assert table.columns == ("", *COLUMNS)
    assert cells(table) == [["0", "Ketta", "person", "Anna"]]


def test_a_markdown_table_is_a_table():
    text = "| term | category | replacements |\n|---|:--|---|\n| Ketta | person | Anna |\n"
    assert [cell.strip() for cell in cells(parsed(text))[0]] == ["Ketta", "person", "Anna"]


@pytest.mark.parametrize("cell", ["Anna \\| Tom", '"Anna | Tom"', '"Anna \\| Tom"'])
def test_a_bar_inside_a_cell_of_a_markdown_table(cell):
    text = f"| term | category | replacements |\n|---|---|---|\n| Ketta | person | {cell} |\n"
    right = "Anna \\| Tom" if cell.startswith('"Anna \\') else "Anna | Tom"
    assert [cell.strip() for cell in cells(parsed(text))[0]] == ["Ketta", "person", right]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_heading_that_stands_again_is_no_row(line_end):
    one = line_end.join(["term,category,replacements", "Ketta,person,Anna", ""])
    other = line_end.join(["Term , Category,REPLACEMENTS", "Pim,dog,Spot", ""])
    rows = parsed(one + other).rows
    assert [(row.line, row.cells["term"]) for row in rows] == [(2, "Ketta"), (4, "Pim")]


@pytest.mark.parametrize(
    ("text", "what", "value", "remedy"),
    [
        ("# mine\nterm,category,replacements\n", "comment", "line 1: # mine", "delete"),
        ('term,category,replacements\n"A\nB",p,x\n# of,a,b\n', "comment", "line 4", "quotes"),
        ("sep=;\nterm;category;replacements\n// a;b;c\n", "comment", "line 3", "quotes"),
        ("", "lacks a column", "term", "it names nothing"),
        ("word;grade\nKetta;3\n", "lacks a column", "term, category", "'word', 'grade'"),
        ("term,category,replacements\nA,p,x,y\n", "another number", "line 2: 4 cells", "quotes"),
        ("term,category,replacements\nA,p\n", "another number", "line 2: 2 cells", "every cell"),
        ("term,category,replacements\nA;p;x\n", "another number", "A;p;x", "not by ';'"),
        ('term,category,replacements\nA,p,"x\nB,p,y\n', "not CSV", "line 2", "not closed"),
        ("term,Term,category,replacements\n", "stands twice", "'term'", "rename"),
    ],
)
def test_what_is_odd_is_refused_with_its_place(text, what, value, remedy):
    with pytest.raises(InputError, match=what) as caught:
        parsed(text)
    assert value in caught.value.value
    assert "mine.csv" in caught.value.value
    assert remedy in caught.value.remedy


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        ("term,category\n".encode("utf-16-le"), "NUL characters from line 1"),
        (b"PK\x03\x04rest", "workbook"),
        ("term\nCaf\u00e9\n".encode("cp1252"), "not UTF-8 at line 2"),
        (b"\xff\xfet\x00e", "not UTF-16"),
    ],
    ids=["UTF-16 without a mark", "xlsx", "cp1252", "half a character"],
)
def test_a_file_that_is_no_text_with_a_mark_is_refused(tmp_path, raw, what):
    (tmp_path / "mine.csv").write_bytes(raw)
    with pytest.raises(InputError, match=what) as caught:
        read_marked_text(tmp_path / "mine.csv", "list")
    assert "mine.csv" in caught.value.value


forms = st.builds(
    TableForm,
    st.sampled_from([",", ";", "\t", "|", "~"]),
    st.just("utf-8"),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["\n", "\r\n"]),
)
cell_texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=8)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(cell_texts, cell_texts, cell_texts), max_size=5), forms)
def test_a_table_comes_back_in_its_form(rows, form):
    rows = [list(row) for row in rows if any(cell.strip() for cell in row)]
    rows = [["first", "row", "of cells"], *rows]  # one of dashes below the heading is a rule
    table = parsed(dump_table([COLUMNS, *rows], form))
    assert cells(table) == rows
    assert table.form == form


def test_a_file_of_utf16_is_written_with_its_mark(tmp_path):
    form = TableForm("\t", "utf-16-le", has_mark=True)
    write_text(tmp_path / "t.csv", dump_table([COLUMNS, *ROWS], form), form.encoding)
    text, encoding = read_marked_text(tmp_path / "t.csv")
    assert parsed(text, encoding=encoding).form == form
    assert cells(parsed(text)) == ROWS


HEADING = ",".join(COLUMNS)
MANY = 20_000
LARGE = {
    "many columns": f"{HEADING},{','.join(f'c{n}' for n in range(MANY))}\na,b,c\n",
    "many empty columns": f"{HEADING}{',' * MANY}\na,b,c\n",
    "the same column": f"{HEADING},{'a,' * MANY}\na,b,c\n",
    "many columns and rows": f"{HEADING},{','.join(f'c{n}' for n in range(900))}\n"
    + "a,b,c\n" * MANY,
    "another sign in every cell": "".join(chr(0x4E00 + n) for n in range(MANY)) + "\na,b,c\n",
    "spaces before the heading": " " * 10 * MANY + "\n" + f"{HEADING}\na,b,c\n",
    "a rule that is none": f"|term|category|replacements|\n|{'-' * 10 * MANY}x\n",
    "rules that are none": f"|term|category|replacements|\n{'| - ' * MANY}x\n",
    "a space as separator": f"sep= \n{HEADING}\n{' ' * 10 * MANY}x\n",
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_a_table_that_no_person_wrote_is_refused_or_read_in_linear_time(text):
    began = time.process_time()
    with contextlib.suppress(InputError):
        parsed(text)
    assert time.process_time() - began < 2


def test_too_many_columns_are_told():
    with pytest.raises(InputError, match="has more than 1,000 columns.*20,003"):
        parsed(LARGE["many columns"])


def test_the_heading_may_begin_with_spaces_or_stand_below_empty_lines():
    for before in ("  ", "\n \r\n  ", "\r\r"):
        assert cells(parsed(before + written())) == ROWS
