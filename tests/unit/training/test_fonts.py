"""Fonts: only those with the promised content, divided by family, and some wherever training runs."""

from __future__ import annotations

import dataclasses
import hashlib

import pytest

from inkdigits.training.fonts import DEBIAN_FONTS, KEPT_OUT_FAMILIES, MATPLOTLIB_FONTS, FontFile, font_set


@pytest.fixture
def packaged(tmp_path):
    """A font as a package would bring it, and the folder in which it lies."""
    (tmp_path / "hand.ttf").write_bytes(b"a font")
    sha256 = hashlib.sha256(b"a font").hexdigest()
    return FontFile(package="fonts-hand", family="Hand", path="hand.ttf", sha256=sha256), tmp_path


def test_a_font_with_the_right_content_is_used(packaged):
    """Found by its path, known by its SHA-256."""
    font, folder = packaged
    assert font_set("taught", debian=folder, fonts=(font,)).paths == (folder / "hand.ttf",)


def test_a_font_with_another_content_is_not_used(packaged):
    """One changed byte makes other letters, perhaps."""
    font, folder = packaged
    (folder / "hand.ttf").write_bytes(b"a fond")
    assert font_set("taught", debian=folder, fonts=(font,)).paths == ()


def test_matplotlibs_fonts_join_where_a_package_is_absent(tmp_path):
    """No Debian package is needed to teach or to measure."""
    for part in ("taught", "kept out"):
        found = font_set(part, debian=tmp_path).paths
        assert {path.name for path in found} <= {font.path for font in MATPLOTLIB_FONTS}
        assert len(found) >= 2


def test_matplotlibs_fonts_stay_away_where_every_package_is_there(packaged):
    """Then the set is Debian's alone, whatever version of matplotlib is installed."""
    font, folder = packaged
    found = font_set("taught", debian=folder, fonts=(font, *MATPLOTLIB_FONTS))
    assert found.paths == (folder / "hand.ttf",)


def test_a_family_is_taught_or_kept_out_as_a_whole():
    """Two files of one family never stand on different sides, and each side has handwriting."""
    fonts = DEBIAN_FONTS + MATPLOTLIB_FONTS
    parts = {part: {font.family for font in fonts if font.part == part} for part in ("taught", "kept out")}
    assert not parts["taught"] & parts["kept out"]
    assert parts["kept out"] == KEPT_OUT_FAMILIES
    assert 0.2 < len(KEPT_OUT_FAMILIES) / len({font.family for font in fonts}) < 0.35


def test_two_sets_are_told_apart_by_their_fingerprint(packaged):
    """The log can say which fonts taught."""
    font, folder = packaged
    whole = font_set("taught", debian=folder, fonts=(font,))
    none = font_set("taught", debian=folder, fonts=(dataclasses.replace(font, sha256="0" * 64),))
    assert whole.fingerprint != none.fingerprint
    assert whole.fingerprint == font_set("taught", debian=folder, fonts=(font,)).fingerprint
