"""What a phone sees around writing: paper, tables, light and shadow, and what its camera adds.

Pictures here are (height, width, 3) float32 RGB: the share of light that comes back, 0.0 to 1.0.  What
varies slowly is reckoned in a few hundred points and enlarged, since training photographs millions.
"""

from __future__ import annotations

from math import ceil, cos, exp, log, pi, sin
from typing import TypeAlias

import cv2
import numpy as np

Color: TypeAlias = tuple[float, float, float]

COARSE = 24  # points along a side, in which light that varies slowly is reckoned
SOFT = 96  # px, longer side of the mask of a soft shadow
PATCH = 128  # px, side of a patch of noise; larger pictures repeat it
LEAST_LIGHT = 0.08  # of full light, left in the deepest shadow


def sheet_of_paper(height: int, width: int, rng: np.random.Generator) -> np.ndarray:
    """Return blank paper, white to yellowish or gray, with its own texture."""
    tint = rng.uniform(0.8, 1.0) * (1 - rng.random(3) ** 3 * np.array([0.03, 0.05, 0.2]))
    texture = 1 + _noise(height, width, rng) * np.float32(rng.random() ** 2 * 0.03)
    blotches = 1 + _slow(height, width, rng, points=int(rng.integers(3, 30))) * np.float32(
        rng.random() ** 2 * 0.03
    )
    paper: np.ndarray = (texture * blotches)[:, :, None] * tint.astype(np.float32)
    return paper


def geometric(rng: np.random.Generator, low: float, high: float) -> float:
    """Return a number from ``low`` to ``high``, as often within any factor of two as within another."""
    return exp(rng.uniform(log(low), log(high)))


def cover(picture: np.ndarray, share: np.ndarray, color: np.ndarray) -> None:
    """Cover ``picture`` in place with ``color``, (3,), by ``share``, (height, width), of each pixel."""
    picture *= 1 - share[:, :, None] * (1 - color.astype(np.float32))


def table_top(paper: np.ndarray, sheet: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return ``paper`` where ``sheet``, (height, width), is 1.0, elsewhere a table with things on it."""
    height, width = sheet.shape
    base = geometric(rng, 0.05, 0.75) * rng.uniform(0.6, 1.0, 3)
    table = _grain_of_table(height, width, rng)[:, :, None] * base.astype(np.float32)
    for _ in range(rng.integers(0, 4)):
        _leave_thing(table, rng)
    away = max(height, width) * rng.uniform(0.002, 0.03)
    move = np.array([[1, 0, away * rng.uniform(-1, 1)], [0, 1, away * rng.uniform(-1, 1)]], np.float32)
    shadow = cv2.warpAffine(sheet, move, (width, height), borderMode=cv2.BORDER_REPLICATE)
    shadow = cv2.blur(shadow, (2 * ceil(away / 2) + 1,) * 2)
    table *= 1 - np.float32(rng.uniform(0.0, 0.6)) * shadow[:, :, None]
    table += (paper - table) * sheet[:, :, None]
    return table


def light_up(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return ``picture`` in uneven light: one side brighter, corners dark, a lamp, a shadow or two."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[-1 : 1 : COARSE * 1j, -1 : 1 : COARSE * 1j].astype(np.float32)
    angle, slope = rng.uniform(0, 2 * pi), rng.random() ** 2 * 0.4
    light = 1 + slope * (cos(angle) * x + sin(angle) * y) - rng.random() ** 3 * 0.3 * (x**2 + y**2)
    spot = rng.uniform(-1.2, 1.2, 2)
    light += (
        rng.random() ** 3 * 0.6 * np.exp(-((x - spot[0]) ** 2 + (y - spot[1]) ** 2) / rng.uniform(0.2, 1))
    )
    field = cv2.resize(light.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    for _ in range(rng.choice([0, 0, 1, 1, 2])):
        field *= 1 - np.float32(rng.uniform(0.15, 0.7)) * _shadow(height, width, rng)
    exposure = 2 * rng.uniform(0.6, 1.0) / (field.mean() + field.max())
    balance = exposure * rng.uniform(0.95, 1.05, 3)
    lit: np.ndarray = picture * np.maximum(field, LEAST_LIGHT)[:, :, None] * balance.astype(np.float32)
    return lit


def take_picture(scene: np.ndarray, rng: np.random.Generator, *, seen: float | None = None) -> np.ndarray:
    """Return ``scene`` as uint8, as a camera saves it: blurred, noisy, clipped and through JPEG.

    Blur is a share of ``seen`` px: the picture's longer side, or less where one came near to see something.
    """
    height, width = scene.shape[:2]
    longest = seen or max(height, width)
    focus = longest * 0.003 * rng.random() ** 3
    if focus > 0.3:  # noqa: PLR2004  px; less is not seen
        scene = cv2.GaussianBlur(scene, (0, 0), focus)
    if rng.random() < 0.3:  # noqa: PLR2004  of all hands shake
        scene = cv2.filter2D(scene, -1, _motion(longest * rng.uniform(0.001, 0.01), rng))
    noise = _noise(height, width, rng) * np.float32(rng.random() ** 2 * 0.04)
    color = _noise(height, width, rng) * np.float32(rng.random() ** 3 * 0.02)
    scene = scene + np.dstack([noise + color, noise, noise - color])
    levels = np.clip(scene * 255, 0, 255).astype(np.uint8)
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(35, 97))]
    raw = cv2.imencode(".jpg", levels[:, :, ::-1], quality)[1]
    return cv2.cvtColor(np.asarray(cv2.imdecode(raw, cv2.IMREAD_COLOR)), cv2.COLOR_BGR2RGB).astype(np.uint8)


def _noise(height: int, width: int, rng: np.random.Generator) -> np.ndarray:
    """Return normal noise of deviation 1, from pixel to pixel."""
    patch = rng.standard_normal((min(height, PATCH), min(width, PATCH)), np.float32)
    return np.tile(patch, (-(-height // len(patch)), -(-width // len(patch[0]))))[:height, :width]


def _slow(height: int, width: int, rng: np.random.Generator, *, points: int, across: int = 0) -> np.ndarray:
    """Return noise of deviation about 1 with ``points`` places down a side and ``across`` the other."""
    coarse = rng.standard_normal((points, across or points), np.float32)
    return cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)


def _grain_of_table(height: int, width: int, rng: np.random.Generator) -> np.ndarray:
    """Return the pattern of a table around 1.0: plain, wood or a cloth of stripes or checks."""
    kind = rng.integers(3)
    if kind == 0:
        return 1 + _noise(height, width, rng) * np.float32(rng.random() * 0.08)
    if kind == 1:
        fine = _slow(height, width, rng, points=int(rng.integers(20, 150)), across=int(rng.integers(2, 8)))
        wood = 1 + fine * np.float32(rng.uniform(0.03, 0.2))
        return np.maximum(wood, np.float32(0.1))
    period, angle = max(height, width) / rng.uniform(5, 40), rng.uniform(0, pi)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32) * np.float32(2 * pi / period)
    waves = np.sin(cos(angle) * x + sin(angle) * y)
    if rng.random() < 0.5:  # noqa: PLR2004  a coin
        waves = waves * np.sin(cos(angle) * y - sin(angle) * x)
    cloth: np.ndarray = 1 + np.clip(3 * waves, -1, 1) * np.float32(rng.uniform(0.05, 0.5))
    return cloth


def _leave_thing(table: np.ndarray, rng: np.random.Generator) -> None:
    """Leave something on the table: a pen, a book, a cup."""
    height, width = table.shape[:2]
    color = tuple(rng.random(3) * rng.random())
    start, end = ((rng.random(2) * [width, height]).astype(int).tolist() for _ in range(2))
    thick = max(2, int(max(height, width) * rng.uniform(0.01, 0.06)))
    kind = rng.integers(3)
    if kind == 0:
        cv2.line(table, start, end, color, thick, cv2.LINE_AA)
    elif kind == 1:
        cv2.rectangle(table, start, end, color, cv2.FILLED)
    else:
        cv2.circle(table, start, 3 * thick, color, cv2.FILLED, cv2.LINE_AA)


def _shadow(height: int, width: int, rng: np.random.Generator) -> np.ndarray:
    """Return where a shadow falls, 1.0, and where not, 0.0: a straight edge or a head, hard or soft."""
    hard = rng.random() < 0.3  # noqa: PLR2004  of all shadows
    scale = 1.0 if hard else SOFT / max(height, width)
    tall, wide = max(2, round(height * scale)), max(2, round(width * scale))
    mask = np.zeros((tall, wide), np.uint8)
    middle = rng.random(2) * [wide, tall]
    if rng.random() < 0.5:  # noqa: PLR2004  a coin
        axes = (rng.uniform(0.15, 0.6, 2) * max(tall, wide)).astype(int).tolist()
        place = middle.astype(int).tolist()
        cv2.ellipse(mask, place, axes, float(rng.uniform(0, 180)), 0, 360, 255, cv2.FILLED, cv2.LINE_AA)
    else:
        angle, far = rng.uniform(0, 2 * pi), 3 * max(tall, wide)
        along, out = np.array([cos(angle), sin(angle)]) * far, np.array([-sin(angle), cos(angle)]) * far
        edge = np.array([middle - along, middle + along, middle + along + out, middle - along + out])
        cv2.fillConvexPoly(mask, np.rint(edge).astype(np.int32), 255, cv2.LINE_AA)
    blur = max(tall, wide) * (0.002 if hard else geometric(rng, 0.01, 0.15))
    soft = cv2.GaussianBlur(mask.astype(np.float32) / 255, (0, 0), max(blur, 0.3))
    return cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR)


def _motion(length: float, rng: np.random.Generator) -> np.ndarray:
    """Return the kernel of a hand that moved ``length`` px while the shutter was open."""
    reach = ceil(length / 2)
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
    angle = rng.uniform(0, pi)
    step = np.array([cos(angle), sin(angle)]) * length / 2
    ends = [np.rint((reach + sign * step) * 16).astype(int).tolist() for sign in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], 1.0, 1, cv2.LINE_AA, 4)
    return kernel / np.float32(kernel.sum())
