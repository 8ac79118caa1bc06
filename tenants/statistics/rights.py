"""Which regions' figures somebody may read on the public host."""

from collections.abc import Collection

from core.access.declare import AccessDenied
from core.access.principals import AnyPrincipal, inside
from tenants.clients import selectors as clients
from tenants.clients.models import ApiClient
from tenants.statistics import answers
from tenants.statistics.answers import COUNTRY

SEE = "statistics.see"


def region(principal: AnyPrincipal, asked: str | None) -> str | None:
    """Return the region to answer for: the asked one, else all that is open to the principal if that is one.

    :raises AccessDenied: if the asked region, or the whole country, is not open to the principal.
    """
    scope = principal.scope(SEE)
    if scope.whole:
        return asked
    if asked is None and len(scope.regions) == 1:
        return next(iter(scope.regions))
    if asked is not None and any(asked != COUNTRY and inside(asked, one) for one in scope.regions):
        return asked
    own = "、".join(sorted(scope.regions)) or "（无）"
    raise AccessDenied(
        f"您可以查看的地区为 {own}，不含{asked or '全国'}："
        "请用 region 指明其中的地区，或联系平台管理员授权。",
        extensions={"regions": sorted(scope.regions)},
    )


def check_groups(client: ApiClient | None, indicators: Collection[str]) -> None:
    """Let a program pass if it may read the groups of all these indicators; people read all groups.

    :raises AccessDenied: naming the indicators that it may not read.
    """
    if client is None or not client.groups:
        return
    known = answers.catalogue()
    foreign = [
        code for code in indicators if code in known and clients.group(known[code]) not in client.groups
    ]
    if foreign:
        raise AccessDenied(
            f"该程序不能读取指标 {'、'.join(foreign)}：它只登记了指标组 {'、'.join(client.groups)}。",
            extensions={"indicators": foreign},
        )
