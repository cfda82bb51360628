"""The ESCO taxonomy: import, relations, labels in languages and their search."""
