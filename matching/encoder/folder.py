"""Writes weights and tokenizer as a folder that `SentenceTransformer(folder)` loads, for training and checks."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from matching.encoder import tokens
from matching.encoder.packed import PackedModel, Shape

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PROMPTS = {"query": "query: ", "passage": "passage: ", "document": "passage: "}
TUNED_PROMPTS = dict.fromkeys(PROMPTS, PROMPTS["query"])  # trained with one prompt on both sides
PROMPTS_FILE = "config_sentence_transformers.json"
TOKENIZER_FILE = "tokenizer.json"

_LAYER_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_MODULES = {
    "": "sentence_transformers.base.modules.transformer.Transformer",
    "1_Pooling": "sentence_transformers.sentence_transformer.modules.pooling.Pooling",
    "2_Normalize": "sentence_transformers.base.modules.normalize.Normalize",
}


def write_folder(model: PackedModel, tokenizer: "Tokenizer", folder: Path, prompts: dict[str, str]) -> None:
    """Layout of sentence-transformers 6.2: float32 weights, mean pooling, normalisation, two prompts."""
    from safetensors.numpy import save_file

    for name, content in _configuration(model.shape, prompts).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    tokenizer.save(str(folder / TOKENIZER_FILE), pretty=False)
    save_file(_weights(model), folder / "model.safetensors", metadata={"format": "pt"})


def _configuration(shape: Shape, prompts: dict[str, str]) -> dict[str, object]:
    same = {"module_input_name": "sentence_embedding", "module_output_name": "sentence_embedding"}
    return {
        "config.json": _bert(shape),
        "tokenizer_config.json": _tokenizer(shape),
        "modules.json": [
            {"idx": place, "name": str(place), "path": path, "type": kind}
            for place, (path, kind) in enumerate(_MODULES.items())
        ],
        "sentence_bert_config.json": {
            "transformer_task": "feature-extraction",
            "modality_config": {"text": {"method": "forward", "method_output_name": "last_hidden_state"}},
            "module_output_name": "token_embeddings",
        },
        PROMPTS_FILE: {
            "model_type": "SentenceTransformer",
            "prompts": prompts,
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "1_Pooling/config.json": {
            "embedding_dimension": shape.hidden,
            "pooling_mode": "mean",
            "include_prompt": True,
        },
        "2_Normalize/config.json": same,
    }


def _bert(shape: Shape) -> dict[str, object]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "dtype": "float32",
        "hidden_act": "gelu",
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.intermediate,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.types,
        "vocab_size": shape.vocabulary,
        "layer_norm_eps": 1e-12,
        "pad_token_id": tokens.PADDING_ID,
    }


def _tokenizer(shape: Shape) -> dict[str, object]:
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": shape.positions,
        "bos_token": tokens.START,
        "cls_token": tokens.START,
        "eos_token": tokens.END,
        "sep_token": tokens.END,
        "unk_token": tokens.UNKNOWN,
        "pad_token": tokens.PADDING,
        "mask_token": tokens.MASK,
    }


def weight_names(shape: Shape) -> dict[str, str]:
    """From the names that transformers gives a layer's weights to those in the packed model ("l0.q.w")."""
    kinds = {"weight": "w", "bias": "b"}
    return {
        f"encoder.layer.{layer}.{long}.{kind}": f"l{layer}.{short}.{letter}"
        for layer in range(shape.layers)
        for short, long in _LAYER_PARTS.items()
        for kind, letter in kinds.items()
    }


def _weights(model: PackedModel) -> dict[str, NDArray[np.float32]]:
    hidden = model.shape.hidden
    weights = {
        "embeddings.word_embeddings.weight": model.matrices["emb.word"].dequantised(),
        "embeddings.position_embeddings.weight": model.vectors["emb.pos"].reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": model.vectors["emb.type"].reshape(-1, hidden),
        "embeddings.LayerNorm.weight": model.vectors["emb.ln.w"],
        "embeddings.LayerNorm.bias": model.vectors["emb.ln.b"],
        # transformers makes a pooler and warns when it finds no weights for it; nothing uses it
        "pooler.dense.weight": np.zeros((hidden, hidden), np.float32),
        "pooler.dense.bias": np.zeros(hidden, np.float32),
    }
    weights.update((long, _either(model, short)) for long, short in weight_names(model.shape).items())
    return weights


def _either(model: PackedModel, name: str) -> NDArray[np.float32]:
    """Linear layers are matrices, layer normalisations vectors."""
    return model.matrices[name].dequantised() if name in model.matrices else model.vectors[name]
