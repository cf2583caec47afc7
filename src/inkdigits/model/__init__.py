"""The trained network on disk and in memory: what a model file may hold, and how it is asked."""
