"""Bring a data set into the data folder: from the first mirror that has it, whole and right or not at all.

Each mirror's bytes gather in a ``.part`` file of their own beside the file's place, since each packs in its
own way.  They are trusted once the SHA-256 of their content is right; then the file is renamed, in one step.
This floor prints nothing: whoever wants to see progress hands in ``report``.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import requests

from inkdigits.data.catalog import DataFile, Dataset, Mirror
from inkdigits.data.content import fault_in
from inkdigits.data.download import LARGEST, NotDownloadedError, download
from inkdigits.data.folder import data_folder, move_into_place, place_of
from inkdigits.errors import DownloadFailed

PAUSE = 1.0  # s, before a broken line is taken up again


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a download is: bytes ``received`` of the ``expected`` (None: the mirror did not say)."""

    file: DataFile
    mirror: Mirror
    received: int
    expected: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A file that is now in its place; ``mirror`` is None where it was there already."""

    file: DataFile
    path: Path
    mirror: Mirror | None


Report: TypeAlias = Callable[[Progress], None]


def fetch(
    dataset: Dataset,
    *,
    folder: Path | None = None,
    report: Report = lambda _: None,
    pause: float = PAUSE,
) -> list[Fetched]:
    """Return the files of ``dataset``, now all in ``folder`` (default: ``data_folder()``) and right.

    Files that are there and right are left alone; wrong ones are replaced.

    Args:
        dataset: which one.
        folder: where the folders of all data sets are.
        report: called after every block received, by the thread that called this.
        pause: seconds to wait before a broken line is taken up again.

    Raises:
        DownloadFailed: no mirror had one of the files; the message names each mirror with its reason, and
            says what to put where by hand.
        OSError: the folder cannot be written.
    """
    folder = data_folder() if folder is None else folder
    home = folder / dataset.name
    home.mkdir(parents=True, exist_ok=True)
    fetched = []
    with _alone_in(home), requests.Session() as session:
        for file in dataset.files:
            path = place_of(file, dataset=dataset, folder=folder)
            mirror = None
            if not path.is_file() or fault_in(path, file=file):
                job = _Job(session=session, dataset=dataset, file=file, path=path, report=report, pause=pause)
                mirror = _try_mirrors(job)
            fetched.append(Fetched(file=file, path=path, mirror=mirror))
    return fetched


@contextmanager
def _alone_in(home: Path) -> Iterator[None]:
    # Two that write one .part file would spoil it for both.  The lock ends with the process, however it ends.
    handle = os.open(home, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise DownloadFailed(f"{home}: another inkdigits is fetching into it; wait for it") from taken
        except OSError:
            pass  # a file system without locks: what is spoiled there is found out by its SHA-256
        yield
    finally:
        os.close(handle)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """One file to be brought to its place."""

    session: requests.Session
    dataset: Dataset
    file: DataFile
    path: Path
    report: Report
    pause: float

    def part(self, mirror: Mirror) -> Path:
        """Return where the bytes of this mirror gather."""
        key = hashlib.sha256(mirror.address.encode()).hexdigest()[:8]
        return self.path.with_name(f"{self.path.name}.{key}.part")


def _try_mirrors(job: _Job) -> Mirror:
    reasons = []
    for mirror in job.file.mirrors:
        try:
            _take_from(mirror, job=job)
        except NotDownloadedError as failed:
            reasons.append(f"{mirror.address}: {failed}")
            continue
        for other in job.file.mirrors:
            job.part(other).unlink(missing_ok=True)
        return mirror
    home = job.path.parent
    lacking = [f.name for f in job.dataset.files if f is job.file or not (home / f.name).is_file()]
    raise DownloadFailed(
        f"{job.path}: no mirror had the right file ({'; '.join(reasons)}); try again later, or get "
        f"{', '.join(lacking)} from {job.dataset.home} by hand and put it into {home}, "
        f"then run 'inkdigits data check {job.dataset.name}'"
    )


def _take_from(mirror: Mirror, *, job: _Job) -> None:
    resumed = _download(mirror, job=job)
    try:
        _accept(mirror, job=job)
    except NotDownloadedError:
        if not resumed:
            raise
        # What lay there from before may have been a part of another version: once more, from the start.
        _download(mirror, job=job)
        _accept(mirror, job=job)


def _download(mirror: Mirror, *, job: _Job) -> bool:
    def received(have: int, expected: int | None) -> None:
        job.report(Progress(file=job.file, mirror=mirror, received=have, expected=expected))

    part = job.part(mirror)
    return download(mirror.address, part, session=job.session, received=received, pause=job.pause)


def _accept(mirror: Mirror, *, job: _Job) -> None:
    # Whatever comes of it, nothing but the file in its place is left.
    part = job.part(mirror)
    found = part if mirror.member is None else part.with_suffix(".member")
    try:
        if mirror.member is not None:
            _extract(mirror.member, archive=part, to=found)
        fault = fault_in(found, file=job.file)
        if fault:
            raise NotDownloadedError(fault)
        move_into_place(found, job.path)
    finally:
        found.unlink(missing_ok=True)
        part.unlink(missing_ok=True)


def _extract(member: str, *, archive: Path, to: Path) -> None:
    try:
        with zipfile.ZipFile(archive) as content:
            if content.getinfo(member).file_size > LARGEST:
                raise NotDownloadedError(f"the {member} in the zip there has more than {LARGEST:,} bytes")
            # zipfile unpacks no more of a member than its entry says.
            with content.open(member) as packed, to.open("wb") as file:
                shutil.copyfileobj(packed, file)
    except KeyError as absent:
        raise NotDownloadedError(f"the zip there holds no {member}") from absent
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as broken:
        raise NotDownloadedError(f"what it sent is no sound zip archive ({broken})") from broken
