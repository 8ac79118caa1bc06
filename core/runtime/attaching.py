"""How a command in another terminal finds the services that `hongling up` runs."""

import json
from collections.abc import MutableMapping
from contextlib import suppress

from core.runtime import environment
from core.runtime.supervisor import RUNNING_FILE

_OWNER = "HONGLING_ADMIN_DATABASE_URL"


def attach(environ: MutableMapping[str, str], *, as_owner: bool) -> None:
    """Add the addresses of the running instance to the environment, unless it names a database itself.

    The data folder's note is private to its owner, so only who may read the secrets gets them.

    :param as_owner: also take the owner's address, which commands that migrate or make tenants need.
    :raises EnvironmentProblem: if the environment is malformed.
    """
    configuration = environment.read(environ)
    if environment.SUPERVISED in environ or configuration.admin_database_url:
        return
    with suppress(OSError, ValueError, KeyError):
        note = json.loads((configuration.data / RUNNING_FILE).read_text(encoding="utf-8"))
        if configuration.database_url in (None, note["configured"]):
            known = {name: value for name, value in note["environment"].items() if as_owner or name != _OWNER}
            environ.update(known)
