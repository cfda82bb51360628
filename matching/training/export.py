"""Takes what was learnt out of a run, with a note of what it was made from."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from esco_data import TaxonomyInfo
from matching.encoder import tuned
from matching.training.loop import Recipe
from matching.training.network import Network
from matching.training.sets import Sets

WEIGHTS = "tuned.safetensors"


def write(network: Network, path: Path, about: dict[str, str]) -> None:
    """The learnt layers in half precision."""
    tuned.write(path, _arrays(network), about)


def about(recipe: Recipe, taxonomy: TaxonomyInfo, sets: Sets, base: str) -> dict[str, str]:
    """What somebody needs to make the same again; kept in the file itself."""
    import torch

    return {
        "base": base,
        "recipe": json.dumps(asdict(recipe)),
        "taxonomy": f"{taxonomy.name} {taxonomy.version}, {' '.join(taxonomy.languages)}, {taxonomy.digest}",
        "sentences": str(len(sets.sentences)),
        "titles": str(len(sets.titles)),
        "torch": torch.__version__,
        "command": f"talent train --steps {recipe.steps} --seed {recipe.seed} --ship",
    }


def _arrays(network: Network) -> dict[str, NDArray[np.float32]]:
    return {name: p.detach().cpu().float().numpy() for name, p in network.learnt().items()}
