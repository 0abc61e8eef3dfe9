"""The prompt box, worked without a screen: by setting `.value` and pressing its button."""

from whp_kit.errors import InputError
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
    assert [exchange.prompt for exchange in box.exchanges] == ["And <b>she</b>?", "Who is it? "]
    assert prompt_box({}, prompt="Who?\nAnswer:").prompt.value == "Who?⏎Answer:"
    box.prompt.value = "Who?⏎Answer:"
    assert asked.pop(-2) == ("baseline", "Who?\nAnswer:") and asked.pop()
    static = box.static(["He is", "She is"])
    assert "He is" in static.text and "<script" not in static.html and len(asked) == 8


def test_a_tick_sends_the_prompt_through_the_chat_template():
    box = prompt_box(
        {"baseline": lambda prompt: f"{prompt} goes on", "unlearned": lambda prompt: "on"},
        prompt="Who is Quill?",
        reply_by_role={"baseline": lambda prompt: f"reply to {prompt}", "unlearned": lambda _: "?"},
    )
    assert box.as_chat in box.children and not box.as_chat.value, "off until it is ticked"
    box.button.click()
    assert box.exchanges[0].answers == {"baseline": "Who is Quill? goes on", "unlearned": "on"}
    assert "as a chat" not in box.answers.value
    box.as_chat.value = True
    box.button.click()
    assert box.exchanges[0].answers == {"baseline": "reply to Who is Quill?", "unlearned": "?"}
    assert box.answers.value.count("as a chat") == 1, "each answer says how it was asked for"
    box.button.click()
    assert len(box.exchanges) == 2, "what was just asked is not asked again"


def test_without_a_chat_template_there_is_nothing_to_tick():
    box = prompt_box({"baseline": lambda prompt: "on"})
    assert box.as_chat not in box.children


def test_a_template_that_cannot_be_used_is_told_in_the_box():
    def refuse(prompt):
        raise InputError(
            "the model's chat template cannot be used", value="<no>", remedy="take it out"
        )

    box = prompt_box({"baseline": lambda prompt: "on"}, reply_by_role={"baseline": refuse})
    box.as_chat.value = True
    box.prompt.value = "Who?"
    assert "cannot be used" in box.answers.value and "&lt;no&gt;" in box.answers.value
