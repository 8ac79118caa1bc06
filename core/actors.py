"""Who does something, in plain values that need no row in the tenant."""

from dataclasses import dataclass
from typing import Literal

Realm = Literal["tenant", "public", "system"]


@dataclass(frozen=True)
class Actor:
    """Who acts: where the account lives, its identifier there, and the name to show.

    Province administrators act inside tenants and have no row there, so records keep these three
    columns and no foreign key.
    """

    realm: Realm
    id: str
    name: str


SYSTEM = Actor(realm="system", id="", name="系统")
