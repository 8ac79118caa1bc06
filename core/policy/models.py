"""Bases of what a rule is given: facts of the case and parameters of the policy."""

from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict

from core.policy import reading
from core.policy.checks import Check
from core.policy.problems import FactsError, InputError, PolicyError


class Model(BaseModel):
    """A frozen, strict set of named values.

    Fields carry a Chinese `title` and, where they count something, `json_schema_extra={"unit": …}`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    checks: ClassVar[tuple[Check, ...]] = ()
    error: ClassVar[type[InputError]] = InputError
    noun: ClassVar[str] = "字段"

    @classmethod
    def read(cls, tree: object) -> Self:
        """Return the model from plain values as `jsontext.read` gives them.

        :raises InputError: naming every problem at once.
        """
        return reading.read(cls, tree)


class Facts(Model):
    """Facts of one case, or one item in a list of them."""

    error = FactsError
    noun = "事实"

    def used(self, *names: str) -> dict[str, Any]:
        """Return some facts by name, for the finding that rests on them."""
        return self.model_dump(include=set(names))


class Policy(Model):
    """The parameters of a plugin; each has a default, so that `Policy()` is the policy of the source."""

    error = PolicyError
    noun = "参数"
