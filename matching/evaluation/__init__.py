"""How good the answers are: judged sets, the product's own functions run on them, measures with their uncertainty."""
