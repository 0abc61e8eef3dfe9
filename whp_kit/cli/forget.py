"""`forget`: from a name to a model that no longer knows it, by the same notebooks."""

import argparse
from pathlib import Path

from whp_kit.errors import InputError
from whp_kit.models.machine import require_seed
from whp_kit.runs.headless import run_notebooks
from whp_kit.runs.notebooks import find_steps
from whp_kit.runs.report import read_scores, write_report
from whp_kit.runs.step_names import BY_NAME, PROBE
from whp_kit.runs.store import Run
from whp_kit.settings import load_preset, preset_names
from whp_kit.views.tables import text_table

DEFAULT = "tiny"  # of several presets with one model
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

    require_seed(arguments.seed)
    template = arguments.preset or template_for(arguments.model)
    project = Run(arguments.run)
    model = arguments.model
    if Path(model).exists():
        model = str(Path(model).resolve())
    given = {"name": arguments.name, "model": model, "passages": arguments.passages}
    run_notebooks(
        find_steps([BY_NAME[:2]]),
        arguments.run,
        load_preset(template),
        seed=arguments.seed,
        overrides={BY_NAME: {key: value for key, value in given.items() if value is not None}},
    )
    step = project.peek(BY_NAME)
    seen = read_json(step.path("look.json"))
    print(f"\n{seen['says']}")
    if seen["knows_little"]:
        return 0
    if seen["is_everyday"]:
        for passage in seen["in_general"]:
            print(f"\n    {passage[:300]}")
        if not arguments.yes and not _agrees("Forget it all the same?"):
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
    _show_choice(project)
    if arguments.save:
        from whp_kit.runs import share

        print(share.prepare(project, arguments.save, merged=not arguments.adapter))
    return 0


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


def _show_choice(project: Run) -> None:
    """Prints the checkpoints between which to choose, and what can be done next."""
    from whp_kit.by_name.choice import points, recommended, unbeaten

    all_points = points(read_scores(project)["curve"])
    best, chosen = unbeaten(all_points), recommended(all_points)
    print("\nforgotten against kept, after so many steps: the points that no other beats")
    rows = [
        {
            "step": one.step,
            "familiarity, completion": f"{one.familiarity:.3f}",
            "tasks, mean": "" if one.tasks is None else f"{one.tasks:.3f}",
            "": "recommended" if one == chosen else "",
        }
        for one in best
    ]
    print(text_table(rows))


def _agrees(question: str) -> bool:
    """What a person answers; InputError where nobody can."""
    try:
        return input(f"\n{question} [y/N] ").strip().lower() in ("y", "yes")
    except EOFError as error:
        raise InputError(
            "nobody is there to answer", value=question, remedy="say --yes to go on"
        ) from error
