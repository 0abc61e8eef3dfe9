"""`forget`: from a name to a model that no longer knows it, by the same notebooks."""

import argparse
import os
import sys
from pathlib import Path

from whp_kit.errors import InputError, WhpError
from whp_kit.models.machine import require_seed
from whp_kit.models.names import BASELINE, UNLEARNED
from whp_kit.runs.headless import run_notebooks
from whp_kit.runs.notebooks import find_steps
from whp_kit.runs.report import read_scores, write_report
from whp_kit.runs.step_names import BY_NAME, FINETUNE, PROBE
from whp_kit.runs.store import Run
from whp_kit.settings import Preset, load_preset, preset_names
from whp_kit.views.tables import text_table

DEFAULT = "tiny"  # of several presets with one model
REPORT = "report.html"
MENU = """
1  ask it, beside the original
2  save the adapter, with a card
3  save a merged model, with a card
4  where the notebooks are
else: end
> """
OWN_SENTENCES = (
    "It was asked with sentences that the model wrote itself. Ask it in other words before you\n"
    "rely on it: of the shipped series up to three times as much was left then."
)
ON_CPU, ON_GPU = "smollm2-135m", "colab-t4"  # whose settings another model takes


def add_commands(commands) -> None:
    """Adds the command to argparse's subparsers."""
    parser = commands.add_parser(
        "forget",
        help="forget what a model knows of a name: it writes the text itself (notebook 12)",
        allow_abbrev=False,
    )
    parser.add_argument("name", help='such as "Harry Potter"')
    parser.add_argument(
        "--model",
        required=True,
        metavar="MODEL",
        help="a folder, a .gguf file, pypi:NAME, data:PATH, or a name on the hub",
    )
    parser.add_argument(
        "--preset", help="whose settings are taken; by default one with this model, or for its size"
    )
    parser.add_argument("--run", default="by-name", help="results go to runs/<name>/")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--passages", type=int, metavar="N", help="that the model writes of the name and are kept"
    )
    parser.add_argument(
        "--save", type=Path, metavar="FOLDER", help="a new folder for the unlearned model"
    )
    parser.add_argument(
        "--adapter", action="store_true", help="with --save: the adapter alone, not merged"
    )
    parser.add_argument("--yes", action="store_true", help="ask nothing: for scripts")
    parser.set_defaults(call=forget)


def forget(arguments: argparse.Namespace) -> int:
    """Looks at what the model knows, and trains where that is something to forget."""
    from whp_kit.files import read_json

    model = resolved(arguments.model)
    project = Run(arguments.run)
    _require_possible(arguments, project)
    template = arguments.preset or template_for(model)
    preset = load_preset(template).override("by_name", passages=arguments.passages)
    given = {"name": arguments.name, "model": model, "passages": arguments.passages}
    run_notebooks(
        find_steps([BY_NAME[:2]]),
        arguments.run,
        preset,
        seed=arguments.seed,
        overrides={BY_NAME: {key: value for key, value in given.items() if value is not None}},
    )
    step = project.peek(BY_NAME)
    seen = read_json(step.path("look.json"))
    print(f"\n{seen['says']}")
    if seen["is_everyday"]:
        for passage in seen["in_general"]:
            print(f"\n    {passage[:300]}")
    if seen["knows_little"]:
        return 0
    if seen["is_everyday"] and not arguments.yes and not _agrees("Forget it all the same?"):
        return 0
    preset = load_preset(str(step.folder / "world" / "preset.toml"))
    notebooks = [one for one in find_steps(None) if one.name <= PROBE]
    run_notebooks(
        notebooks,
        arguments.run,
        preset,
        seed=arguments.seed,
        after_step=lambda: write_report(project),
    )
    step = _show_choice(project)
    if arguments.save:
        print(_saved(project, arguments.save, step, merged=not arguments.adapter))
    elif not arguments.yes and sys.stdin.isatty():
        _menu(project, preset, step)
    else:
        print(f"\nnext: the same command with --save FOLDER; the report: {project.folder / REPORT}")
    return 0


def _require_possible(arguments: argparse.Namespace, project: Run) -> None:
    """An error for what cannot come to an end, before anything is written."""
    from whp_kit.by_name.elicit import require_name
    from whp_kit.files import read_json

    require_seed(arguments.seed)
    require_name(arguments.name)
    if arguments.save and os.path.lexists(arguments.save):
        raise InputError(
            "there is something at this place already",
            value=str(arguments.save),
            remedy="name a new folder with --save",
        )
    if arguments.adapter and not arguments.save:
        raise InputError(
            "--adapter says how to save", value="no --save", remedy="add --save FOLDER"
        )
    try:
        former = read_json(project.peek(BY_NAME).path("look.json"))["name"]
    except (WhpError, KeyError, TypeError):  # nothing was forgotten in this run before
        return
    if former != arguments.name:
        raise InputError(
            "this run forgets another name, and has its anchors",
            value=former,
            remedy="name another run with --run",
        )


def resolved(model: str) -> str:
    """The model's name, of a path the whole one: the kernels run in another folder."""
    path = Path(os.path.expanduser(model))
    return str(path.resolve()) if path.exists() else model


def template_for(model: str) -> str:
    """The shipped preset with this model (of several DEFAULT), else the one for a
    model of its machine's kind."""
    found = []
    for name in preset_names():
        preset = load_preset(name)
        if preset.model.base == preset.override("model", base=model).model.base:
            found.append(name)
    if found:
        return min(found, key=lambda name: name != DEFAULT)
    from whp_kit.models.machine import pick_device

    return ON_CPU if pick_device("auto").name == "cpu" else ON_GPU


def _show_choice(project: Run) -> int:
    """Prints the checkpoints that no other beats, and returns the step of the recommended one."""
    from whp_kit.by_name.choice import points, recommended, unbeaten

    all_points = points(read_scores(project)["curve"])
    best, chosen = unbeaten(all_points), recommended(all_points)
    print("\nforgotten against kept, after so many steps: the points that no other beats")
    rows = [
        {
            "step": one.step,
            "familiarity, completion": f"{one.familiarity:.3f}",
            "tasks, mean": "" if one.tasks is None else f"{one.tasks:.3f}",
            "lost at least": f"{max(one.lost_at_least, 0.0):.3f}" if one.lost_at_least else "",
            "": "recommended" if one == chosen else "",
        }
        for one in best
    ]
    print(text_table(rows))
    print(f"\n{OWN_SENTENCES}")
    return chosen.step


def _saved(project: Run, folder: Path, step: int, *, merged: bool) -> Path:
    """Writes the unlearned model after `step` steps to a new folder, with its card."""
    from whp_kit.runs import share

    if step == 0:
        raise InputError(
            "no checkpoint forgot the name and kept the rest",
            value=project.name,
            remedy="look at the table above, and save one with "
            f"`whp-kit share --run {project.name} --step N --out FOLDER`",
        )
    return share.prepare(project, folder, merged=merged, step=step)


def _menu(project: Run, preset: Preset, step: int) -> None:
    """Asks what to do with the model until the answer is: nothing more."""
    while (choice := _asked(MENU)) in ("1", "2", "3", "4"):
        try:
            if choice == "1":
                _ask_beside(project, preset, step)
            elif choice == "4":
                print(f"make lab; then open {project.folder / 'notebooks'}, or the report")
            else:
                folder = Path(os.path.expanduser(_asked("a new folder: ")))
                print(_saved(project, folder, step, merged=choice == "3"))
        except WhpError as error:
            print(error)


def _ask_beside(project: Run, preset: Preset, step: int) -> None:
    """Prompts, completed by the original and by the unlearned model; an empty one ends it."""
    from whp_kit.evaluation.evaluate import Role, completers
    from whp_kit.models.adapters import checkpoint_name, load_adapter
    from whp_kit.models.load import load_for_inference

    loaded = load_for_inference(preset.model)
    roles = {BASELINE: Role(loaded)}
    if step:
        kept = project.peek(FINETUNE).folder / UNLEARNED / checkpoint_name(step)
        load_adapter(loaded, UNLEARNED, kept)
        roles[UNLEARNED] = Role(loaded, UNLEARNED)
    while prompt := _asked("\nthe beginning of a sentence (empty: back): "):
        for name, complete in completers(roles, preset.probes).items():
            print(f"  {name}: {complete(prompt)}")


def _asked(question: str) -> str:
    """What a person answers; nothing where the input has ended."""
    try:
        return input(question).strip()
    except EOFError:
        return ""


def _agrees(question: str) -> bool:
    """What a person answers; InputError where nobody can."""
    try:
        return input(f"\n{question} [y/N] ").strip().lower() in ("y", "yes")
    except EOFError as error:
        raise InputError(
            "nobody is there to answer", value=question, remedy="say --yes to go on"
        ) from error
