"""The commands that evaluate: `dateline eval …`."""

import typer

from ui import cli_eval_sets

app = typer.Typer(
    name="eval",
    help="Measure a library with questions whose answers are known.",
    no_args_is_help=True,
)
app.command(name="import")(cli_eval_sets.import_set)
app.command()(cli_eval_sets.check)
app.command()(cli_eval_sets.export)
