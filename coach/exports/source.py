"""The lines of a text file, or of the one chat in a zip; nothing is unpacked to disk, and sizes are held while reading."""

import errno
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from coach.errors import ItemError

MOST_BYTES = 200 * 1024 * 1024  # of a file, and of the chat in a zip
LONGEST = 1_000_000  # characters of a line; WhatsApp's messages end at 65,536
_MOST_DIRECTORY = 4 * 1024 * 1024  # bytes of a zip's table of contents: some 40,000 media files
_RATIO = 100  # a chat shrinks to a tenth; what shrinks to less than a hundredth was made to fill a memory
_SMALL = 1024 * 1024  # bytes up to which any ratio will do
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, OverflowError, ValueError
)  # fmt: skip
_ENCODINGS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True)
class Row:
    """A line of a file."""

    number: int  # from 1
    text: str  # without its end; cut at `LONGEST`
    fault: str | None = None  # too_long | not_utf8


def rows(path: Path) -> Generator[Row, None, None]:
    """Yield the lines of a text file, or of the chat in a zip, one by one.

    Raises:
        ItemError: when the file cannot be read, is too large, or is a zip with no chat, several chats, a locked,
            damaged or misplaced one, or one that is far larger than it looks. No message names the file: it may be
            called after a customer.
    """
    with ExitStack() as stack:
        try:
            raw = io.BufferedReader(_opened(path, stack))
            yield from _lines(raw)
        except OSError as error:
            if error.errno == errno.EINVAL:  # a zip's table points before its beginning
                raise ItemError("damaged", "the file is damaged") from None
            raise ItemError("unreadable", f"the file cannot be read ({error.strerror})") from None
        except _DAMAGED as error:
            raise ItemError("damaged", f"the file is damaged ({type(error).__name__})") from None


def _lines(raw: "io.BufferedReader[_Counted]") -> Iterator[Row]:
    encoding = _encoding(raw.peek(64)[:64])
    wide = encoding.startswith("utf-16")
    broken = re.compile("\ufffd" if wide else "[\udc80-\udcff]")  # what the handler of errors leaves
    with io.TextIOWrapper(raw, encoding, errors="replace" if wide else "surrogateescape") as text:
        number = 0
        while line := text.readline(LONGEST):
            number += 1
            fault = "not_utf8" if broken.search(line) else None
            if len(line) == LONGEST and not line.endswith("\n"):
                fault = "too_long"
                while (rest := text.readline(LONGEST)) and not rest.endswith("\n"):
                    pass
            yield Row(number, line.removesuffix("\n"), fault)


def _encoding(head: bytes) -> str:
    for mark, name in _ENCODINGS:
        if head.startswith(mark):
            return name
    if b"\0" not in head:
        return "utf-8"
    return "utf-16-be" if head[::2].count(0) > head[1::2].count(0) else "utf-16-le"  # stamps are Latin


def _opened(path: Path, stack: ExitStack) -> "_Counted":
    if not path.is_file():
        raise ItemError("unreadable", "expected a file, found none")
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise ItemError("too_large", f"expected a file of at most 200 MB, found {size // 1024**2} MB")
    file = stack.enter_context(_File(path))
    zipped = file.read(2) == b"PK"
    file.seek(0)
    if not zipped:
        return _Counted(file, MOST_BYTES)
    archive = stack.enter_context(zipfile.ZipFile(file))
    chat = _chat(archive.infolist())
    most = min(MOST_BYTES, max(_SMALL, _RATIO * chat.compress_size))
    if chat.file_size > most:
        raise _too_large(most)
    return _Counted(stack.enter_context(archive.open(chat)), most)


def _chat(members: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    texts = [m for m in members if m.filename.lower().endswith(".txt") and not m.filename.startswith("__MACOSX/")]
    chats = [m for m in texts if _base(m).startswith(("_chat.txt", "whatsapp chat", "whatsapp-chat"))] or texts
    if not chats:
        raise ItemError("not_an_export", "expected a chat (_chat.txt, WhatsApp Chat mit ….txt) in the zip, found none")
    if len(chats) > 1:
        raise ItemError("several_chats", f"expected one chat in the zip, found {len(chats)}: import them one by one")
    chat = chats[0]
    if re.match(r"[/\\]|\w:", chat.orig_filename) or re.search(r"\.\.[/\\]|\\|\0", chat.orig_filename):
        raise ItemError("unsafe_path", "the chat in the zip has a path that leads out of it: it is no export")
    if chat.flag_bits & 1:
        raise ItemError("encrypted", "the zip is locked with a password: unlock it first")
    if chat.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ItemError("not_an_export", "the chat is packed in a way that no export is")
    return chat


def _base(member: zipfile.ZipInfo) -> str:
    return re.split(r"[/\\]", member.filename)[-1].lower()


def _too_large(most: int) -> ItemError:
    return ItemError(
        "too_large", f"the chat is larger than {most // 1024**2} MB once unpacked, or than its zip can hold"
    )


class _File(io.FileIO):
    """A file that reads no more at once than an honest zip asks for: its table of contents is read in one go."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > _MOST_DIRECTORY:
            raise ItemError("too_large", "the zip holds more files than an export does")
        return super().read(size) or b""


class _Counted(io.RawIOBase):
    """What `source` holds, as long as it is not more than it may."""

    def __init__(self, source: IO[bytes], most: int) -> None:
        super().__init__()
        self._source = source
        self._most = most
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._source.read(len(buffer))
        self._read += len(data)
        if self._read > self._most:
            raise _too_large(self._most)
        buffer[: len(data)] = data
        return len(data)
