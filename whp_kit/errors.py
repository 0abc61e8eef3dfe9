"""One root and few children; each error says what is wrong, shows the value, and gives the remedy.

Whatever a person can cause (a missing file, a bad setting, a step out of order) is raised as one of these.
Anything else that escapes is a fault of the kit and keeps its traceback.
"""

VALUE_LIMIT = 200  # characters of a value's repr that a message shows


class WhpError(Exception):
    """The root. `what` names the thing, `value` is what was found there, `remedy` is what to do next.

    `str()` is one paragraph: "what (value: ...). Remedy: ...". The three parts stay readable as attributes.
    """

    def __init__(self, what: str, *, value: object = None, remedy: str):
        self.what = what.rstrip(" .")
        self.value = value
        self.remedy = remedy.rstrip(" .")
        super().__init__(self.what, value, self.remedy)

    def __str__(self) -> str:
        shown = "" if self.value is None else f" (value: {shorten(self.value)})"
        return f"{self.what}{shown}. Remedy: {self.remedy}."

    def __reduce__(self):
        return _rebuild, (type(self), self.what, self.value, self.remedy)


class SettingsError(WhpError):
    """A preset, a parameter or an option: unknown name, wrong type, out of range."""


class InputError(WhpError):
    """What the reader brings: texts, anchor files, model folders, probe files, tasks."""


class ArtifactError(WhpError):
    """What one notebook left for the next in `runs/`."""


class MissingArtifact(ArtifactError):
    """The step that is needed has not been run (or did not finish)."""


class StaleArtifact(ArtifactError):
    """The step that is needed was made from something that has changed since."""


class StorageError(WhpError):
    """Disk full, folder not writable, file cut short."""


class TrainingError(WhpError):
    """A fine-tune that cannot go on: no finite loss, no gradients, no labelled position."""


def shorten(value: object, limit: int = VALUE_LIMIT) -> str:
    """`repr(value)` on one line, at most `limit` characters long."""
    text = value if isinstance(value, str) and value.strip() and "\n" not in value else repr(value)
    return text if len(text) <= limit else text[: limit - 3] + "..."


def _rebuild(kind: type[WhpError], what: str, value: object, remedy: str) -> WhpError:
    return kind(what, value=value, remedy=remedy)
