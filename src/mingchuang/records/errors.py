"""What an act says when it does not happen. Views show the text as it is."""


class ActError(Exception):
    """An act that did not happen; nothing was changed. ``str()`` is for the person who tried.

    ``problems`` says the same as a list, one line each: forms and pages show it.
    """

    def __init__(self, why):
        self.problems = [why]
        super().__init__(why)


class NotAllowed(ActError):
    """This person may not do this to this thing."""


class NotReady(ActError):
    """Something is missing or wrong: everything that is, in one go."""

    def __init__(self, problems):
        problems = list(problems)
        super().__init__("\n".join(str(p) for p in problems))
        self.problems = problems


class Conflict(ActError):
    """Somebody else changed it meanwhile; nobody's text is lost."""


def require(allowed: bool, why: str) -> None:
    """Raise NotAllowed with ``why`` unless ``allowed``."""
    if not allowed:
        raise NotAllowed(why)
