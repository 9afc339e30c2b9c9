"""Text of files, in and out: bounded, UTF-8, and written in one go."""

import os
import re
import secrets
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path

from coeplan_models import Fault, Place

from ..core.errors import InputError
from .tree import LONGEST_NAME, Mark, Origin, refuse, shortened

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def read_text(origin: Origin, most_bytes: int) -> str:
    """Return the text of a file.

    Raises
    ------
    InputError
        If it cannot be read, is too large or empty, is not UTF-8, or holds control characters.
    """
    raw = read_bytes(origin, most_bytes)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8")
        mark = mark_at(origin, before, len(before))
        message = f"byte 0x{error.object[error.start]:02x} is not UTF-8"
        raise refuse("not_utf8", message, mark, "a file saved as UTF-8") from error
    control = _CONTROL.search(text)
    if control:
        mark = mark_at(origin, text, control.start())
        message = f"there is a control character (0x{ord(control.group()):02x})"
        raise refuse("control_character", message, mark, "text alone")
    if not text.strip():
        raise refuse("empty_file", "the file is empty", Mark(origin, 1, 1), "a map of keys")
    return text


def mark_at(origin: Origin, text: str, offset: int) -> Mark:
    """Return the mark of a place in a text, in characters from its start."""
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    return Mark(origin, before.count("\n") + 1, len(before) - before.rfind("\n"))


def read_bytes(origin: Origin, most_bytes: int) -> bytes:
    """Return the content of a file; one that cannot be read or is too large is an ``InputError``."""
    place, name = Place(file=origin.name), shortened(origin.name, LONGEST_NAME)
    try:
        with origin.path.open("rb") as stream:
            raw = stream.read(most_bytes + 1)
    except FileNotFoundError as error:
        fault = Fault(
            code="file_not_found",
            message=f"there is no file {name!r}",
            value=name,
            nearest=_neighbours(origin.path),
            place=place,
        )
        raise InputError([fault]) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        fault = Fault(code="cannot_read", message=f"{name!r} cannot be read: {reason}", place=place)
        raise InputError([fault]) from error
    if len(raw) > most_bytes:
        message = f"the file has more than {most_bytes // 2**20} MiB"
        fault = Fault(code="file_too_large", message=message, expected=_SMALLER, place=place)
        raise InputError([fault])
    return raw


_SMALLER = "a smaller file; of text, JSON may be larger than YAML, which is slow to read"


def _neighbours(path: Path) -> tuple[str, ...]:
    """Names of files in the same folder that look like a missing one."""
    with suppress(OSError, ValueError):
        names = [item.name for item in path.parent.iterdir()][:10_000]
        return tuple(get_close_matches(path.name, names, n=3))
    return ()


def write_atomically(path: str | Path, content: str | bytes) -> None:
    """Write a file so that readers see the old content or all of the new, never a part.

    Parameters
    ----------
    path : str or Path
        File to write, replaced where it exists; its folder must exist.
    content : str or bytes
        Text is written as UTF-8, line ends as they are.

    Raises
    ------
    InputError
        If it cannot be written; what was there before is untouched.
    """
    raw = content.encode() if isinstance(content, str) else content
    try:
        target = Path(path).resolve()
        if target.exists() and not target.is_file():
            raise OSError(None, "it is no file")
        _replace(target, raw)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = f"{shortened(path, LONGEST_NAME)!r} cannot be written: {reason}"
        expected = "a file name in a folder that exists and may be written to"
        fault = Fault(code="cannot_write", message=message, expected=expected, place=Place(file=str(path)))
        raise InputError([fault]) from error


def _replace(target: Path, raw: bytes) -> None:
    temporary = target.with_name(f".{target.name[:100]}.{secrets.token_hex(8)}.part")
    try:
        # Opened this way a new file gets the permissions that the user's mask asks for.
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(raw)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            temporary.chmod(target.stat().st_mode & 0o7777)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
