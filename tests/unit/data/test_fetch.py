"""Fetching a data set, from a real server on this machine that behaves as badly as the internet does."""

from __future__ import annotations

import errno
import fcntl
import gzip
import io
import os
import re
import socket
import zipfile
from pathlib import Path

import pytest

from inkdigits.data import download
from inkdigits.data.catalog import Mirror
from inkdigits.data.fetch import fetch
from inkdigits.errors import DownloadFailed

PATH = "/digits.gz"


@pytest.fixture
def folder(tmp_path):
    """An empty data folder."""
    return tmp_path / "data"


def bring(dataset, folder):
    """Fetch without waiting between attempts; return the one file's path and its mirror."""
    (fetched,) = fetch(dataset, folder=folder, pause=0.0)
    return fetched.path, fetched.mirror


def what_lies_in(folder):
    """Return the names of all files there."""
    return sorted(path.name for path in (folder / "small").iterdir())


def stop_after(received):
    """Make a ``report`` that interrupts as Ctrl-C does, once so many bytes are here."""

    def report(progress):
        if progress.received >= received:
            raise KeyboardInterrupt

    return report


def zipped(**members):
    """Make a zip archive."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as writing:
        for name, content in members.items():
            writing.writestr(name.replace("_", "."), content)
    return archive.getvalue()


def test_a_file_comes_whole_from_the_first_mirror(mirror, dataset_of, packed, folder):
    """What the mirror has is then in its place, and nothing else is."""
    first = mirror.serve(PATH, packed)
    path, came_from = bring(dataset_of(first, mirror.serve("/second.gz", packed)), folder)
    assert path == folder / "small" / "digits.gz"
    assert path.read_bytes() == packed
    assert came_from == first
    assert what_lies_in(folder) == ["digits.gz"]
    assert mirror.asked == [(PATH, "")]


def test_progress_is_reported_up_to_the_last_byte(mirror, dataset_of, packed, folder):
    """Whoever watches sees the bytes grow to the number that was announced."""
    seen = []
    fetch(dataset_of(mirror.serve(PATH, packed)), folder=folder, report=seen.append)
    received = [progress.received for progress in seen]
    assert len(received) > 2
    assert received == sorted(set(received))
    assert received[-1] == len(packed)
    assert {progress.expected for progress in seen} == {len(packed)}


def test_a_mirror_that_tells_no_length_will_do(mirror, dataset_of, packed, folder):
    """The length is for the progress bar; the SHA-256 decides."""
    mirror.says_lengths = False
    seen = []
    fetch(dataset_of(mirror.serve(PATH, packed)), folder=folder, report=seen.append)
    assert {progress.expected for progress in seen} == {None}
    assert what_lies_in(folder) == ["digits.gz"]


def test_what_is_here_and_right_is_not_fetched_again(mirror, dataset_of, packed, folder):
    """A second fetch asks nobody."""
    dataset = dataset_of(mirror.serve(PATH, packed))
    bring(dataset, folder)
    mirror.asked.clear()
    assert bring(dataset, folder)[1] is None
    assert mirror.asked == []


def test_the_unpacked_file_put_there_by_hand_is_right_too(mirror, dataset_of, content, folder):
    """Only the decompressed content counts, not how it is packed or named."""
    (folder / "small").mkdir(parents=True)
    (folder / "small" / "digits.gz").write_bytes(content)
    assert bring(dataset_of(mirror.serve(PATH, b"")), folder)[1] is None


def test_what_is_here_but_wrong_is_replaced(mirror, dataset_of, packed, folder):
    """A broken file does not stay because it has the right name."""
    (folder / "small").mkdir(parents=True)
    (folder / "small" / "digits.gz").write_bytes(packed[:-100])
    path, _ = bring(dataset_of(mirror.serve(PATH, packed)), folder)
    assert path.read_bytes() == packed


@pytest.mark.parametrize("status", [403, 404, 429, 500, 503])
def test_a_mirror_that_refuses_is_passed_over(mirror, dataset_of, packed, folder, status):
    """The next mirror has it."""
    mirror.statuses["/gone.gz"] = status
    second = mirror.serve(PATH, packed)
    assert bring(dataset_of(Mirror(address=mirror.address + "/gone.gz"), second), folder)[1] == second


def test_a_mirror_may_send_elsewhere(mirror, dataset_of, packed, folder):
    """Redirections are followed."""
    mirror.redirects["/old.gz"] = mirror.address + PATH
    mirror.serve(PATH, packed)
    path, _ = bring(dataset_of(Mirror(address=mirror.address + "/old.gz")), folder)
    assert path.read_bytes() == packed


def test_a_mirror_with_another_content_is_passed_over(mirror, dataset_of, packed, folder):
    """A sign-in page with status 200 is no data set, and nothing of it stays."""
    page = mirror.serve("/login.gz", b"<html>Please sign in</html>")
    path, came_from = bring(dataset_of(page, mirror.serve(PATH, packed)), folder)
    assert came_from.address.endswith(PATH)
    assert path.read_bytes() == packed
    assert what_lies_in(folder) == ["digits.gz"]


def test_wrong_content_everywhere_leaves_nothing_behind(mirror, dataset_of, content, folder):
    """A content with one bit turned is refused, the message shows both sums, and no partial file stays."""
    turned = bytes([content[0] ^ 1]) + content[1:]
    with pytest.raises(DownloadFailed, match=r"SHA-256 [0-9a-f]{64}, but the right one [0-9a-f]{64}"):
        bring(dataset_of(mirror.serve(PATH, gzip.compress(turned))), folder)
    assert what_lies_in(folder) == []


def test_a_broken_line_is_taken_up_where_it_broke(mirror, dataset_of, packed, folder):
    """Each further attempt asks only for what is missing."""
    mirror.cuts[PATH] = [100_000, 50_000]
    path, _ = bring(dataset_of(mirror.serve(PATH, packed)), folder)
    assert path.read_bytes() == packed
    assert mirror.asked == [(PATH, ""), (PATH, "bytes=100000-"), (PATH, "bytes=150000-")]


def test_a_line_that_keeps_breaking_is_given_up_and_kept(mirror, dataset_of, packed, folder):
    """After five attempts the next mirror is asked; the bytes stay, and another run goes on with them."""
    mirror.cuts[PATH] = [10_000] * 5
    dataset = dataset_of(mirror.serve(PATH, packed))
    with pytest.raises(DownloadFailed, match="the line broke; 50,000 bytes are kept"):
        bring(dataset, folder)
    (part,) = what_lies_in(folder)
    assert re.fullmatch(r"digits\.gz\.[0-9a-f]{8}\.part", part)
    mirror.asked.clear()
    path, _ = bring(dataset, folder)
    assert mirror.asked == [(PATH, "bytes=50000-")]
    assert path.read_bytes() == packed
    assert what_lies_in(folder) == ["digits.gz"]


def test_an_interrupted_fetch_goes_on_in_the_next_run(mirror, dataset_of, packed, folder):
    """Ctrl-C leaves what came, under a name that nobody takes for the file."""
    dataset = dataset_of(mirror.serve(PATH, packed))
    with pytest.raises(KeyboardInterrupt):
        fetch(dataset, folder=folder, report=stop_after(100_000))
    (part,) = (folder / "small").glob("*.part")
    assert 100_000 <= part.stat().st_size < len(packed)
    begun = part.stat().st_size
    path, _ = bring(dataset, folder)
    assert mirror.asked[-1] == (PATH, f"bytes={begun}-")
    assert path.read_bytes() == packed


def test_a_server_that_knows_no_ranges_sends_all_again(mirror, dataset_of, packed, folder):
    """A status 200 to a request for the rest means the whole; it must not be added to what is here."""
    mirror.knows_ranges = False
    mirror.cuts[PATH] = [100_000]
    path, _ = bring(dataset_of(mirror.serve(PATH, packed)), folder)
    assert mirror.asked == [(PATH, ""), (PATH, "bytes=100000-")]
    assert path.read_bytes() == packed


@pytest.fixture
def begun(mirror, dataset_of, packed, folder):
    """A data set of which some has come, and the part file that it is in."""
    mirror.cuts[PATH] = [1_000, 0]
    dataset = dataset_of(mirror.serve(PATH, packed))
    with pytest.raises(DownloadFailed):
        bring(dataset, folder)
    mirror.asked.clear()
    (part,) = (folder / "small").glob("*.part")
    assert part.stat().st_size == 1_000
    return dataset, part


def test_a_part_that_is_whole_needs_only_its_name(mirror, begun, packed, folder):
    """Status 416 with our own length means that nothing is missing."""
    dataset, part = begun
    part.write_bytes(packed)
    path, _ = bring(dataset, folder)
    assert mirror.asked == [(PATH, f"bytes={len(packed)}-")]
    assert path.read_bytes() == packed


def test_a_part_longer_than_the_file_is_thrown_away(mirror, begun, packed, folder):
    """Status 416 with another length means that the part is of something else."""
    dataset, part = begun
    part.write_bytes(packed * 2)
    path, _ = bring(dataset, folder)
    assert mirror.asked == [(PATH, f"bytes={2 * len(packed)}-"), (PATH, "")]
    assert path.read_bytes() == packed


def test_a_part_of_another_version_is_found_out(mirror, begun, packed, folder):
    """The rest of one file behind the beginning of another has a wrong SHA-256: it is fetched anew."""
    dataset, part = begun
    part.write_bytes(bytes(1_000))
    path, _ = bring(dataset, folder)
    assert mirror.asked == [(PATH, "bytes=1000-"), (PATH, "")]
    assert path.read_bytes() == packed


def test_a_server_that_sends_another_part_is_not_believed(mirror, begun, packed, folder):
    """A status 206 counts only with the Content-Range that was asked for."""
    dataset, _ = begun
    mirror.shifted = 17
    path, _ = bring(dataset, folder)
    assert mirror.asked == [(PATH, "bytes=1000-"), (PATH, "")]
    assert path.read_bytes() == packed


def test_parts_of_other_mirrors_are_cleared_away(mirror, dataset_of, packed, folder):
    """When the file is here, no half of it from elsewhere stays."""
    mirror.cuts["/slow.gz"] = [1_000, 0]
    slow = mirror.serve("/slow.gz", packed)
    bring(dataset_of(slow, mirror.serve(PATH, packed)), folder)
    assert what_lies_in(folder) == ["digits.gz"]


def test_offline_the_error_says_what_to_put_where(dataset_of, folder):
    """Without a connection one learns which file belongs where, and what every mirror's trouble was."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    nobody = [Mirror(address=f"http://127.0.0.1:{port}/{name}") for name in ("a.gz", "b.gz")]
    with pytest.raises(DownloadFailed) as failed:
        bring(dataset_of(*nobody), folder)
    message = str(failed.value)
    assert str(folder / "small" / "digits.gz") in message
    for one in nobody:
        assert f"{one.address}: no connection (is this machine offline?)" in message
    assert f"get digits.gz from http://home by hand and put it into {folder / 'small'}" in message
    assert "inkdigits data check small" in message


def test_a_mirror_that_never_answers_is_given_up(dataset_of, folder, monkeypatch):
    """A server that accepts and stays silent costs its time-out, not for ever."""
    monkeypatch.setattr(download, "TIMEOUT", (0.2, 0.2))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/digits.gz"
        with pytest.raises(DownloadFailed, match="did not answer within"):
            bring(dataset_of(Mirror(address=address)), folder)


def test_a_server_that_marks_gzip_as_encoding_is_understood(mirror, dataset_of, packed, folder):
    """Some servers call a .gz file's packing a Content-Encoding; the bytes are kept as they come."""
    mirror.headers[PATH] = {"Content-Encoding": "x-gzip"}
    mirror.cuts[PATH] = [100_000]
    path, _ = bring(dataset_of(mirror.serve(PATH, packed)), folder)
    assert path.read_bytes() == packed


def test_a_mirror_that_sends_without_end_is_stopped(mirror, dataset_of, folder):
    """No mirror can fill the disk."""
    endless = mirror.serve(PATH, bytes(download.LARGEST + 1))
    with pytest.raises(DownloadFailed, match="sent more than 67,108,864 bytes"):
        bring(dataset_of(endless), folder)
    assert what_lies_in(folder) == []


def test_a_small_file_that_unpacks_without_end_is_refused(mirror, dataset_of, folder):
    """A gzip bomb is unpacked no further than the right file is long."""
    bomb = mirror.serve(PATH, gzip.compress(bytes(50_000_000)))
    with pytest.raises(DownloadFailed, match="unpacks to more than the 300,000 bytes"):
        bring(dataset_of(bomb), folder)
    assert what_lies_in(folder) == []


def test_a_file_may_come_inside_a_zip(mirror, dataset_of, packed, folder):
    """Where an archive is all that a mirror offers, the one member is taken out and the rest forgotten."""
    archive = mirror.serve("/all.zip", zipped(digits_gz=packed, other_txt=b"not wanted"))
    inside = Mirror(address=archive.address, member="digits.gz")
    path, came_from = bring(dataset_of(inside), folder)
    assert came_from == inside
    assert path.read_bytes() == packed
    assert what_lies_in(folder) == ["digits.gz"]


@pytest.mark.parametrize(
    ("archive", "reason"),
    [
        (zipped(other_txt=b"x"), "the zip there holds no digits.gz"),
        (b"<html>moved</html>", "no sound zip archive"),
        (zipped(digits_gz=b"x" * 9000).replace(b"digits", b"Digits", 1), "no sound zip archive"),
        (zipped(digits_gz=b"wrong"), "unpacks to 5 bytes, but the right one has 300,000"),
    ],
)
def test_a_zip_without_the_file_is_passed_over(mirror, dataset_of, folder, archive, reason):
    """An archive of something else, or none at all, is refused with its reason, and nothing of it stays."""
    served = mirror.serve("/all.zip", archive)
    with pytest.raises(DownloadFailed, match=re.escape(reason)):
        bring(dataset_of(Mirror(address=served.address, member="digits.gz")), folder)
    assert what_lies_in(folder) == []


def test_a_zip_member_without_end_is_refused(mirror, dataset_of, folder):
    """A zip bomb is not even begun."""
    served = mirror.serve("/all.zip", zipped(digits_gz=bytes(download.LARGEST + 1)))
    with pytest.raises(DownloadFailed, match="in the zip there has more than"):
        bring(dataset_of(Mirror(address=served.address, member="digits.gz")), folder)


def test_two_at_once_do_not_spoil_each_other(mirror, dataset_of, packed, folder):
    """While one fetches into a folder, another is told to wait."""
    (folder / "small").mkdir(parents=True)
    handle = os.open(folder / "small", os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with pytest.raises(DownloadFailed, match="another inkdigits is fetching"):
            bring(dataset_of(mirror.serve(PATH, packed)), folder)
    finally:
        os.close(handle)
    assert mirror.asked == []
    bring(dataset_of(mirror.serve(PATH, packed)), folder)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_names_the_file_that_did_not_fit(begun, folder):
    """The operating system's error says which file it is about."""
    dataset, part = begun
    part.unlink()
    part.symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left") as failed:
        bring(dataset, folder)
    assert (failed.value.errno, failed.value.filename) == (errno.ENOSPC, str(part))
    assert not (folder / "small" / "digits.gz").exists()


def test_a_folder_that_cannot_be_made_is_the_systems_error(mirror, dataset_of, packed, tmp_path):
    """A file where the folder should be is told as such."""
    (tmp_path / "data").write_bytes(b"")
    with pytest.raises(NotADirectoryError):
        bring(dataset_of(mirror.serve(PATH, packed)), tmp_path / "data")
