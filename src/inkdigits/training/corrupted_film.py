"""What cameras and files do: blur, noise, too little contrast, too few pixels, grays and bytes."""

from __future__ import annotations

from math import cos, sin

import cv2
import numpy as np

from inkdigits.shapes import Gray
from inkdigits.training.corrupted_ink import unit_of

GRAINED_SIDE = 56  # px; in a larger picture grains of noise are larger than a pixel, or they would not show


def low_contrast(gray: Gray, rng: np.random.Generator) -> Gray:
    """Squeeze black to white into a fifth to two fifths of the range, anywhere in it."""
    left = rng.uniform(0.2, 0.4)
    darkest = rng.uniform(0.0, 1.0 - left)
    return np.float32(darkest) + np.float32(left) * gray


def focus_blur(gray: Gray, rng: np.random.Generator) -> Gray:
    """Blur alike in all directions, by a deviation of 0.7 to 1.5 pixels of MNIST's."""
    return cv2.GaussianBlur(
        gray, (0, 0), rng.uniform(0.7, 1.5) * unit_of(gray), borderType=cv2.BORDER_REPLICATE
    )


def motion_blur(gray: Gray, rng: np.random.Generator) -> Gray:
    """Smear along one direction, by 3 to 6 pixels of MNIST's."""
    half = rng.uniform(1.5, 3.0) * unit_of(gray)
    angle = rng.uniform(0.0, np.pi)
    reach = max(1, round(half))
    end = np.rint(half * np.array([cos(angle), sin(angle)])).astype(int)
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
    cv2.line(kernel, (reach - end).tolist(), (reach + end).tolist(), 1.0, 1)
    return _bounded(cv2.filter2D(gray, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REPLICATE))


def glass_blur(gray: Gray, rng: np.random.Generator) -> Gray:
    """Send each pixel astray by up to 0.9, or up to 1.6, pixels of MNIST's, as ribbed glass does."""
    astray = np.float32(rng.uniform(0.9, 1.6) * unit_of(gray))
    places: np.ndarray = np.indices(gray.shape, dtype=np.float32)
    down, across = (
        place + astray * (2.0 * _enlarge(rng.random(_grained(gray), dtype=np.float32), gray) - 1.0)
        for place in places
    )
    sent = cv2.remap(gray, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return _bounded(cv2.GaussianBlur(sent, (0, 0), 0.4 * unit_of(gray)))


def gaussian_noise(gray: Gray, rng: np.random.Generator) -> Gray:
    """Add noise of a deviation of 8 to 25 hundredths of the picture's contrast."""
    darkest, contrast = _range(gray)
    noise = np.float32(rng.uniform(0.08, 0.25)) * _grains(gray, rng)
    return _bounded(darkest + contrast * _bounded((gray - darkest) / contrast + noise))


def shot_noise(gray: Gray, rng: np.random.Generator) -> Gray:
    """Count 6 to 25 particles of light where it is lightest, so that light places are the noisier.

    Their number is taken to be normal, which at this many it nearly is.
    """
    darkest, contrast = _range(gray)
    light = (gray - darkest) / contrast
    noise = np.sqrt(light / np.float32(rng.uniform(6.0, 25.0))) * _grains(gray, rng)
    return _bounded(darkest + contrast * _bounded(light + noise))


def impulse_noise(gray: Gray, rng: np.random.Generator) -> Gray:
    """Turn 3 to 12 hundredths of the grains black or white."""
    hit = rng.uniform(0.03, 0.12)
    chance = _enlarge(rng.random(_grained(gray), dtype=np.float32), gray)
    return np.where(chance < hit / 2, np.float32(0.0), np.where(chance < hit, np.float32(1.0), gray))


def pixelate(gray: Gray, rng: np.random.Generator) -> Gray:
    """Leave 11 to 16 pixels to the shorter side."""
    scale = int(rng.integers(11, 17)) / min(gray.shape)
    small = [max(1, round(side * scale)) for side in gray.shape[::-1]]
    few = cv2.resize(gray, small, interpolation=cv2.INTER_AREA)
    return cv2.resize(few, gray.shape[::-1], interpolation=cv2.INTER_NEAREST)


def quantize(gray: Gray, rng: np.random.Generator) -> Gray:
    """Leave two to four levels of gray, from the darkest to the lightest that there is."""
    darkest, contrast = _range(gray)
    steps = np.float32(rng.integers(1, 4))
    return _bounded(darkest + contrast * np.rint((gray - darkest) / contrast * steps) / steps)


def jpeg(gray: Gray, rng: np.random.Generator) -> Gray:
    """Store as JPEG of quality 3 to 20."""
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(3, 21))]
    _, stored = cv2.imencode(".jpg", np.rint(gray * 255).astype(np.uint8), quality)
    return np.asarray(cv2.imdecode(stored, cv2.IMREAD_GRAYSCALE), np.float32) / np.float32(255)


def polarity(gray: Gray, _rng: np.random.Generator) -> Gray:
    """Swap dark and light."""
    return 1.0 - gray


def _grains(gray: Gray, rng: np.random.Generator) -> Gray:
    """Return noise of deviation 1 for every pixel of ``gray``."""
    return _enlarge(rng.standard_normal(_grained(gray), dtype=np.float32), gray)


def _grained(gray: Gray) -> tuple[int, int]:
    """Return how many grains of noise lie down and across ``gray``."""
    size = max(1, min(gray.shape) // GRAINED_SIDE)
    return -(-gray.shape[0] // size), -(-gray.shape[1] // size)


def _enlarge(grains: np.ndarray, gray: Gray) -> np.ndarray:
    if grains.shape == gray.shape:
        return grains
    return cv2.resize(grains, gray.shape[::-1], interpolation=cv2.INTER_NEAREST)


def _range(gray: Gray) -> tuple[np.float32, np.float32]:
    """Return the darkest gray and how far the lightest lies above it; of an even picture, 1.0."""
    darkest = np.float32(gray.min())
    contrast = np.float32(gray.max()) - darkest
    return darkest, contrast if contrast > 0.0 else np.float32(1.0)


def _bounded(gray: Gray) -> Gray:
    bounded: Gray = np.clip(gray, 0.0, 1.0)
    return bounded
