"""Models that were taught without some writers of the pen digits: what they misread is new to them.

Each is taught by the quick plan.  Of the writers who are left, five are chosen by, as in every run; the
others teach.  A model is kept in a folder, so that a program that is run again does not teach it again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import joblib
import numpy as np

from inkdigits.data.pen import PenDigit
from inkdigits.data.splits import CHOOSING_WRITERS, PenSplit, split_mnist, split_pen
from inkdigits.model.artifact import Artifact, load, save
from inkdigits.recognition.recognizer import Recognizer
from inkdigits.training.evaluation import Score, evaluate
from inkdigits.training.export import export_model
from inkdigits.training.fonts import font_set
from inkdigits.training.loop import fit
from inkdigits.training.plan import QUICK
from inkdigits.training.worlds import Worlds, as_read

FOLDS = 3  # models by which all writers are ranked; each is taught without a third of them


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LeftOut:
    """A model, and the worlds that it was taught, without the writers ``writers``."""

    writers: tuple[int, ...]
    artifact: Artifact
    worlds: Worlds
    drawn: list[PenDigit]  # by those writers


def all_drawn() -> list[PenDigit]:
    """Return the pen digits of all writers."""
    split = split_pen()
    return split.training + split.choosing + split.reporting


def worlds_without(writers: Collection[int]) -> Worlds:
    """Return MNIST and the pen digits of the other writers."""
    every = all_drawn()
    others = np.array(sorted({one.writer for one in every}.difference(writers)))
    choosing = set(np.random.default_rng(QUICK.seed).permutation(others)[:CHOOSING_WRITERS].tolist())
    drawn = PenSplit(
        training=[one for one in every if one.writer not in choosing.union(writers)],
        choosing=[one for one in every if one.writer in choosing],
        reporting=[],
    )
    return Worlds(paper=split_mnist(seed=QUICK.split_seed), drawn=drawn, fonts=font_set("taught"))


def taught_without(writers: Collection[int], *, folder: Path) -> LeftOut:
    """Return a model that was taught without ``writers``: the one in ``folder``, or a new one."""
    worlds = worlds_without(writers)
    path = folder / f"without-{'-'.join(map(str, sorted(writers)))}.joblib"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        print(f"teaching {path.name} ...", flush=True)
        validation = worlds.validation(QUICK)
        corpus = worlds.corpus(QUICK, workers=joblib.cpu_count())
        save(export_model(fit(corpus, validation.digits(), QUICK, classes=11), validation), path)
    return LeftOut(
        writers=tuple(sorted(writers)),
        artifact=load(path),
        worlds=worlds,
        drawn=[one for one in all_drawn() if one.writer in writers],
    )


def most_misread(count: int, *, folder: Path) -> list[tuple[int, Score]]:
    """Return the ``count`` writers whom a model taught without them misreads most, the worst first."""
    writers = sorted({one.writer for one in all_drawn()})
    scores: dict[int, Score] = {}
    for fold in np.array_split(np.array(writers), FOLDS):
        left_out = taught_without(fold.tolist(), folder=folder)
        recognizer = Recognizer(left_out.artifact)
        for writer in left_out.writers:
            own = as_read([one for one in left_out.drawn if one.writer == writer])
            scores[writer] = evaluate(recognizer, own).every
    return sorted(scores.items(), key=lambda one: one[1].accuracy)[:count]
