"""Figures of the sample scheme."""

from pydantic import Field

from core.policy.fields import Count
from core.policy.models import Policy as BasePolicy


class Policy(BasePolicy):
    """Parameters of the sample scheme."""

    visits_per_year: Count = Field(default=4, title="每年走访次数", le=366)
