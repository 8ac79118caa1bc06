"""Bases of what a rule is given: facts of the case and parameters of the policy."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Self, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic import BaseModel, BeforeValidator, ConfigDict

from core.policy import reading
from core.policy.checks import Check
from core.policy.problems import FactsError, InputError, PolicyError

LOOSE = (date, datetime, Decimal, float)
BOUNDS = (Ge, Gt, Le, Lt)


class Model(BaseModel):
    """A frozen, strict set of named values.

    Fields carry a Chinese `title` and, where they count something, `json_schema_extra={"unit": …}`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    checks: ClassVar[tuple[Check, ...]] = ()
    error: ClassVar[type[InputError]] = InputError
    noun: ClassVar[str] = "字段"

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse types that pydantic reads leniently even if strict: digits as a day, quotes as a number."""
        loose = [
            name for name, field in cls.model_fields.items() if _is_loose(field.annotation, field.metadata)
        ]
        if loose:
            raise TypeError(f"{cls.__name__}: {loose} need a type of core.policy.fields, not a bare one")
        # Of two bounds of one kind on an int, pydantic keeps the type's and drops the field's without a word.
        bounded_twice = [
            name
            for name, field in cls.model_fields.items()
            if field.annotation is int
            and len(bounds := [type(item) for item in field.metadata if isinstance(item, BOUNDS)])
            > len(set(bounds))
        ]
        if bounded_twice:
            raise TypeError(f"{cls.__name__}: {bounded_twice} bound a type that has that bound already")

    @classmethod
    def read(cls, tree: object) -> Self:
        """Return the model from plain values as `jsontext.read` gives them.

        :raises InputError: naming every problem at once.
        """
        return reading.read(cls, tree)


def _is_loose(annotation: Any, metadata: Iterable[Any]) -> bool:
    if any(isinstance(item, BeforeValidator) for item in metadata):
        return False
    if get_origin(annotation) is Annotated:
        return _is_loose(annotation.__origin__, annotation.__metadata__)
    return annotation in LOOSE or any(_is_loose(argument, ()) for argument in get_args(annotation))


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
