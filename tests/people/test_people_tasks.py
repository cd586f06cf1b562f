"""What several apps ask of one person: at one address one task, of one app as many as there are."""

from datetime import date, datetime

from mingchuang.clock import SHANGHAI
from mingchuang.people import tasks
from mingchuang.people.tasks import Task


def task(title, url="/desk/drafts/1/", **more):
    since = datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)
    return Task("x", "mark", title, "", url, "button", "", since, **more)


def asked(monkeypatch, **sources):
    made = {name: (lambda _user, _roles, found=found: found) for name, found in sources.items()}
    monkeypatch.setattr(tasks, "_sources", made)
    return tasks.open_tasks(None, None)


def test_two_apps_at_one_address_are_one_task_with_the_earlier_day_and_the_words(monkeypatch):
    (one,) = asked(
        monkeypatch,
        publishing=[task("draft", due=date(2026, 4, 1), said="mend the price", by="reviewer")],
        catalogue=[task("row", due=date(2026, 3, 1))],
    )
    assert (one.title, one.due, one.said) == ("row", date(2026, 3, 1), "mend the price")


def test_tasks_of_one_app_at_one_address_stay_apart(monkeypatch):
    found = asked(monkeypatch, people=[task("posts"), task("deputies")], catalogue=[task("x", "/")])
    assert [one.title for one in found] == ["posts", "deputies", "x"]
