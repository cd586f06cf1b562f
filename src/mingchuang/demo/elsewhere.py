"""Rows of the demonstration district fulfilled on other platforms and on village boards."""

import io
import json
from collections.abc import Callable
from datetime import date, datetime, time
from importlib import resources

from PIL import Image, ImageDraw

from mingchuang import clock
from mingchuang.catalogue import acts
from mingchuang.catalogue.models import Elsewhere, Owed
from mingchuang.people.models import User
from mingchuang.people.reading import posts_on

LAST_LOOK = date(2026, 11, 24)
"""Night of the play's last look at links; none of them is ever asked, their names are examples."""
HOUR = time(2, 10)

Add = Callable[[datetime, Callable[[], None]], None]
"""Puts something into the play that happens at an instant."""


def rows() -> list[dict]:
    """Return every link and registration of the play, as ``data/elsewhere.json`` has them."""
    file = resources.files("mingchuang.demo") / "data" / "elsewhere.json"
    return json.loads(file.read_text(encoding="utf-8"))


def play(add: Add) -> None:
    """Plan each row: entered on its day, silent on its nights, ended on its day.

    ``add(at, act)`` is the play's own, such as ``demo.play.Play.add``.
    """
    for row in rows():
        _plan(row, add)


def board(seed: int) -> bytes:
    """Return a drawn photo of a notice board with sheets on it, as JPEG bytes."""
    image = Image.new("RGB", (800, 600), (176, 190, 178))
    draw = ImageDraw.Draw(image)
    draw.rectangle((60, 70, 740, 500), fill=(92, 64, 44))
    draw.rectangle((80, 90, 720, 480), fill=(222, 214, 194))
    for n in range(6):
        left, top = 105 + 205 * (n % 3), 110 + 185 * (n // 3) + (seed * 7 + n * 5) % 9
        draw.rectangle((left, top, left + 165, top + 165), fill=(250, 250, 246))
        for line in range(7):
            width = 90 + (seed * 31 + n * 17 + line * 23) % 55
            y = top + 22 + line * 19
            draw.rectangle((left + 12, y, left + 12 + width, y + 6), fill=(150, 150, 150))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def _plan(row: dict, add: Add) -> None:
    made: dict[str, str] = {}
    link = row["how"] == "link"

    def enter() -> None:
        made["obj"] = (_add_link if link else _register)(row)

    def end() -> None:
        act = acts.end_link if link else acts.end_on_site
        act(made["obj"], why=row["ended"]["why"], actor=_officer(row["unit"]))

    def look(ok: bool) -> Callable[[], None]:
        def act() -> None:
            found = Elsewhere.objects.get(pk=made["obj"])
            acts.looked(found.pk, found.url, ok=ok, at=clock.now())

        return act

    add(_instant(row["day"]), enter)
    if "ended" in row:
        add(_instant(row["ended"]["day"]), end)
    if link:
        silent = [date.fromisoformat(day) for day in row.get("silent", ())]
        for night in silent:
            add(datetime.combine(night, HOUR, clock.SHANGHAI), look(False))
        add(datetime.combine(LAST_LOOK, HOUR, clock.SHANGHAI), look(not silent))


def _add_link(row: dict) -> str:
    words = {name: row[name] for name in ("title", "platform", "url")}
    return acts.add_link(_owed(row).pk, **words, actor=_officer(row["unit"])).obj


def _register(row: dict) -> str:
    return acts.register_on_site(
        _owed(row).pk,
        title=row["title"],
        place=row["place"],
        shown_from=date.fromisoformat(row["shown_from"]),
        shown_to=date.fromisoformat(row["shown_to"]) if row.get("shown_to") else None,
        photo=(board(len(row["place"])), "公示栏.jpg") if row["photo"] else None,
        actor=_officer(row["unit"]),
    ).obj


def _owed(row: dict) -> Owed:
    return Owed.objects.get(
        unit=row["unit"], obligation__code=row["obligation"], obligation__edition__current=True
    )


def _officer(unit: str) -> User:
    post = posts_on(clock.today()).filter(unit=unit, role="officer").order_by("pk").first()
    if post is None:
        raise LookupError(f"nobody in {unit} is officer on {clock.today()}")
    return post.user


def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=clock.SHANGHAI)
