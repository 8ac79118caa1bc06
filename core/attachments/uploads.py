"""How files come in: nowhere but where a page says so, and never larger than files may be."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, MemoryFileUploadHandler, SkipFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler as InFile
from django.http import HttpRequest


class NoFiles(FileUploadHandler):
    """Refuse files: what every page does that does not take any (`settings.FILE_UPLOAD_HANDLERS`).

    Without it Django would write a file of any size to disk before a page or the check against forged
    requests could refuse it.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Refuse a file.

        :raises RequestDataTooBig: always.
        """
        raise RequestDataTooBig("no file is taken here")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Return what was given: other handlers have none of it either."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Return nothing: there is no file."""


class Capped(FileUploadHandler):
    """Let a file through up to the allowed size; drop what is larger and say so.

    The rest of it is read and dropped, so that the sender gets an answer instead of a broken connection.
    """

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.received = 0
        self.exceeded = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Return the bytes.

        :raises SkipFile: if there are too many by now.
        """
        self.received += len(raw_data)
        if self.received > settings.ATTACHMENT_BYTES:
            self.exceeded = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""


def accept(request: HttpRequest) -> Capped:
    """Let this request bring files; call it before anything reads its form. Return what counts the bytes."""
    capped = Capped(request)
    request.upload_handlers = [capped, MemoryFileUploadHandler(request), InFile(request)]
    return capped
