"""The first day: what each role does here, in a few sentences, and where to click first."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mingchuang.units import roles


@dataclass(frozen=True)
class Guide:
    """One role's first day: sentences, and links as ``(name of an address, words)``."""

    role: str
    says: tuple[str | Promise, ...]
    first: tuple[tuple[str, str | Promise], ...]

    @property
    def title(self) -> str:
        return str(roles.ROLE_NAMES[self.role])

    @property
    def card(self) -> str:
        return f"start:{self.role}"


_REVIEWS = ("publishing:reviews", _("To review"))
_LEADER = (
    _(
        "You sign last: your signature publishes at once, and the public log keeps it for ever. "
        "Everybody before you has already read the document; their words stand beside it."
    ),
    _(
        "Read what changed and what the machine found, then press Sign and publish; or return it "
        "with words that say what has to change and how."
    ),
    _(
        "You can also withdraw a published item. It is gone from page, files and search at once; "
        "its address stays and gives your reason."
    ),
)

_ALL = (
    Guide(
        roles.OFFICER,
        (
            _(
                "You write what your unit must publish. The owed list says what that is; each row "
                "opens a form that already knows which elements the law asks for."
            ),
            _(
                "The form saves by itself every few seconds. You can stop in the middle of a "
                "sentence and go on tomorrow, or at another desk."
            ),
            _(
                "Beside each field stands what the machine found. Red has to be mended before you "
                "can hand in; yellow is worth a look."
            ),
            _(
                "After handing in, reviewers read it step by step. What comes back stands under "
                "My tasks with their words; mend it and hand it in again."
            ),
            _(
                "What is published is never edited in silence: open the item and press Amend, for "
                "an error or for a new fact."
            ),
        ),
        (
            ("catalogue:units", _("Owed list: choose a row and press Write")),
            ("publishing:documents", _("Documents: find what was written before")),
        ),
    ),
    Guide(
        roles.DEPARTMENT,
        (
            _(
                "You check that what your department hands out is right and complete: facts, "
                "figures, dates, and that everybody can understand it."
            ),
            _(
                "What waits for you stands under My tasks, the longest first. The page shows what "
                "is new against the last version, so that you need not read everything twice."
            ),
            _(
                "Approve it, or return it with words that say what has to change and how. The "
                "writer sees exactly these words."
            ),
            _("You never review what you wrote in yourself; a colleague does."),
        ),
        (_REVIEWS,),
    ),
    Guide(
        roles.SECRECY,
        (
            _(
                "You decide what may be public: no state or work secret, no personal data that is "
                "not needed. This is a step of its own that nobody can skip."
            ),
            _(
                "Each attachment is decided by itself: may be published, mask a part first, or not "
                "published. Approval stays shut until all of them are decided."
            ),
            _(
                "The machine marks identity, card and mobile numbers and words of secrecy. It "
                "finds forms, not meaning: read the text yourself."
            ),
            _("If a part has to be masked, return the document and say which part."),
        ),
        (_REVIEWS,),
    ),
    Guide(roles.SIGNER, _LEADER, (_REVIEWS,)),
    Guide(
        roles.DUTY,
        (
            _(
                "You sign when the signer is away, so that a deadline does not wait for a journey. "
                "You have the same tasks and the same button."
            ),
            *_LEADER,
        ),
        (_REVIEWS,),
    ),
    Guide(
        roles.FIRST,
        (
            _(
                "You answer for your unit's open affairs. Your name and telephone number are "
                "published with the unit."
            ),
            _(
                "You need not do anything daily. Once a month look at the owed list: what is not "
                "public yet, and why; and at the history: who decided what."
            ),
            _(
                "When something public is wrong or should not be public, you can withdraw it "
                "yourself, at once, with a reason that readers see."
            ),
            _("If your unit's chain names you for a step, documents come to you under My tasks."),
        ),
        (
            ("catalogue:units", _("Owed list of the unit")),
            ("desk:history", _("History: who decided what")),
        ),
    ),
    Guide(
        roles.UNIT_ADMIN,
        (
            _(
                "You keep your unit's people right: who writes, who reviews, who signs, until when, "
                "and by which document they were appointed."
            ),
            _(
                "You propose; a member of the openness office confirms. Until then a new post "
                "gives no rights."
            ),
            _(
                "Before somebody leaves, end the post and say who takes over: all their open work "
                "moves in one step. For absences propose a deputy with a first and a last day."
            ),
            _("A post whose term is over ends by itself; propose the next term in good time."),
        ),
        (("people:units", _("People of the unit")),),
    ),
    Guide(
        roles.OFFICE,
        (
            _(
                "You see every unit's documents and owed lists, and help where something does not "
                "move. You do not write or review for a unit."
            ),
            _(
                "Posts, deputies and facts of units wait for your confirmation. Whoever proposed "
                "one never confirms it, so it always takes two of you."
            ),
            _(
                "You set the review chains, load the catalogue, and say when a unit does not have "
                "some business; readers see the reason in its list."
            ),
            _(
                "You may withdraw any item when it is wrong or unlawful to show. Tell the unit "
                "first if there is time: its writers get a notice in any case."
            ),
        ),
        (
            ("people:proposals", _("To confirm")),
            ("catalogue:units", _("Owed lists of all units")),
            ("desk:history", _("History: who decided what")),
        ),
    ),
    Guide(
        roles.AUDITOR,
        (
            _(
                "You read everything and change nothing: documents in every state, who wrote, "
                "reviewed, returned and signed them, when and with which words."
            ),
            _(
                "The history can be narrowed by unit, person and month; each item has its own "
                "history with all versions."
            ),
            _(
                "What was published can be checked without trusting this system: the public log "
                "gives a proof for each version that works off-line."
            ),
        ),
        (
            ("desk:history", _("History: who decided what")),
            ("publishing:documents", _("Documents of all units")),
            ("portal:log", _("The public log")),
        ),
    ),
    Guide(
        roles.ADMINISTRATOR,
        (
            _(
                "You look after accounts: new passwords, accounts locked after wrong sign-ins. You "
                "see no documents and decide none."
            ),
            _(
                "A new password is shown once. Give it to the person face to face or by telephone, "
                "never by chat; they change it under My account."
            ),
            _(
                "Posts are not yours: they are proposed by the unit and confirmed by the openness "
                "office. An account without a post can sign in and do nothing."
            ),
        ),
        (("people:units", _("People and accounts")),),
    ),
)
GUIDES = {guide.role: guide for guide in _ALL}
"""Guides by role, in the order in which a document passes through their hands."""


def of(person: roles.Roles) -> list[Guide]:
    """Return the guides of the roles that somebody holds today, as deputy too."""
    held = {each.role for each in person.held}
    return [guide for role, guide in GUIDES.items() if role in held]
