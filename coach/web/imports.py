"""Files come in, are read, and are deleted, whatever happens; and files go out."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Form, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import ValidationError

from coach.archive.corrections import corrections
from coach.archive.export import as_csv, as_jsonl
from coach.archive.service import Archive
from coach.batch import dump_line
from coach.errors import ItemError
from coach.exports import look
from coach.web.asked import ImportOptions

_CHUNK = 1 << 20


def imports_router(archive: Archive) -> APIRouter:
    """Return the routes under /imports and /export."""
    router = APIRouter()

    @router.post("/imports/look")
    def looked(file: UploadFile) -> dict[str, Any]:
        archive.intake.check_legal_basis()
        with _on_disk(file, archive.uploads) as path:
            return asdict(look(path))

    @router.post("/imports")
    def take(file: UploadFile, options: Annotated[str, Form()] = "{}") -> dict[str, Any]:
        try:
            asked = ImportOptions.model_validate_json(options)
        except ValidationError as error:
            where = ".".join(str(part) for part in error.errors()[0]["loc"])
            raise ItemError(
                "wrong_type", f"options: expected what the page sends, found another value at {where!r}"
            ) from None
        with _on_disk(file, archive.uploads) as path:
            taken = archive.intake.take_file(
                path, team=asked.team, team_names=asked.team_names, channel=asked.channel, order=asked.order
            )
        archive.reviewing.wake()
        return asdict(taken)

    @router.get("/imports/progress")
    def progress() -> dict[str, int]:
        waiting, every = archive.store.items.progress()
        return {"waiting": waiting, "reviewed": every - waiting}

    @router.get("/export/items.jsonl")
    def items_jsonl() -> StreamingResponse:
        return _download(as_jsonl(archive.store.items.every()), "four-ears-items.jsonl", "application/jsonl")

    @router.get("/export/items.csv")
    def items_csv() -> StreamingResponse:
        return _download(as_csv(archive.store.items.every()), "four-ears-items.csv", "text/csv")

    @router.get("/export/corrections.jsonl")
    def corrected() -> StreamingResponse:
        records = (dump_line(record).decode() for record in corrections(archive.store.items.judged()))
        return _download(records, "four-ears-corrections.jsonl", "application/jsonl")

    return router


@contextmanager
def _on_disk(file: UploadFile, uploads: Path) -> Iterator[Path]:
    """Give an upload as a file of our own, which is gone at the end, also after a failure. Its name is not kept: it may tell one."""
    suffix = Path(file.filename or "").suffix.lower()
    with tempfile.TemporaryDirectory(dir=uploads) as folder:
        path = Path(folder) / f"upload{suffix if suffix in ('.zip', '.txt', '.jsonl', '.ndjson') else ''}"
        with path.open("xb") as target:
            while chunk := file.file.read(_CHUNK):
                target.write(chunk)
        file.file.close()
        yield path


def _download(lines: Iterator[str], name: str, kind: str) -> StreamingResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(lines, media_type=f"{kind}; charset=utf-8", headers=headers)
