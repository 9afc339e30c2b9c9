"""The public Python names, and what the command says of itself."""

import re
from collections.abc import Iterator
from typing import Any

import typer
from pydantic import BaseModel

import coeplan
from coeplan.cli.main import app

WIDTH = 88
"""Columns of the help texts."""

_HELP = re.compile(r"^<!-- help:(.*?) -->$", re.MULTILINE)

INTRODUCTION = """\
# Python names

What `import coeplan` offers, made from the code at every build. Everything else is in `coeplan.api`, one module for
each task. [Embedding in Python](../embedding.md) shows how they go together.

"""


def names_page() -> str:
    """Return the page of all public names; mkdocstrings fills in what their docstrings say."""
    return INTRODUCTION + "\n".join(_entry(name) for name in coeplan.__all__)


def _entry(name: str) -> str:
    found: Any = getattr(coeplan, name)
    path = f"{found.__module__}.{found.__qualname__}"
    options = "\n    options:\n      members: false" if isinstance(found, type) and issubclass(found, BaseModel) else ""
    return f"::: {path}{options}\n"


def with_help(page: str) -> str:
    """Put the help of a verb where a page says ``<!-- help:VERB -->``; no verb means the command itself."""
    return _HELP.sub(lambda found: f"```text\n{help_text(found[1].strip())}\n```", page)


def verbs() -> tuple[str, ...]:
    """Return all verbs in the order in which the help lists them, each before those below it: ``study run``."""
    return tuple(_verbs(_command(), ()))


def _verbs(command: Any, before: tuple[str, ...]) -> Iterator[str]:
    for name in command.list_commands(None):
        inner = command.commands[name]
        yield " ".join((*before, name))
        if hasattr(inner, "commands"):
            yield from _verbs(inner, (*before, name))


def help_text(verb: str) -> str:
    """Return what ``coeplan VERB --help`` prints; a verb below another follows it, as in ``study run``."""
    command = _command()
    context = command.make_context("coeplan", [], resilient_parsing=True, max_content_width=WIDTH, terminal_width=WIDTH)
    for name in verb.split():
        command = command.commands[name]
        context = type(context)(command, info_name=name, parent=context)
    return str(command.get_help(context)).rstrip()


def _command() -> Any:
    return typer.main.get_command(app)
