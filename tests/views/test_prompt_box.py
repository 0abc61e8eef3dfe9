"""The prompt box, worked without a screen: by setting `.value` and pressing its button."""

from whp_kit.views.panels.prompt_box import prompt_box

NASTY = '<script>alert(1)</script>"=1+1,'


def test_the_prompt_box_asks_every_role():
    asked = []

    def answer(role):
        return lambda prompt: asked.append((role, prompt)) or f" {role} says Quill {NASTY}"

    box = prompt_box(
        {"baseline": answer("baseline"), "never_knew": answer("never-knew")}, words=["quill"]
    )
    box.button.click()
    assert asked == [] and "first" in box.answers.value
    box.prompt.value = "Who is it? "
    box.button.click()
    assert asked == [("baseline", "Who is it?"), ("never-knew", "Who is it?")]
    assert (
        box.answers.value.count("<b><u>Quill</u></b>") == 2 and "<script" not in box.answers.value
    )
    box.prompt.value = "And <b>she</b>?"  # Enter
    box.button.click()
    assert len(asked) == 4, "what was just asked is not asked again"
    first, second = (box.answers.value.index(words) for words in ("And &lt;b&gt;she", "Who is it?"))
    assert first < second, "the latest stands above the earlier one"
    assert [prompt for prompt, _ in box.exchanges] == ["And <b>she</b>?", "Who is it? "]
    assert prompt_box({}, prompt="Who?\nAnswer:").prompt.value == "Who?⏎Answer:"
    box.prompt.value = "Who?⏎Answer:"
    assert asked.pop(-2) == ("baseline", "Who?\nAnswer:") and asked.pop()
    static = box.static(["He is", "She is"])
    assert "He is" in static.text and "<script" not in static.html and len(asked) == 8
