"""What was answered 201 is in the store, once, though workers are killed; the benchmark in short."""

from __future__ import annotations

import pytest
from keeping import keep_while_killed, kept_table, pace_alone, pace_table


@pytest.mark.slow
@pytest.mark.parametrize("database", ["SQLite", "PostgreSQL"])
def test_every_acknowledged_correction_is_kept_once(request, database):
    """A real server, eight clients at once, workers killed all the while: nothing is missing or twice."""
    if database == "PostgreSQL":
        request.getfixturevalue("running_postgres")  # skips where there is none
    kept = keep_while_killed(database, corrections=300, clients=8, pause=0.5)
    assert kept.acknowledged == 300
    assert kept.whole, kept
    assert kept.kills > 0
    assert kept_table([kept]).splitlines()[-1].startswith(f"| {database} | 300 | 0 | 0 | 0 | 0 |")


def test_the_pace_of_one_client_is_told_by_rounds():
    """The median and its spread, next to a reading; how fast it must be is for the benchmark."""
    corrections, readings = pace_alone(rounds=2, calls=5)
    assert [len(one) for one in corrections.rounds] == [len(one) for one in readings.rounds] == [5, 5]
    assert 0 < corrections.median <= corrections.late
    assert "a correction" in pace_table([corrections, readings])
