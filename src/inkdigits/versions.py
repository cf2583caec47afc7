"""Keep the versions of the model in a folder, and put one of them in use.

A version is a model file that is named by its fingerprint, so that no name ever stands for two models, and
none is ever overwritten.  Which one is in use says ``inkdigits.model.pointer``.  No model is put in use that
does not read.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import platformdirs

from inkdigits.errors import BadModel
from inkdigits.model.artifact import Artifact, load, save
from inkdigits.model.location import bundled_model
from inkdigits.model.pointer import FINGERPRINT, Choice, Pointer
from inkdigits.model.verification import verify

SETTING: Final = "INKDIGITS_MODELS"
MODEL_SETTING: Final = "INKDIGITS_MODEL"
BUNDLED: Final = "bundled"  # what one calls the model that comes with the package
SHORTEST: Final = 4  # digits of a fingerprint that name a model; fewer are typed by mistake


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A model that can be put in use.

    Attributes:
        fingerprint: SHA-256 of the file, 64 hexadecimal digits.
        path: where the file lies.
        parent: fingerprint of the model that it was retrained from; None: it was trained from nothing.
        created: when, ISO 8601 in UTC.
        metrics: what was measured on validation data.
        in_use: whether it is the one in use.
    """

    fingerprint: str
    path: Path
    parent: str | None
    created: str
    metrics: dict[str, Any]
    in_use: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies in a folder: versions, the newest first, and for each file that is none, what is wrong."""

    versions: tuple[Version, ...]
    broken: tuple[str, ...]


class ModelFolder:
    """A folder of model versions: ``path``, else ``INKDIGITS_MODELS``, else one in the user's data folder.

    It need not exist; then the bundled model is in use.
    """

    def __init__(self, path: str | Path | None = None) -> None:
        """Remember where it is; nothing is read."""
        named = path or os.environ.get(SETTING)
        self.path = Path(named).expanduser() if named else platformdirs.user_data_path("inkdigits") / "models"
        # Services are often given a home that they may not enter, and read with the bundled model.
        self._pointer = Pointer(self.path, may_be_closed=not named)

    def add(self, artifact: Artifact) -> Version:
        """Write ``artifact`` into the folder, whole or not at all; adding it again changes nothing.

        Raises:
            BadModel: it holds what a model file may not hold, or the folder cannot be written.
        """
        with self._pointer.locked():
            return self._add(artifact)

    def listing(self) -> Listing:
        """Return the versions in the folder, the newest first, and what is wrong with its other files.

        Raises:
            BadModel: it cannot be told which one is in use.
        """
        choice, versions, broken = self._pointer.read(), [], []
        chosen = set() if choice.in_use is None else {self._place(choice.in_use)}  # even if it is missing
        for path in sorted(chosen | set(self.path.glob("[!.]*.joblib"))):
            try:
                artifact = load(path)
                _check_name(path, artifact)
            except BadModel as bad:
                broken.append(str(bad))
            else:
                versions.append(_version(artifact, path, choice))
        versions.sort(key=lambda one: (one.created, one.fingerprint), reverse=True)
        return Listing(tuple(versions), tuple(broken))

    def versions(self) -> tuple[Version, ...]:
        """Return the versions in the folder, the newest first; files that are broken are left out."""
        return self.listing().versions

    def bundled(self) -> Version:
        """Return the version that comes with the package."""
        return _version(load(bundled_model()), bundled_model(), self._pointer.read())

    def in_use(self) -> Path | None:
        """Return the file of the version in use; None: it is the bundled one.

        Raises:
            BadModel: it cannot be told.
        """
        chosen = self._pointer.read().in_use
        return None if chosen is None else self._place(chosen)

    def use(self, which: str | Path) -> Version:
        """Put a model in use, once it is proven to read, and return it.

        Args:
            which: a fingerprint, or so many of its first digits that it is the only one; or a model file,
                which is copied into the folder; or ``"bundled"``, whichever comes with the package.

        Raises:
            BadModel, UnsafeModel: there is none of that name, or several, or it does not read; or the
                folder cannot be written.
        """
        with self._pointer.locked():
            version = self._take_in(self._find(which))
            self._pointer.write(self._pointer.read().then(_name_of(version)))
            return replace(version, in_use=True)

    def rollback(self) -> Version:
        """Put the model in use that was before this one, and return it; repeated, it goes further back.

        Raises:
            BadModel, UnsafeModel: there was none, or it does not read any more, or the folder cannot be
                written.
        """
        with self._pointer.locked():
            choice = self._pointer.read()
            if not choice.before:
                raise BadModel(
                    f"{self.path}: no model was in use before this one, so there is no way back; choose one "
                    f"that 'inkdigits model list' shows"
                )
            *before, last = choice.before
            version = self._take_in(bundled_model() if last is None else self._place(last))
            self._pointer.write(Choice(last, tuple(before)))
            return replace(version, in_use=True)

    def _find(self, which: str | Path) -> Path:
        """Return the file that ``which`` names."""
        if which == BUNDLED:
            return bundled_model()
        known = self._begin_with(which.lower()) if isinstance(which, str) and len(which) >= SHORTEST else {}
        if len(known) > 1:
            raise BadModel(f"{which}: begins {len(known)} fingerprints, {', '.join(known)}; give more of one")
        if not known and not Path(which).exists():
            raise BadModel(
                f"{which}: is neither {BUNDLED!r}, nor a model file, nor how a fingerprint in {self.path} "
                f"begins ({SHORTEST} digits or more); 'inkdigits model list' shows what there is"
            )
        return next(iter(known.values()), Path(which))

    def _begin_with(self, digits: str) -> dict[str, Path]:
        """Return the models whose fingerprint begins with ``digits``, the bundled one among them."""
        known = {hashlib.sha256(bundled_model().read_bytes()).hexdigest(): bundled_model()}
        known |= {path.stem: path for path in self.path.glob("*.joblib") if FINGERPRINT.fullmatch(path.stem)}
        return {name: path for name, path in known.items() if name.startswith(digits)}

    def _take_in(self, path: Path) -> Version:
        """Return the model at ``path``, proven to read, as a version of this folder or the bundled one."""
        artifact = load_version(path)
        verify(artifact, name=str(path))
        if path in {bundled_model(), self._place(artifact.fingerprint)}:
            return _version(artifact, path, self._pointer.read())
        return self._add(artifact)

    def _add(self, artifact: Artifact) -> Version:
        written = replace(
            artifact
        )  # has the fingerprint of what we write, whoever wrote the file it came from
        path = self._place(written.fingerprint)
        if not _is_whole(path):
            save(written, path)
        return _version(written, path, self._pointer.read())

    def _place(self, fingerprint: str) -> Path:
        return self.path / f"{fingerprint}.joblib"


def model_in_use(path: str | Path | None = None, folder: str | Path | None = None) -> Path:
    """Return the model file to read: ``path``, else that of INKDIGITS_MODEL, else the one in use.

    That is the one of ``folder`` (see ``ModelFolder``) or, where none was put in use, the bundled one.

    Raises:
        BadModel: it cannot be told which one is in use.
    """
    named = path or os.environ.get(MODEL_SETTING)
    return Path(named) if named else ModelFolder(folder).in_use() or bundled_model()


def load_version(path: Path) -> Artifact:
    """Return what the model file at ``path`` holds; if its name is a fingerprint, it must be its own.

    Raises:
        UnsafeModel, BadModel: as ``inkdigits.model.artifact.load``, or the file is another one.
    """
    artifact = load(path)
    if FINGERPRINT.fullmatch(path.stem):
        _check_name(path, artifact)
    return artifact


def _check_name(path: Path, artifact: Artifact) -> None:
    if path.stem != artifact.fingerprint:
        raise BadModel(
            f"{path}: holds the model {artifact.fingerprint} but a version is named by its fingerprint; "
            f"it was damaged or put there by hand; move it elsewhere, and try 'inkdigits model use' with it"
        )


def _is_whole(path: Path) -> bool:
    """Tell whether the version that belongs at ``path`` is there, undamaged."""
    with contextlib.suppress(BadModel):
        load_version(path)
        return True
    return False


def _version(artifact: Artifact, path: Path, choice: Choice) -> Version:
    """Return what is told of ``artifact``, which lies at ``path``."""
    parent = artifact.plan.get("parent")
    version = Version(
        fingerprint=artifact.fingerprint,
        path=path,
        parent=parent if isinstance(parent, str) and FINGERPRINT.fullmatch(parent) else None,
        created=artifact.created,
        metrics=artifact.metrics,
        in_use=False,
    )
    return replace(version, in_use=_name_of(version) == choice.in_use)


def _name_of(version: Version) -> str | None:
    """Return what the pointer calls ``version``."""
    return None if version.path == bundled_model() else version.fingerprint
