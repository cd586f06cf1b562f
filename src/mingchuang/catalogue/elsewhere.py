"""What a link to another platform, or something shown on the spot, must say before it is published.

Pure. Each function returns ``(field, what is wrong)`` pairs, so that a form can say it at its field
and an act can refuse with all of it.
"""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from mingchuang.catalogue import links, rules
from mingchuang.inspection import names, scan
from mingchuang.inspection.fold import Folded

LENGTHS = {"title": 200, "platform": 120, "url": 500, "place": 200, "why": 200}
"""Characters that each text may have."""
PHOTO_BYTES = 10 * 1024 * 1024

Problem = tuple[str, str]


def link_problems(title: str, platform: str, url: str) -> list[Problem]:
    """Return what is wrong with a link to a platform."""
    found = _text("title", title, _("Say what stands there.")) + _text(
        "platform", platform, _("Name the platform, such as the public resources trading platform.")
    )
    if not url.strip():
        found.append(("url", _("Give the address of the page itself.")))
    elif links.split(url.strip()) is None:
        found.append(
            (
                "url",
                _(
                    "Not an address that readers can open. It begins with http:// or https://, names a public site, and holds no user or password."
                ),
            )
        )
    elif any(hit.kind == "id_number" for hit in scan(url)):
        found.append(("url", _("The address holds an identity number. Link to another page.")))
    return found + _lengths(title=title, platform=platform, url=url)


def on_site_problems(
    title: str, place: str, shown_from: date | None, shown_to: date | None, today: date
) -> list[Problem]:
    """Return what is wrong with something shown on the spot (落实登记)."""
    found = _text("title", title, _("Say what was shown, without anybody's name.")) + _text(
        "place", place, _("Say where it hung, such as the board of the village.")
    )
    if shown_from is None:
        found.append(("shown_from", _("Say since when it was shown.")))
    elif shown_from > today:
        found.append(
            ("shown_from", _("This day is still to come. Register it when it has been put up."))
        )
    if shown_from and shown_to and shown_to < shown_from:
        found.append(("shown_to", _("It cannot be taken down before it was put up.")))
    return found + _lengths(title=title, place=place)


def why_problems(why: str) -> list[Problem]:
    """Return what is wrong with the reason of an ending; it may be empty."""
    return _personal("why", why) + _lengths(why=why)


def photo_problems(name: str, size: int) -> list[Problem]:
    """Return what can be said of a photo by its name and its size in bytes."""
    if not name.lower().endswith((".jpg", ".jpeg", ".png")):
        return [("photo", _("A photo is a .jpg or .png file."))]
    if size > PHOTO_BYTES:
        return [("photo", _("The photo is larger than 10 MB. Make it smaller."))]
    return []


def needs_everybody(audience: Sequence[str], carriers: Sequence[str]) -> list[str]:
    """Return why a row cannot be shown on the spot only, nothing where it can."""
    if rules.may_be_on_site(audience, carriers):
        return []
    return [
        _(
            "The catalogue wants this row before everybody: on the spot alone is not enough. Publish it here or name the platform where it stands."
        )
    ]


def _text(field: str, text: str, missing: str) -> list[Problem]:
    return _personal(field, text) if text.strip() else [(field, missing)]


def _personal(field: str, text: str) -> list[Problem]:
    """Return what is personal in a text that goes into the public record."""
    found = [
        (field, _("“%(what)s” may not be public. Take it out.") % {"what": hit.excerpt_masked})
        for hit in scan(text)
        if hit.blocking
    ]
    if not found and names.find(Folded(text).plain):
        found.append(
            (
                field,
                _(
                    "This reads like a person's name. Say how many, not who; write a place in full, such as 石桥村."
                ),
            )
        )
    return found


def _lengths(**texts: str) -> list[Problem]:
    return [
        (field, _("At most %(n)d characters.") % {"n": LENGTHS[field]})
        for field, text in texts.items()
        if len(text.strip()) > LENGTHS[field]
    ]
