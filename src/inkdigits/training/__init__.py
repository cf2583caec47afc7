"""Teaches: the only floor that knows PyTorch (extra ``train``)."""
