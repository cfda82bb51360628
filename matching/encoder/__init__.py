"""Turns texts into vectors: the default model, any other, and a stand-in for tests."""
