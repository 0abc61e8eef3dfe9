"""JupyterLab in a real browser, for tests of what a person sees: start it, open a notebook, run it,
look, take a picture.

`with lab(folder) as address, browser() as chromium:` then `open_notebook(chromium, address,
"name.ipynb")`. Nothing outside the machine is asked for. `needs_browser` marks a test that says so,
and is not run, where there is no Chromium. With WHP_RENDERER, a file, widgets are shown by that
renderer of VS Code's (`.ci/renderers.py`).
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.vscode_page import open_in_vscode
from whp_kit.paths import PROJECT_ROOT

CHROMIUM = next(
    filter(
        None,
        map(
            shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
        ),
    ),
    None,
)
RENDERER = os.environ.get("WHP_RENDERER")
PICTURES = PROJECT_ROOT / "runs" / ("screenshots-vscode" if RENDERER else "screenshots")
START_SECONDS, RUN_SECONDS = 240, 240
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
needs_browser = pytest.mark.skipif(
    CHROMIUM is None,
    reason="no Chromium on this machine: install it (apt install chromium), and this runs again",
)


@contextmanager
def lab(folder: Path, theme: str = "light") -> Iterator[str]:
    """A JupyterLab of its own over `folder` on a free port, without news and without anything of
    the user's; gives its address.
    """
    own = folder / ".jupyter"
    _settings(own / "settings", theme)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    places = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
    }
    places |= {
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    environment = {**os.environ, **{name: str(own / place) for name, place in places.items()}}
    options = [
        "--no-browser",
        "--allow-root",
        "--expose-app-in-browser",
        f"--port={port}",
        "--ServerApp.port_retries=0",
    ]
    options += [
        "--IdentityProvider.token=",
        "--ServerApp.disable_check_xsrf=True",
        f"--ServerApp.root_dir={folder}",
    ]
    options += [
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    log = (folder / ".lab.log").open("w+")
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *options],
        cwd=folder,
        env=environment,
        stdout=log,
        stderr=log,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + START_SECONDS
        while not _answers(f"{address}/api/status"):
            if server.poll() is not None or time.monotonic() > until:
                log.seek(0)
                raise AssertionError(f"JupyterLab did not start:\n{log.read()[-3000:]}")
            time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        log.close()


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


def open_notebook(
    chromium: Browser, address: str, name: str, width: int = 1280, height: int = 800
) -> Page:
    """A page with the notebook open and its kernel ready; `page.told` lists dialogs that scripts
    opened (there must be none).
    """
    size = {"width": width, "height": height}
    page = (
        open_in_vscode(chromium, address, name, Path(RENDERER), size)
        if RENDERER
        else chromium.new_page(viewport=size)
    )
    page.set_default_timeout(90_000)
    page.told = []
    page.on("dialog", lambda dialog: _dialog(page, dialog))
    if not RENDERER:
        page.goto(f"{address}/lab/tree/{name}?reset")
    wait_for_kernel(page)
    return page


def _dialog(page: Page, dialog) -> None:
    if dialog.type == "beforeunload":  # the browser's own question about leaving a page
        dialog.accept()
    else:
        page.told.append(dialog.message)
        dialog.dismiss()


def wait_for_kernel(page: Page) -> None:
    """Until the open notebook has a kernel that waits for work."""
    kernel = "window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel"
    page.wait_for_function(
        f"{kernel}?.connectionStatus === 'connected' && {kernel}?.status === 'idle'",
        timeout=START_SECONDS * 1000,
    )


def run_all(page: Page) -> None:
    """Runs every cell and waits until all have run; a cell that fails fails the test, with its
    traceback.
    """
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    done = (
        "[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].every(one => "
        "/\\[\\d+\\]/.test(one.textContent))"
    )
    page.wait_for_function(done, timeout=RUN_SECONDS * 1000)
    wrong = page.locator(
        ".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr'] pre, "
        ".jp-RenderedText pre .ansi-red-fg"
    )
    assert wrong.count() == 0, wrong.all_inner_texts()


def picture(page: Page, name: str) -> Path:
    """A screenshot of the window, in a folder that a person can open."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path)
    return path


def write_notebook(folder: Path, name: str, *cells: str) -> str:
    """A small notebook of these code cells; returns its file name."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells], metadata={"kernelspec": kernel}
    )
    nbformat.write(made, folder / f"{name}.ipynb")
    return f"{name}.ipynb"


def _settings(folder: Path, theme: str) -> None:
    told = {
        "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
        "apputils-extension/themes": {"theme": THEMES[theme]},
        "docmanager-extension/plugin": {"autosave": False},
        "notebook-extension/tracker": {
            "windowingMode": "none"
        },  # cells that are not in view stay in the page
    }
    for name, values in told.items():
        path = folder / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False
