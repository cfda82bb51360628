"""From words to ESCO, and from ESCO and vectors to a ranked, explained list."""
