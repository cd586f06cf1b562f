"""What the people of the play do, one function a deed: write, hand in, decide, amend, withdraw.

Each looks up who holds the post on the day, then calls the act that a screen would call. ``objects``
says which object a key of the data became.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from mingchuang import clock
from mingchuang.catalogue.desk import context_of
from mingchuang.catalogue.models import Owed
from mingchuang.demo import attachments
from mingchuang.people.models import User
from mingchuang.people.reading import posts_on
from mingchuang.publishing import acts, files
from mingchuang.publishing.models import Draft
from mingchuang.records import richtext

PERSONS = ("姓名", "拟聘岗位和考察结果")
"""Columns of every list of persons in the play."""


def holder(unit: str, roles: list[str], on: date, not_in: tuple[User, ...] = ()) -> User:
    """Return who holds one of ``roles`` in a unit on a day."""
    posts = (
        posts_on(on)
        .filter(unit=unit, role__in=roles)
        .exclude(user__in=not_in)
        .select_related("user")
        .order_by("pk")
    )
    post = posts.first()
    if post is None:
        raise LookupError(f"nobody in {unit} holds {roles} on {on}")
    return post.user


def obliged(row: dict) -> dict[str, Any]:
    """Return what a disclosure says of its obligation: code, edition, what the form asks for."""
    owed = Owed.objects.select_related("obligation__edition").get(
        unit=row["unit"], obligation__code=row["obligation"], obligation__edition__current=True
    )
    edition = owed.obligation.edition
    return {
        "obligation": row["obligation"],
        "edition": f"{edition.code}@{edition.version}",
        "context": context_of(owed),
    }


def content_of(row: dict) -> dict:
    """Return a row of the data as the content of a draft."""
    content = {}
    for name in ("title", "summary", "docno", "topic", "formed_on", "changed_on"):
        if name in row:
            content[name] = row[name] or ""
    if "keywords" in row:
        content["keywords"] = row["keywords"]
    for name, ours in (("in_force_on", "in_force"), ("valid_until", "valid_until")):
        if name in row:
            content[ours] = row[name] or ""
    if "body" in row:
        content["body"] = richtext.clean(row["body"])
    if "sections" in row:
        content["sections"] = {code: richtext.clean(html) for code, html in row["sections"].items()}
    return content


def write(row: dict, objects: Mapping[str, str]) -> Any:
    """Write a document with its facts and files; returns the draft's key."""
    officer = holder(row["unit"], ["officer"], clock.today())
    kind = row.get("kind", "disclosure")
    asked = obliged(row) if kind == "disclosure" else {}
    draft = acts.open_draft(kind, row["unit"], actor=officer, **asked)
    draft = acts.save(
        draft.pk, revision=draft.revision, content=content_of(row), raw={}, actor=officer
    )
    _arrange(draft, row, objects, officer)
    _attach(draft, row.get("attachments", ()), officer)
    return draft.pk


def _arrange(draft: Draft, row: dict, objects: Mapping[str, str], officer: User) -> None:
    facts: dict[str, Any] = {}
    if "window_end" in row:
        facts["window_end"] = date.fromisoformat(row["window_end"])
    if "schedule" in row:
        hour = datetime.strptime(row["schedule"], "%Y-%m-%dT%H")
        facts["publish_at"] = hour.replace(tzinfo=clock.SHANGHAI)
    if "repeals" in row:
        facts["repeals"] = [{"id": objects[row["repeals"]], "how": "repealed"}]
    if "explains" in row:
        facts["explains"] = objects[row["explains"]]
    if "attribute" in row:
        facts["attribute"] = row["attribute"]
        facts["attribute_reason"] = row["attribute_reason"]
    if facts:
        draft = acts.arrange(draft.pk, revision=draft.revision, actor=officer, **facts)
    if "persons" in row:
        acts.set_persons(
            draft.pk, revision=draft.revision, columns=PERSONS, rows=row["persons"], actor=officer
        )


def _attach(draft: Draft, specs, officer: User) -> None:
    for file in specs:
        data = (
            attachments.make(file["name"], file["make"])
            if "make" in file
            else file["text"].encode()
        )
        taken = files.take(file["name"], data, own=True)
        acts.attach(draft.pk, **taken, title=file["title"], alt=file.get("alt", ""), actor=officer)


def submit(pk: Any) -> None:
    """Hand a draft in, by whoever began it."""
    draft = Draft.objects.select_related("drafter").get(pk=pk)
    acts.submit(draft.pk, revision=draft.revision, actor=draft.drafter)


def decide(draft: Draft, *, back: dict | None = None) -> None:
    """Approve the step that a draft waits at, or send it ``back`` with a note."""
    step = draft.chain["steps"][draft.step]
    who = holder(draft.unit_id, step["roles"], clock.today(), (draft.drafter,))
    if back:
        acts.send_back(draft.pk, actor=who, note=back["note"])
        return
    if step["step"] == "secrecy":
        for file in draft.files.all():
            acts.decide_file(draft.pk, file.key, decision="open", actor=who)
    acts.approve(draft.pk, actor=who)


def amend(row: dict, change: dict, obj: str) -> None:
    """Change a published object, through every step of its chain."""
    officer = holder(row["unit"], ["officer"], clock.today())
    draft = acts.open_amendment(obj, amendment=change["kind"], note=change["note"], actor=officer)
    content = content_of(change["changes"])
    if change["kind"] == "change":
        content.setdefault("changed_on", content.get("formed_on") or clock.today().isoformat())
        content["formed_on"] = draft.content["formed_on"]
    acts.save(draft.pk, revision=draft.revision, content=content, raw={}, actor=officer)
    if "attachments" in change["changes"]:
        for file in list(draft.files.all()):
            acts.detach(draft.pk, file.key, actor=officer)
        _attach(draft, change["changes"]["attachments"], officer)
    submit(draft.pk)
    while (
        draft := Draft.objects.select_related("drafter").get(pk=draft.pk)
    ).state == Draft.State.REVIEW:
        decide(draft)


def withdraw(row: dict, objects: Mapping[str, str]) -> None:
    """Take a published object back, in the words of the data."""
    last = row["withdraw"]
    leader = holder(row["unit"], ["signer"], clock.today())
    acts.withdraw(
        objects[row["key"]],
        reason=last["reason"],
        note=last["note"],
        actor=leader,
        successor=objects.get(last.get("successor", ""), ""),
    )
