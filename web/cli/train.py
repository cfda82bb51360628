"""`talent train`: fine-tunes the language model on the imported taxonomy; stopped at any time, it goes on."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from web.cli import parts
from web.settings import settings

if TYPE_CHECKING:
    from esco_data import TaxonomyInfo
    from matching.training.corpus import Corpus
    from matching.training.judged import Judged
    from matching.training.loop import Recipe, Told
    from matching.training.sets import Sets

SETS = Path("../shared/eval")


def register(parent: typer.Typer) -> None:
    parent.command()(train)


def train(
    steps: Annotated[
        int | None, typer.Option(min=1, help="Steps; unset: as many as the shipped model had.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of everything random.")] = None,
    sets: Annotated[
        Path, typer.Option(help="Folder with skillskape and vacancy-titles-dev, if there.")
    ] = SETS,
    folder: Annotated[
        Path | None, typer.Option(help="Of this run; unset: training/ in the data folder.")
    ] = None,
    device: Annotated[str | None, typer.Option(help="cpu or cuda; unset: a GPU where there is one.")] = None,
    ship: Annotated[bool, typer.Option("--ship", help="Put the weights into the program.")] = False,
    ranker: Annotated[
        bool,
        typer.Option(
            "--ranker", help="Only fit, for the model that is set, how evidence is weighed: minutes."
        ),
    ] = False,
) -> None:
    """Train the upper layers on all loaded languages: about an hour on two cores, minutes on a GPU.

    Ctrl-C stops; the same command goes on from the last checkpoint.
    """
    if ranker:
        _fit_ranker(sets)
        return
    chosen = {name: value for name, value in (("steps", steps), ("seed", seed)) if value is not None}
    _train_encoder(chosen, sets, folder or settings().data / "training", device, ship)


def _train_encoder(chosen: dict[str, int], sets: Path, run: Path, device: str | None, ship: bool) -> None:
    from matching.encoder import EncoderError
    from matching.training.loop import Recipe

    try:
        written = _train(Recipe(**chosen), sets, run, device, ship)
    except (EncoderError, ValueError) as error:
        parts.stop(str(error))
    except KeyboardInterrupt:
        parts.say(f"\nStopped. The same command goes on from the last checkpoint in {run}.")
        raise typer.Exit(130) from None
    typer.echo(f"The trained layers are in {written}.")


def _fit_ranker(folder: Path) -> None:
    """On texts that the model was not trained on, for those it knows better than what people will write."""
    from matching.scoring import SHIPPED
    from matching.training import judged, ranker

    matcher = parts.matcher()
    try:
        skills = _judged_skills(folder)
        titles = judged.titles(folder, to_fit=True)
    except FileNotFoundError as error:
        parts.stop(f"{error}. --sets names the folder with the development sets.")
    parts.say(f"Fitting on {len(skills):,} sentences and terms, and {len(titles):,} titles")
    mapper = matcher.mapper
    models = ranker.fit(mapper.index, mapper.encoder, skills=skills, titles=titles)
    ranker.keep(models, mapper.encoder.revision, others=True)
    typer.echo(f"The weights are in {SHIPPED}.")


def _judged_skills(folder: Path) -> "list[Judged]":
    """What people really write counts most; synthetic sentences are there for those that speak of no skill."""
    from matching.training import judged

    taxonomy = parts.taxonomy()
    return [
        *judged.weighed(judged.annotated(folder, taxonomy), 2.0),
        *judged.weighed(judged.terms(folder), 1.0),
        *judged.weighed(judged.sentences(folder, taxonomy, to_fit=True), 0.5),
    ]


def _train(recipe: "Recipe", sets: Path, run: Path, device: str | None, ship: bool) -> Path:
    from matching.encoder.convert import build_default
    from matching.encoder.tuned import SHIPPED
    from matching.training import export, memory
    from matching.training.loop import Training
    from matching.training.network import Network

    memory.keep_freed()
    chosen = settings()
    base = build_default(chosen.models_path, chosen.data / "packages", on_top=None, report=parts.say)
    corpus, info, labelled = _material(sets)
    network = Network.open(base, device or _device())
    parts.say(f"Training on {network.device}: {recipe.steps} steps")
    Training(network, corpus, labelled, recipe, run).run(_told)
    target = SHIPPED if ship else run / export.WEIGHTS
    export.write(network, target, export.about(recipe, info, labelled, base.name))
    return target


def _material(folder: Path) -> "tuple[Corpus, TaxonomyInfo, Sets]":
    from matching.training import corpus, sets
    from web import prepare

    taxonomy = prepare.taxonomy(settings(), parts.say)
    read = corpus.read(taxonomy)
    labelled = sets.read(folder, read)
    parts.say(f"{len(read.uris):,} concepts in {len(taxonomy.info.languages)} languages")
    parts.say(f"{len(labelled.sentences):,} sentences and {len(labelled.titles):,} titles from {folder}")
    return read, taxonomy.info, labelled


def _device() -> str:
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def _told(told: "Told") -> None:
    minutes = round(told.left / 60)
    parts.say(f"  step {told.step:,} of {told.steps:,}, loss {told.loss:.3f}, {minutes} minutes left")
