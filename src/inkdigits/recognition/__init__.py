"""Reads: pictures and strokes go in, readings come out."""
