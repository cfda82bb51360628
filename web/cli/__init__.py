"""The command line: `talent …`. Each module holds one noun's commands and imports what is heavy inside them."""

import typer

from web.cli import (
    bench,
    database,
    esco,
    evaluate,
    frontend,
    index,
    match,
    messages,
    model,
    recognition,
    run,
    seal,
    suggest,
    train,
)

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # locals hold people's texts
    help="Talent matching for legal migration pathways.",
)
app.add_typer(esco.app, name="esco")
app.add_typer(model.app, name="model")
app.add_typer(index.app, name="index")
app.add_typer(database.app, name="db")
app.add_typer(seal.app, name="seal")
app.add_typer(messages.app, name="messages")
app.add_typer(bench.app, name="bench")
for module in (suggest, match, evaluate, train, recognition, database, frontend, run):
    module.register(app)


def main() -> None:
    app()
