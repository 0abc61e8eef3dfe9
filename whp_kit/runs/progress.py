"""Shows which notebook and cell is running: one moving line on a terminal, else plain lines."""

import sys
import threading
import time
from typing import Self, TextIO

BAR_WIDTH = 24
LINE_WIDTH = 110
TICK_SECONDS = 1.0


class Progress:
    """Shows a chain of notebooks as it runs. On a terminal the line also counts the seconds of a
    long cell.
    """

    def __init__(self, notebooks: int, stream: TextIO | None = None):
        self.stream = stream or sys.stdout
        self.moving = self.stream.isatty()
        self.notebooks, self.finished = notebooks, 0
        self.name, self.cell_text, self.share = "", "", 0.0
        self.since = time.monotonic()
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._ticker: threading.Thread | None = None

    def __enter__(self) -> Self:
        if self.moving:
            self._ticker = threading.Thread(target=self._tick, daemon=True)
            self._ticker.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        if self._ticker:
            self._ticker.join()
            self._clear()

    def start(self, name: str) -> None:
        """A notebook begins."""
        self.name, self.cell_text, self.share, self.since = name, "starting", 0.0, time.monotonic()
        if not self.moving:
            self.line(f"[{self.finished + 1}/{self.notebooks}] {name}")

    def cell(self, index: int, total: int, title: str) -> None:
        """Code cell `index` of `total` (from 1) begins; `title` is the heading that it stands
        below.
        """
        self.cell_text, self.share = f"cell {index}/{total}: {title}", (index - 1) / max(total, 1)
        if self.moving:
            self._draw()
        else:
            self.line(f"    {self.cell_text}")

    def finish(self, text: str) -> None:
        """The notebook is done with; `text` says how it went."""
        self.finished += 1
        self.name = ""
        self.line(f"[{self.finished}/{self.notebooks}] {text}")

    def line(self, text: str) -> None:
        """A line that stays."""
        with self._lock:
            if self.moving:
                self._clear()
            self.stream.write(text + "\n")
            self.stream.flush()

    def _tick(self) -> None:
        while not self._stop.wait(TICK_SECONDS):
            self._draw()

    def _draw(self) -> None:
        if not self.name:
            return
        full = int(BAR_WIDTH * (self.finished + self.share) / max(self.notebooks, 1))
        seconds = int(time.monotonic() - self.since)
        bar = "#" * full + "." * (BAR_WIDTH - full)
        text = (
            f"{bar} {self.finished + 1}/{self.notebooks} {seconds // 60}:{seconds % 60:02d} "
            f"{self.name} {self.cell_text}"
        )
        with self._lock:
            self._clear()
            self.stream.write(text[:LINE_WIDTH])
            self.stream.flush()

    def _clear(self) -> None:
        self.stream.write("\r" + " " * LINE_WIDTH + "\r")
