"""`talent bench`: how well and how fast lists are ranked, what memory the server needs, how fast pages come.

A module named like one of `web.benchmarks` holds the commands that run it and the tables that show what it found.
"""

import typer

from web.cli.bench import adversarial, mapping, ranking, recommending, serving, simulated, speed

app = typer.Typer(
    no_args_is_help=True, help="Measurements of the whole; docs/benchmarks.md says what they mean."
)
for module in (ranking, simulated, adversarial, speed, recommending, mapping, serving):
    module.register(app)
