"""Rows that schemes count their credentials by: the valid ones, and workers with whether they hold one."""

from core.credentials.kinds import CredentialKind
from core.credentials.selectors import STANDING
from core.indicators import workers
from core.indicators.definition import Rows
from core.indicators.fragments import TOUCHED_BY_POSTS, about_person, called, in_force, main_post

_SEE = ("credentials.see", "people.see")
_TOUCHED_BY = (*TOUCHED_BY_POSTS, "core_credential", "core_credentialstep")


def valid(kind: CredentialKind) -> Rows:
    """Return the credentials of a kind that are VALID on the last day, where their holders work then.

    The dimension `level` is the level of the credential, not of the organisation.
    """
    return Rows(
        sql=f"""
        SELECT 'CREDENTIAL' AS kind, v.credential_id AS record, v.person_id, w.organisation_id,
               {called("v.level", ((level.code, level.label) for level in kind.levels))} AS label,
               o.sector, v.level, {about_person()}
          FROM {_valid(kind)} v
          JOIN core_person s ON s.id = v.person_id
          LEFT JOIN LATERAL ({main_post("v.person_id")}) w ON true
          LEFT JOIN core_organisationperiod o ON o.organisation_id = w.organisation_id AND {in_force("o")}
         WHERE %(organisations)s::uuid[] IS NULL OR w.organisation_id IS NOT NULL
        """,  # noqa: S608 - made of what schemes say in code
        see=_SEE,
        touched_by=_TOUCHED_BY,
    )


def holders(kind: CredentialKind, *, among: str = "true", of: str = workers.SQL) -> Rows:
    """Return workers on the last day, with `holds`: whether they hold a VALID credential of a kind.

    :param among: condition on a row `w` of workers.
    :param of: the rows of workers, where they are to have more columns than usual.
    """
    return Rows(
        sql=f"""
        SELECT w.*, w.person_id IN (SELECT v.person_id FROM {_valid(kind)} v) AS holds
          FROM ({of}) w WHERE {among}
        """,  # noqa: S608 - as above
        see=_SEE,
        touched_by=_TOUCHED_BY,
    )


def _valid(kind: CredentialKind) -> str:
    return f"(SELECT * FROM ({STANDING}) z WHERE z.kind = '{kind.code}' AND z.status = 'VALID')"  # noqa: S608
