"""Learn from reviewed corrections: a new model file, kept only if it is better."""
