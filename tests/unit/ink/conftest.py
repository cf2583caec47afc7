"""Digits to try normalization on."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def mnist_digits(mnist_data):
    """Three hundred of MNIST's training images."""
    from inkdigits.data.catalog import MNIST, TRAIN_IMAGES
    from inkdigits.data.folder import find
    from inkdigits.data.idx import read_images

    return read_images(find(TRAIN_IMAGES, dataset=MNIST, folder=mnist_data))[:300]
