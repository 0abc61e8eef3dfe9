"""What the benches of labels measure can be made: models, text and table."""

from tools.bench import bench_labels, bench_real
from whp_kit.labels.make import make_labels
from whp_kit.settings import load_preset
from whp_kit.text.documents import Document, read_all


def test_the_two_models_of_the_bench_differ_and_label_a_text():
    models, documents, table, settings = bench_labels.world("test")
    part = [Document("part.txt", documents[0].text[:600])]
    made = make_labels(models, part, table, settings)
    assert made.coverage()["labels"] > 0
    assert any((a != b).any() for a, b in zip(made.at(0.0), made.at(5.0), strict=True))


def test_the_bench_of_a_real_model_has_a_general_text():
    preset = load_preset(bench_real.PRESET).override("world", general=bench_real.GENERAL)
    assert read_all(*preset.world.general)
