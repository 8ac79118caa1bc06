"""Figures of the sample scheme."""

from pydantic import Field

from core.policy.models import Policy as BasePolicy


class Policy(BasePolicy):
    """Parameters of the sample scheme."""

    visits_per_year: int = Field(
        default=4, ge=0, le=366, title="每年走访次数", json_schema_extra={"unit": "次"}
    )
