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

    def columns(self, stem: str) -> dict[str, str]:
        """Return the values of a record's three columns.

        >>> SYSTEM.columns("recorded_by")
        {'recorded_by_realm': 'system', 'recorded_by_id': '', 'recorded_by_name': '系统'}
        """
        return {f"{stem}_realm": self.realm, f"{stem}_id": self.id, f"{stem}_name": self.name}


SYSTEM = Actor(realm="system", id="", name="系统")
