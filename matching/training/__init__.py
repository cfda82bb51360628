"""Fine-tunes the encoder on the imported taxonomy and on the sets that may be trained on."""
