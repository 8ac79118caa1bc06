"""What the runtime refuses, always with the way out."""

from core.errors import DomainError


class EnvironmentProblem(DomainError):
    """The machine, the folder or the environment does not allow it; the message says what helps."""

    code = "ENVIRONMENT"
    exit_code = 3
