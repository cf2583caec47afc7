"""Does it learn from corrections?  Strangers' digits before and after, and what keeping and learning cost.

    python benchmarks/learning.py [--models FOLDER] [--only PART ...] [--print-only]

Hands: the five writers of the pen digits whom a model taught without them misreads most.  They correct ten
drawings of each digit, right or wrong, through the store; the model learns by ``inkdigits retrain``'s own
function; their other drawings, which it has not seen, are read before and after.  Own: for each of them alone
a personal model is made of five drawings of each digit.  Cost: what learning from 1,000 corrections takes.
Keeping: see ``keeping.py``.

Teaching the models of the first part takes most of an hour; they stay in FOLDER.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import joblib
import keeping
import numpy as np
from blocks import percent
from figures import ROOT, parser_for, provenance, publish, table
from left_out import LeftOut, most_misread, taught_without

from inkdigits.data.pen import PenDigit
from inkdigits.model.artifact import Artifact
from inkdigits.model.artifact import load as load_model
from inkdigits.model.location import bundled_model
from inkdigits.personal import Sample, learn_hand
from inkdigits.retraining.judging import NAMES
from inkdigits.retraining.retrain import Retrained, retrain
from inkdigits.store.corrections import open_corrections
from inkdigits.store.packing import pack_strokes
from inkdigits.store.records import Correction, Draft
from inkdigits.training.adaptation_plan import AdaptationPlan, ReplayPlan
from inkdigits.training.comparing import Paired, compare_models
from inkdigits.training.evaluation import Score
from inkdigits.training.worlds import as_read, open_worlds

FOLDER = ROOT / "runs" / "learning"
WRITERS = 5
CORRECTED = 10  # drawings of each digit that a writer corrects
OWN = 5  # drawings of each digit for a personal model
MANY = 1_000  # corrections of which learning is timed
ROUNDS = 3  # in which it is timed
PACE_ROUNDS = 7  # in which the time of one correction is
RESAMPLES = 10_000
LEVEL = (2.5, 97.5)  # percentiles of a 95 % interval
HEAD = ("their other digits", "of", "errors before", "after", "fall", "95 % interval")
PACKAGES = ("inkdigits", "torch", "onnxruntime", "numpy", "sqlalchemy")


def main() -> int:
    """Measure, print and publish; return the exit status."""
    parts: dict[str, Callable[[Path], str]] = {"hands": hands, "own": own, "cost": cost, "keeping": kept}
    options = parse_options(parts)
    for name in options.only or parts:
        text = parts[name](options.models)
        text += f"\n\n{provenance(packages=PACKAGES)}"
        print(f"{text}\n", flush=True)
        if not options.print_only:
            publish(f"learning_{name}", text)
    return 0


def parse_options(parts: Iterable[str]) -> argparse.Namespace:
    """Return what was typed."""
    parser = parser_for(__doc__)
    parser.add_argument("--models", type=Path, default=FOLDER, help="the folder of taught models")
    parser.add_argument("--only", nargs="+", choices=list(parts), help="the parts to measure")
    return parser.parse_args()


def hands(folder: Path) -> str:
    """Return what ten corrections a digit by each of the five writers do to their other digits."""
    ranked = most_misread(WRITERS, folder=folder)
    left_out = taught_without([writer for writer, _ in ranked], folder=folder)
    corrected, others = divide(left_out.drawn, CORRECTED)
    began = time.monotonic()
    learned = learn(left_out, keep(corrected, left_out.artifact))
    seconds = time.monotonic() - began
    rows = [hand_row(f"writer {writer}", left_out, learned, others, {writer}) for writer, _ in ranked]
    rows.append(hand_row("**all five**", left_out, learned, others, set(left_out.writers)))
    first = ", ".join(f"{writer} ({percent(score)})" for writer, score in ranked)
    verdict = "kept" if learned.verdict.accepted else "not kept"
    told = (
        f"The model is {verdict}: {learned.verdict.reason}. Learned from {len(corrected):,} corrections in "
        f"{seconds:.0f} s. Ranked by models taught without them: {first}."
    )
    judged = [part_row(name, paired) for name, paired in learned.verdict.compared.items()]
    parts = table(("", "of", "right before", "after", "points"), judged)
    return f"{table(HEAD, rows)}\n\n{parts}\n\n{told}"


def own(folder: Path) -> str:
    """Return what a personal model of five drawings a digit does for each of the five writers."""
    ranked = most_misread(WRITERS, folder=folder)
    left_out = taught_without([writer for writer, _ in ranked], folder=folder)
    rows, seconds = [], []
    pooled: list[Paired] = []
    for writer, _ in ranked:
        drawn, others = divide([one for one in left_out.drawn if one.writer == writer], OWN)
        began = time.monotonic()
        personal = learn_hand(
            [Sample(one.digit, one.strokes) for one in drawn], left_out.artifact, left_out.worlds
        )
        seconds.append(time.monotonic() - began)
        paired = compare_models(left_out.artifact, personal.artifact, {"own": as_read(others)})["own"]
        pooled.append(paired)
        paper = personal.others["paper"]
        rows.append((f"writer {writer}", *errors(paired), f"{100 * paper.difference:+.2f}"))
    fields = ("before", "gained", "lost", "count")
    together = Paired(*(sum(getattr(one, name) for one in pooled) for name in fields))
    rows.append(("**all five**", *errors(together), ""))
    told = f"median {np.median(seconds):.0f} s each ({min(seconds):.0f} to {max(seconds):.0f})"
    return f"{table((*HEAD, 'MNIST, points'), rows)}\n\nFrom {OWN} drawings of each digit, {told}."


def cost(_: Path) -> str:
    """Return how long learning from 1,000 corrections takes the bundled model."""
    current = load_model(bundled_model())
    worlds = open_worlds(split_seed=int(current.plan["split_seed"]))
    corrected = worlds.drawn.choosing[:MANY]
    corrections = keep(corrected, current)
    seconds = []
    for _round in range(ROUNDS):
        began = time.monotonic()
        retrain(
            corrections,
            current,
            worlds,
            plan=AdaptationPlan(),
            shown_again=ReplayPlan(),
            workers=joblib.cpu_count(),
        )
        seconds.append(time.monotonic() - began)
    return (
        f"Learning from {len(corrected):,} corrections, with all that is made and measured for it: "
        f"median {np.median(seconds):.0f} s of {ROUNDS} ({min(seconds):.0f} to {max(seconds):.0f})."
    )


def kept(_: Path) -> str:
    """Return what ``keeping.py`` measures."""
    killed = [keeping.keep_while_killed(database) for database in ("SQLite", "PostgreSQL")]
    paces = keeping.pace_alone(rounds=PACE_ROUNDS)
    return f"{keeping.kept_table(killed)}\n\n{keeping.pace_table(paces)}"


def divide(drawn: Sequence[PenDigit], count: int) -> tuple[list[PenDigit], list[PenDigit]]:
    """Return ``count`` drawings of each digit by each writer, chosen by chance, and the others."""
    rng = np.random.default_rng(0)
    chosen: set[int] = set()
    for writer in sorted({one.writer for one in drawn}):
        for digit in range(10):
            own = [at for at, one in enumerate(drawn) if (one.writer, one.digit) == (writer, digit)]
            chosen.update(rng.permutation(own)[:count].tolist())
    taken = [one for at, one in enumerate(drawn) if at in chosen]
    return taken, [one for at, one in enumerate(drawn) if at not in chosen]


def keep(drawn: Sequence[PenDigit], model: Artifact) -> list[Correction]:
    """Send corrections through a store, have them accepted, and return what is kept there."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_corrections(f"sqlite:///{folder}/corrections.sqlite3")
        for one in drawn:
            ink = pack_strokes([stroke.tolist() for stroke in one.strokes])
            draft = Draft(ink=ink, read="?", meant=str(one.digit), model=model.fingerprint)
            store.review(store.add(draft).id, "accepted")
        corrections = list(store.since(statuses=("accepted",)))
        store.engine.dispose()
    return corrections


def learn(left_out: LeftOut, corrections: list[Correction]) -> Retrained:
    """Let the model learn as ``inkdigits retrain`` does."""
    return retrain(
        corrections,
        left_out.artifact,
        left_out.worlds,
        plan=AdaptationPlan(),
        shown_again=ReplayPlan(),
        workers=joblib.cpu_count(),
    )


def hand_row(
    name: str, left_out: LeftOut, learned: Retrained, others: Sequence[PenDigit], writers: set[int]
) -> tuple[str, ...]:
    """Return how the other digits of ``writers`` fare."""
    theirs = as_read([one for one in others if one.writer in writers])
    return name, *errors(compare_models(left_out.artifact, learned.artifact, {"own": theirs})["own"])


def errors(paired: Paired) -> tuple[str, ...]:
    """Return errors before and after, by how much they fell, and the interval of that."""
    before, after = paired.count - paired.before, paired.count - paired.after
    counts = (f"{paired.count:,}", f"{before:,}", f"{after:,}")
    if not before:
        return *counts, "-", "-"
    low, high = interval_of_fall(paired)
    return *counts, f"{1 - after / before:.0%}", f"{low:.0%} to {high:.0%}"


def interval_of_fall(paired: Paired) -> tuple[float, float]:
    """Return the 95 % interval of the share by which errors fall: percentiles of digits drawn anew."""
    always_wrong = paired.count - paired.before - paired.gained
    shares = np.array([always_wrong, paired.gained, paired.lost]) / paired.count
    drawn = np.random.default_rng(0).multinomial(paired.count, [*shares, 1 - shares.sum()], size=RESAMPLES)
    before, after = drawn[:, 0] + drawn[:, 1], drawn[:, 0] + drawn[:, 2]
    low, high = np.percentile(1 - after[before > 0] / before[before > 0], LEVEL)
    return float(low), float(high)


def part_row(name: str, paired: Paired) -> tuple[str, ...]:
    """Return how one part of the validation fares."""
    before, after = (Score(right, paired.count) for right in (paired.before, paired.after))
    points = f"{100 * paired.difference:+.2f}"
    return NAMES[name], f"{paired.count:,}", percent(before), percent(after), points


if __name__ == "__main__":
    sys.exit(main())
