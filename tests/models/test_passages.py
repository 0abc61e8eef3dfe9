"""What a model writes by itself: the same to the byte for a seed, also from the middle, in turn
from all openings, and as a chat model where there is a template.
"""

from collections import Counter
from itertools import islice

import pytest

from whp_kit.errors import InputError
from whp_kit.files import write_json
from whp_kit.models.chat_template import Frame
from whp_kit.models.kept_passages import Sieve, collect
from whp_kit.models.load import load_base
from whp_kit.models.passages import (
    BATCH,
    Opening,
    Passage,
    load_openings,
    origin_of,
    write_passages,
)
from whp_kit.models.roles import generate
from whp_kit.settings import GeneralSettings

BEGINNINGS = [Opening("story", text) for text in ("Old Tom", "Anna took", "The gate was", "A lamp")]
OPENINGS = [*BEGINNINGS, Opening("request", "Tell me more."), Opening("request", "Who is it?")]
TEMPLATE = "{{ bos_token }}{% for m in messages %}<{{ m.role }}>{{ m.content }}\n{% endfor %}"


def some(loaded, seed=0, first=0, batches=3, tokens=8, openings=OPENINGS):
    return list(islice(write_passages(loaded, openings, seed, tokens, first), batches))


def test_a_seed_gives_the_same_passages_also_from_the_middle(loaded, folder):
    written = some(loaded)
    assert some(load_base(folder)) == written, "another copy of the same model"
    assert some(loaded, first=2, batches=1) == written[2:]
    assert some(loaded, seed=1) != written
    assert written[0] != written[1] != written[2], "each batch is drawn anew"
    assert {len(batch) for batch in written} == {BATCH}


def test_every_opening_comes_once_before_one_comes_again(loaded):
    first, second = some(loaded, batches=2)
    assert Counter(one.opening for one in first + second) == {
        opening.text: 2 * BATCH // len(BEGINNINGS) for opening in BEGINNINGS
    }
    assert all(passage.text.startswith(passage.opening) for passage in first)


def test_a_chat_model_answers_the_requests_in_every_other_batch(loaded):
    plain = some(loaded, batches=1)
    loaded.tokenizer.chat_template = TEMPLATE
    first, second, third = some(loaded)
    assert [first] == plain
    requests = {"Tell me more.", "Who is it?"}
    assert {one.opening for one in second} == requests
    assert not requests & {one.opening for one in third}
    assert not any(one.text.startswith(one.opening) for one in second)


def test_a_frame_brings_its_own_first_token(loaded):
    """The prompt in a frame is read as the framed text alone, with one BOS and not two."""
    bare = generate(loaded, None, ["Old Tom sat"], 6, 1)
    assert generate(loaded, None, ["Tom"], 6, 1, frame=Frame("<s>Old ", " sat")) == bare
    without_first_token = generate(loaded, None, ["Tom"], 6, 1, frame=Frame("Old ", " sat"))
    assert without_first_token != bare


def test_no_passage_is_longer_than_what_the_model_reads(loaded):
    (batch,) = some(loaded, tokens=4096, batches=1)  # the model reads 128
    lengths = [len(loaded.tokenizer(one.text)["input_ids"]) for one in batch]
    assert max(lengths) > 64


def test_the_shipped_openings_have_one_to_four_words_in_many_forms():
    openings = load_openings(GeneralSettings().openings)
    plain = [opening for opening in openings if opening.form != "request"]
    assert len({opening.form for opening in plain}) > 15
    assert all(1 <= len(opening.text.split()) <= 4 for opening in plain)
    assert len({opening.text for opening in openings}) == len(openings)
    assert len(openings) - len(plain) >= BATCH


def test_openings_that_are_all_requests_are_refused(tmp_path):
    path = tmp_path / "openings.csv"
    path.write_text("form,opening\nrequest,Tell me a story.\nstory,\n", encoding="utf-8")
    with pytest.raises(InputError, match="no beginning of a text"):
        load_openings(path)


def test_another_chat_template_or_rule_of_sampling_is_another_origin(loaded, tmp_path):
    openings = tmp_path / "openings.csv"
    openings.write_text("form,opening\nstory,The lamp\n", encoding="utf-8")
    first = origin_of(loaded, 0, 8, openings)
    assert origin_of(loaded, 0, 8, openings) == first != origin_of(loaded, 1, 8, openings)
    loaded.tokenizer.chat_template = "{{ messages[0].content }}"
    changed = origin_of(loaded, 0, 8, openings)
    loaded.tokenizer.chat_template = None
    loaded.model.generation_config.repetition_penalty = 1.3
    penalised = origin_of(loaded, 0, 8, openings)
    loaded.model.generation_config.repetition_penalty = None
    assert len({str(one) for one in (first, changed, penalised)}) == 3


@pytest.mark.parametrize("passages", [None, [1], [{"opening": "a"}], [{"opening": 1, "text": 2}]])
def test_a_record_of_another_shape_is_written_again(loaded, tmp_path, passages):
    record, origin = tmp_path / "record.json", {"seed": 0}
    write_json(record, {"origin": origin, "passages": passages})
    text = "The lamp stood on the table by the door, and nobody had lit it since the day before."
    batches = iter([[Passage("The lamp", text)] * 16])
    sieve = Sieve(lambda text: None)
    collect(lambda first: batches, 1, sieve, origin, record)
    assert sieve.kept == [text]
