"""Pictures of what was read, in a folder: ``inkdigits read --crops DIR``.

Names come from the pictures' own, made safe; two of one name are numbered.  A file that is there is
replaced only if an earlier run of ours wrote it, which a note in the PNG tells: whoever says ``--crops .``
keeps his pictures.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np
from PIL import Image, PngImagePlugin

from inkdigits.errors import InkdigitsError
from inkdigits.ink.decode import Source, decode_gray
from inkdigits.recognition.boxed import SIDE, draw_reading, draw_table
from inkdigits.recognition.reading import Reading
from inkdigits.recognition.table import Table

NOTE, OURS = "Software", "inkdigits read --crops"  # a text of the PNG, as its specification names it
UNSAFE = re.compile(r"[^\w.-]+", re.ASCII)
LONGEST = 80  # letters of a name
STANDARD_INPUT = "stdin"


class Crops:
    """A folder of crops, of one run.

    Args:
        folder: where they go; it is made with the first one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._written: set[str] = set()

    def write(self, name: str, picture: Source, answer: Reading | Table) -> str | None:
        """Write what was read over ``picture``; return what people should know, if anything.

        Raises:
            OSError: it cannot be written.
        """
        page = decode_gray(picture, side=SIDE)
        drawn = draw_table(page, answer) if isinstance(answer, Table) else draw_reading(page, answer)
        self.folder.mkdir(parents=True, exist_ok=True)
        place, foreign = self._free_place(safe_name(name))
        _save(drawn, place)
        return None if foreign is None else f"{foreign} is there and not ours, so {place.name} was written"

    def _free_place(self, stem: str) -> tuple[Path, Path | None]:
        """Return where to write, and the file that stood in the way and is not ours, if one did."""
        number, foreign = 1, None
        while True:
            place = self.folder / (f"{stem}.png" if number == 1 else f"{stem}-{number}.png")
            if place.name.lower() not in self._written:
                if not os.path.lexists(place) or is_ours(place):
                    self._written.add(place.name.lower())
                    return place, foreign
                foreign = foreign or place
            number += 1


def safe_name(name: str) -> str:
    """Return a file's name without its ending, made of letters, digits, dots and dashes alone."""
    if name == "-":
        return STANDARD_INPUT
    plain = UNSAFE.sub("_", Path(name).stem)[:LONGEST].strip("._-")
    return plain or "picture"


def is_ours(place: Path) -> bool:
    """Tell whether a file is a crop that an earlier run has written."""
    if place.is_symlink() or not place.is_file():
        return False
    try:
        with Image.open(place, formats=["PNG"]) as image:
            return image.info.get(NOTE) == OURS
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):  # no PNG, or a broken one
        return False


def _save(drawn: np.ndarray, place: Path) -> None:
    note = PngImagePlugin.PngInfo()
    note.add_text(NOTE, OURS)
    whole = place.with_name(f".{place.name}.part")  # a crop is there whole or not at all
    try:
        Image.fromarray(drawn).save(whole, format="PNG", pnginfo=note)
        whole.replace(place)
    finally:
        whole.unlink(missing_ok=True)


def explain(folder: Path, error: OSError | InkdigitsError) -> str:
    """Return the line that tells why a crop was not written."""
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return f"{getattr(error, 'filename', None) or folder}: the crop cannot be written: {reason}"
