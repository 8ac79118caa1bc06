"""The list of links that is handed out, as a file for WPS and Excel."""

import csv
import io
from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def of_links(request: HttpRequest, population: str, tokens: Iterable[str]) -> str:
    """Return a CSV text, with a byte order mark, of the address of each link on the request's host."""
    written = io.StringIO()
    written.write("\ufeff")
    rows = csv.writer(written)
    rows.writerow(["序号", "调查对象", "链接"])
    # A name that begins like a formula would be carried out by the program that opens the file.
    shown = f"'{population}" if population.startswith(_FORMULA) else population
    for number, token in enumerate(tokens, start=1):
        rows.writerow([number, shown, request.build_absolute_uri(reverse("survey_answer", args=[token]))])
    return written.getvalue()
