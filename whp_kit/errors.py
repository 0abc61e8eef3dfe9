"""The kit's errors. Each one says what is wrong, shows the value, and gives the remedy.

An error that a person can cause (a missing file, a bad setting, a step out of order) is one of
these. Any other exception is a fault of the kit; the command line keeps its traceback in a file.
"""

VALUE_LIMIT = 200  # characters of a value that a message shows
PANIC = "PanicException"  # what a library in Rust raises where it fails; it is no Exception


class WhpError(Exception):
    """The root of all. `what` is wrong, `value` is the faulty value, `remedy` is what to do next.

    `str()` is one paragraph: "what (value: ...). Remedy: ...".
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


def is_failure(error: BaseException) -> bool:
    """Whether it is an error of a library or of the kit, and no request to end."""
    return isinstance(error, Exception) or type(error).__name__ == PANIC


class SettingsError(WhpError):
    """A preset, a parameter or an option: unknown name, wrong type, out of range."""


class InputError(WhpError):
    """A file that a person brings: a text, anchors, a model's folder, probes, tasks."""


class ArtifactError(WhpError):
    """A result that one notebook saved for the next in `runs/`."""


class MissingArtifact(ArtifactError):
    """A step that is needed has not been run, or did not finish."""


class StaleArtifact(ArtifactError):
    """A step that is needed was made from something that has changed since."""


class RunInUse(ArtifactError):
    """A run that another process is writing."""


class StorageError(WhpError):
    """A full disk, a folder that is not writable, a file that is cut short."""


class TrainingError(WhpError):
    """A fine-tune that cannot go on: no finite loss, no gradients, no labels."""


def shorten(value: object, limit: int = VALUE_LIMIT) -> str:
    """The value on one line, at most `limit` characters long."""
    text = value if isinstance(value, str) and value.strip() and "\n" not in value else repr(value)
    return text if len(text) <= limit else text[: limit - 3] + "..."


def _rebuild(kind: type[WhpError], what: str, value: object, remedy: str) -> WhpError:
    return kind(what, value=value, remedy=remedy)
