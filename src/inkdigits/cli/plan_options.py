"""Options of a command that are the fields of a plan."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:  # a name of the type checkers' alone
    from _typeshed import DataclassInstance

Command = Callable[..., None]


def plan_options(standard: DataclassInstance) -> Callable[[Command], Command]:
    """Give a command an option for every field of a plan like ``standard``; those not given are None.

    The fields are made by ``training.plan.setting``.
    """

    def give(function: Command) -> Command:
        for setting in reversed(dataclasses.fields(standard)):
            value = getattr(standard, setting.name)
            least, most = setting.metadata["least"], setting.metadata["most"]
            whole = isinstance(value, int)
            option = click.option(
                f"--{setting.name.replace('_', '-')}",
                type=click.IntRange(int(least), int(most)) if whole else click.FloatRange(least, most),
                help=f"{_sentence(setting.metadata['help'])}.  [default: {value:g}]",
            )
            function = option(function)
        return function

    return give


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
