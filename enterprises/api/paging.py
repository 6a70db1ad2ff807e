"""Pages of the register's lists for programs: what cannot be understood is refused, and nobody goes round in circles."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from bureau.keyset import MARK
from bureau.list_filter import ListFilter
from bureau.seek import Slice

PAGE_SIZE = 50
MARKS = ("after", "before")
_MARK = re.compile(rf"[0-9T:.+\-]*{MARK}[0-9]{{1,18}}", re.ASCII)


def check_query(request: Any, names: Iterable[str], problems: Iterable[str] = ()) -> None:
    """Raise ValidationError for parameters this list does not have, values not understood and damaged marks."""
    known = {*names, *MARKS, "format"}
    found = [_("There is no filter “%(name)s”.") % {"name": name[:40]} for name in request.query_params if name not in known]
    if any(text and not _MARK.fullmatch(str(text)) for text in read_marks(request).values()):
        found.append(_("The page mark was not understood. Begin again without it."))
    if found := [*found, *problems]:
        raise ValidationError({"query": found})


class Marks(TypedDict):
    """Where a page begins or ends, as `read_slice` takes it."""

    after: str
    before: str


def read_marks(request: Any) -> Marks:
    """The marks of an address; empty where there is none."""
    return {"after": request.query_params.get("after", ""), "before": request.query_params.get("before", "")}


def page_body(request: Any, page: Slice, query: ListFilter | None = None, **more: Any) -> Mapping[str, Any]:
    """The answer's body with the addresses of the pages beside it.

    Where nothing lies beyond the mark, a screen goes back to the first page; a program gets an empty page.
    """
    marks = read_marks(request)
    if (marks["before"] and not page.after) or (marks["after"] and not marks["before"] and not page.before):
        page = Slice([])
    links = {"next": _address(request, query, "after", page.after), "previous": _address(request, query, "before", page.before)}
    return {**links, **more, "results": page.rows}


def _address(request: Any, query: ListFilter | None, name: str, mark: str) -> str | None:
    if not mark:
        return None
    text = query.query(**{name: mark}) if query else f"{name}={mark}"
    address: str = request.build_absolute_uri(f"{request.path}?{text}")
    return address
