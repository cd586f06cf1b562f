"""What an act says when it does not happen. Views show the text as it is."""


class ActError(Exception):
    """An act that did not happen; nothing was changed. ``str()`` is for the person who tried."""


class NotAllowed(ActError):
    """This person may not do this to this thing."""


class NotReady(ActError):
    """Something is missing; ``problems`` says what, one line each."""

    def __init__(self, problems):
        self.problems = list(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


class Conflict(ActError):
    """Somebody else changed it meanwhile; nobody's text is lost."""


def require(allowed: bool, why: str) -> None:
    """Raise NotAllowed with ``why`` unless ``allowed``."""
    if not allowed:
        raise NotAllowed(why)
