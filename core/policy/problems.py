"""What is wrong with an input, told all at once and in Chinese."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.errors import DomainError


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong at one place of an input.

    `path` is dotted (`held[0].issued_on`, empty for the whole input), `code` is for programs,
    `message` names the place, the requirement and the way out.
    """

    path: str
    code: str
    message: str


class InputError(DomainError):
    """An input cannot be read; `problems` names every place at once."""

    code = "BAD_USER_INPUT"
    heading = "输入有误"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            f"{self.heading}：" + "；".join(problem.message for problem in self.problems),
            extensions={
                "problems": [
                    {"path": problem.path, "code": problem.code, "message": problem.message}
                    for problem in self.problems
                ]
            },
        )

    def __reduce__(self) -> tuple[type["InputError"], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class FactsError(InputError):
    """Facts are missing, misspelt, of the wrong type or at odds with each other."""

    heading = "事实有误"


class PolicyError(InputError):
    """Parameters of a policy are unknown, of the wrong type or out of their bounds."""

    heading = "政策参数有误"
