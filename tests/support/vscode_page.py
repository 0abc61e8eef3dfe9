"""Notebooks shown by the renderer of widgets that VS Code brings, in place of JupyterLab's, for the
tests of the panels.

VS Code's Jupyter extension shows widgets by a bundle of its own, one for ipywidgets 7 and one for
8. Here that bundle is put into a bare page, which gives it a real kernel, runs a notebook's cells,
and answers to the few names of JupyterLab by which the tests work a page. Beside the bundle there
is nothing of VS Code: no editor and no extension.
"""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page

FRAME = "frame"  # folder of the server's addresses that are answered here
PAGE = """<!doctype html><meta charset="utf-8"><title>widgets as VS Code shows them</title>
<style>
body {margin: 0; padding: 12px; font: 13px system-ui, sans-serif}
body[data-jp-theme-name$=Dark] {background: #1e1e1e; color: #ccc}
.out {background: white; color: black}  /* as VS Code does for widgets, in dark themes too */
</style>
<main></main>
<script type="module">
import {activate} from './ipywidgets.js'

const lab = window.opener.jupyterapp, place = document.querySelector('main')
const kernel = await lab.serviceManager.kernels.startNew({name: 'python3'})
const notebook = await lab.serviceManager.contents.get('NOTEBOOK', {content: true})
const modules = {}  // what VS Code's page has require.js for
const loader = {widgetsRegisteredInRequireJs: new Set()}
loader.loadWidgetScript = async name => { throw new Error(`${name} is no widget of ipywidgets`) }
window.define = (name, make) => { modules[name] = make() }
window.requirejs = (names, done) => done(...names.map(name => modules[name]))
activate()
window.vscIPyWidgetsMAJOR.load()
const manager = new window.vscIPyWidgets.WidgetManager(kernel, place, loader, () => {})
const cells = notebook.content.cells.map(cell => {
    const shown = place.appendChild(document.createElement('section'))
    shown.className = 'jp-CodeCell'
    shown.innerHTML = '<div class="jp-InputPrompt">[ ]:</div><div class="out"></div>'
    return {source: cell.source, prompt: shown.firstChild, out: shown.lastChild}
})

async function draw(data, node) {
    const widget = data['application/vnd.jupyter.widget-view+json']
    if (widget) {
        const view = await manager.create_view(await manager.get_model(widget.model_id), {el: node})
        await manager.display_view(undefined, view, {node})
    } else if (data['text/html']) node.innerHTML = data['text/html']
    else node.textContent = data['text/plain']
}

function write(node, text, stream) {
    node.className = 'jp-OutputArea-output'
    node.dataset.mimeType = `application/vnd.jupyter.${stream}`
    node.appendChild(document.createElement('pre')).textContent = text
}

async function run(cell) {
    const fresh = cell.out.cloneNode(false)
    const drawn = []
    cell.out.replaceWith(fresh)
    cell.out = fresh
    cell.prompt.textContent = '[*]:'
    const future = kernel.requestExecute({code: cell.source})
    future.onIOPub = ({header, content}) => {
        const next = () => fresh.appendChild(document.createElement('div'))
        const type = header.msg_type
        if (type === 'stream') write(next(), content.text, content.name)
        if (type === 'error') write(next(), content.traceback.join('\\n'), 'stderr')
        const isDrawn = ['display_data', 'execute_result'].includes(type)
        if (isDrawn) drawn.push(draw(content.data, next()))
    }
    const reply = await future.done
    await Promise.all(drawn)
    cell.prompt.textContent = `[${reply.content.execution_count}]:`
}

const content = {activeCellIndex: 0}
const commands = {
    'notebook:run-all-cells': async () => { for (const cell of cells) await run(cell) },
    'notebook:run-cell': () => run(cells[content.activeCellIndex]),
    'apputils:change-theme': ({theme}) => { document.body.dataset.jpThemeName = theme },
}
await kernel.requestExecute({code: ''}).done  // only then is it known to be idle
const execute = (name, given) => commands[name](given)
const sessionContext = {session: {kernel}}
window.jupyterapp = {commands: {execute}, shell: {currentWidget: {content, sessionContext}}}
</script>"""


def open_in_vscode(
    chromium: Browser, address: str, name: str, bundle: Path, size: dict[str, int]
) -> Page:
    """A page that shows the notebook's widgets by the bundle, a file of one of VS Code's renderers;
    its kernel is being started.

    JupyterLab is open in another page, for the connection to the kernel.
    """
    script = bundle.read_text(encoding="utf-8")
    major = max(re.findall(r"vscIPyWidgets(\d)", script))
    page = PAGE.replace("MAJOR", major).replace("NOTEBOOK", name)
    context = chromium.new_context(viewport=size)
    context.route(
        f"{address}/{FRAME}/ipywidgets.js",
        lambda route: route.fulfill(body=script, content_type="text/javascript"),
    )
    context.route(
        f"{address}/{FRAME}/page.html",
        lambda route: route.fulfill(body=page, content_type="text/html"),
    )
    lab = context.new_page()
    lab.goto(f"{address}/lab?reset")
    lab.wait_for_function("window.jupyterapp?.serviceManager?.isReady", timeout=240_000)
    with lab.expect_popup() as opened:
        lab.evaluate(f"void window.open('/{FRAME}/page.html')")
    return opened.value
