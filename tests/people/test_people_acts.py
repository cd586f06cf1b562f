"""Appointed, confirmed, deputised, leaving: two persons for what gives rights, one for what takes."""

from datetime import date, timedelta

import pytest

import small_district as d
from mingchuang import clock
from mingchuang.ledger import entries
from mingchuang.ledger.models import Outbox
from mingchuang.people import acts, handover, rules
from mingchuang.people.models import Post, User
from mingchuang.people.reading import office_exists, roles_of
from mingchuang.publishing import acts as publishing
from mingchuang.publishing.models import Draft
from mingchuang.records.errors import Conflict, NotAllowed, NotReady
from mingchuang.records.models import Gone, Part, Record
from mingchuang.units.roles import DISTRICT_ROLES, OPERATOR, ROLE_NAMES, Held, Roles

pytestmark = pytest.mark.db


def propose(by=d.OFFICE, **changes):
    words = {
        "unit": "YY1",
        "user": d.person(d.BUREAU),
        "role": "department_reviewer",
        "title": "科长",
        "start": date(2026, 1, 1),
        "end": date(2027, 12, 31),
        "document": "明示政办〔2026〕9号",
    } | changes
    return acts.propose_post(by=by if isinstance(by, Roles) else d.roles(by), **words)


# Proposing and confirming


def test_a_proposed_post_gives_no_right_until_a_second_person_confirms_it():
    post = propose()
    held = Held("YY1", "department_reviewer")
    assert held not in roles_of(post.user).held
    with pytest.raises(NotAllowed):
        acts.confirm_post(post.pk, by=d.roles(d.OFFICE))
    acts.confirm_post(post.pk, by=d.roles(d.OFFICE2))
    assert held in roles_of(post.user).held


@pytest.mark.parametrize("who", [d.ADMIN, d.SIGNER, d.ADMINISTRATOR, d.AUDITOR])
def test_only_the_office_confirms(who):
    post = propose()
    for act in (acts.confirm_post, acts.refuse_post):
        with pytest.raises(NotAllowed):
            act(post.pk, by=d.roles(who))


def test_a_proposal_is_decided_once():
    post = propose()
    acts.refuse_post(post.pk, by=d.roles(d.OFFICE2))
    with pytest.raises(Conflict):
        acts.confirm_post(post.pk, by=d.roles(d.OFFICE2))
    with pytest.raises(Conflict):
        acts.refuse_post(post.pk, by=d.roles(d.OFFICE2))
    assert not Outbox.objects.exists()


@pytest.mark.parametrize("role", ROLE_NAMES)
@pytest.mark.parametrize("who", [d.ADMIN, d.OFFICE, d.SIGNER, d.BUREAU, d.ADMINISTRATOR])
def test_who_may_propose_which_role(who, role):
    roles = d.roles(who)
    may = who == d.OFFICE or (who == d.ADMIN and role not in DISTRICT_ROLES)
    assert rules.may_propose(roles, "YY1", role, True) == may
    if not may:
        with pytest.raises(NotAllowed):
            propose(by=who, role=role)


def test_the_operator_fills_an_empty_register_only():
    assert office_exists()
    with pytest.raises(NotAllowed):
        propose(by=OPERATOR)
    post = propose()
    with pytest.raises(NotAllowed):
        acts.confirm_post(post.pk, by=OPERATOR)


@pytest.mark.parametrize(
    "changes",
    [
        {"role": "king"},
        {"end": date(2025, 12, 31)},
        {"document": ""},
        {"user": "same"},
    ],
)
def test_a_post_that_cannot_be_is_not_proposed(changes):
    if changes.get("user") == "same":
        changes = {"user": d.person(d.DEPARTMENT)}
    with pytest.raises(NotReady):
        propose(**changes)


def test_the_same_post_after_its_term_can_be_proposed():
    propose(user=d.person(d.DEPARTMENT), start=date(2029, 1, 1), end=date(2029, 12, 31))


@pytest.mark.parametrize("role", sorted(set(ROLE_NAMES) - {"window_clerk", "case_handler"}))
def test_those_who_answer_for_openness_are_published_and_others_are_not(role):
    post = propose(role=role)
    acts.confirm_post(post.pk, by=d.roles(d.OFFICE2))
    post.refresh_from_db()
    public = role in ("officer", "first_responsible", "secrecy_reviewer")
    assert bool(post.obj) == public
    assert Record.objects.filter(obj=post.obj, kind="post").exists() == public
    assert Outbox.objects.count() == public


# Terms and deputies


@pytest.mark.parametrize(
    ("day", "holds"),
    [("2025-12-31", False), ("2026-01-01", True), ("2028-12-31", True), ("2029-01-01", False)],
)
def test_a_role_is_held_from_the_first_to_the_last_day_of_the_term(day, holds):
    assert (
        Held("YY1", "signer") in roles_of(d.person(d.SIGNER), date.fromisoformat(day)).held
    ) == holds


def deputise(start, end, who=d.OFFICER2, by=d.OFFICE):
    post = d.post_of(d.SIGNER, "signer")
    deputy = acts.propose_deputy(
        post.pk,
        user=d.person(who),
        start=start,
        end=end,
        document="明示卫〔2026〕1号",
        by=d.roles(by),
    )
    acts.confirm_deputy(deputy.pk, by=d.roles(d.OFFICE2))
    return deputy


def test_a_deputy_acts_within_the_term_and_not_a_day_longer():
    deputise(date(2026, 3, 5), date(2026, 3, 9), who=d.SECRECY)
    draft = d.submit(d.write())
    d.approve(draft)
    who = d.person(d.BUREAU)
    deputise(date(2026, 3, 5), date(2026, 3, 9), who=d.BUREAU)
    acts_on = {}
    for day in (4, 5, 9, 10):
        held = roles_of(who, date(2026, 3, day)).held
        acts_on[day] = Held("YY1", "signer", deputy=True) in held
    assert acts_on == {4: False, 5: True, 9: True, 10: False}
    d.approve(draft)
    with clock.at("2026-03-10T09:00"), pytest.raises(NotAllowed):
        publishing.approve(draft.pk, actor=who)
    with clock.at("2026-03-09T09:00"):
        assert publishing.approve(draft.pk, actor=who).ver == 1


def test_a_deputy_loses_the_right_when_the_post_ends():
    deputise(date(2026, 3, 1), date(2026, 12, 31), who=d.BUREAU)
    assert roles_of(d.person(d.BUREAU)).has("YY1", ["signer"])
    acts.leave(d.post_of(d.SIGNER, "signer").pk, by=d.roles(d.OFFICE))
    assert not roles_of(d.person(d.BUREAU)).has("YY1", ["signer"])


@pytest.mark.parametrize(
    ("start", "end", "who"),
    [
        (date(2026, 3, 9), date(2026, 3, 5), d.OFFICER2),
        (date(2025, 12, 31), date(2026, 3, 5), d.OFFICER2),
        (date(2026, 3, 5), date(2029, 1, 1), d.OFFICER2),
        (date(2026, 3, 5), date(2026, 3, 9), d.SIGNER),
    ],
)
def test_a_deputy_is_another_person_within_the_posts_own_term(start, end, who):
    with pytest.raises(NotReady):
        deputise(start, end, who)


@pytest.mark.parametrize("who", [d.SIGNER, d.BUREAU, d.AUDITOR])
def test_who_may_not_propose_deputies(who):
    with pytest.raises(NotAllowed):
        deputise(date(2026, 3, 5), date(2026, 3, 9), by=who)


def test_a_closed_account_is_nobody():
    who = d.person(d.OFFICER)
    who.is_active = False
    assert roles_of(who) == Roles()


def test_roles_are_loaded_in_two_queries(django_assert_num_queries):
    who = d.person(d.DUTY)
    with django_assert_num_queries(2):
        roles_of(who)


# Leaving


def test_leaving_is_refused_while_one_piece_of_work_has_no_owner():
    drafts = [d.write(), d.write("MC-030")]
    post = d.post_of(d.OFFICER, "officer")
    with pytest.raises(NotReady) as refused:
        acts.leave(post.pk, by=d.roles(d.ADMIN))
    assert len(refused.value.problems) == len(drafts)
    post.refresh_from_db()
    assert post.state == "confirmed"
    assert not Outbox.objects.exists()


def test_open_work_moves_to_the_successor():
    writing, review = d.write(), d.submit(d.write("MC-030"))
    published = d.publish()
    post = d.post_of(d.OFFICER, "officer")
    moved = acts.leave(post.pk, by=d.roles(d.ADMIN), successor=d.person(d.OFFICER2))
    assert moved == 2
    for draft in (writing, review):
        assert Draft.objects.get(pk=draft.pk).drafter == d.person(d.OFFICER2)
    assert publishing.published(published).drafter == d.person(d.OFFICER)
    assert handover.open_work(d.person(d.OFFICER), "YY1") == []


@pytest.mark.parametrize("who", [d.DEPARTMENT, d.TEACHER])
def test_the_successor_holds_the_same_role_in_the_same_unit(who):
    d.write()
    with pytest.raises(NotReady):
        acts.leave(d.post_of(d.OFFICER, "officer").pk, by=d.roles(d.ADMIN), successor=d.person(who))


def test_one_cannot_be_ones_own_successor():
    d.write()
    with pytest.raises(NotReady):
        acts.leave(
            d.post_of(d.OFFICER, "officer").pk, by=d.roles(d.ADMIN), successor=d.person(d.OFFICER)
        )


def test_a_reviewer_leaves_without_handing_over():
    d.submit(d.write())
    assert acts.leave(d.post_of(d.DEPARTMENT, "department_reviewer").pk, by=d.roles(d.ADMIN)) == 0


def test_a_leavers_published_name_is_taken_back_with_its_salt():
    post = d.post_of(d.FIRST, "first_responsible")
    acts.leave(post.pk, by=d.roles(d.OFFICE))
    (entry,) = [entries.decode(bytes(row.leaf)) for row in Outbox.objects.all()]
    assert (entry.type, entry.obj, entry.ver, entry.reason) == ("expire", post.obj, 2, "term_over")
    assert Gone.objects.filter(obj=post.obj, to_version=1).exists()
    part = Part.objects.get(record__obj=post.obj, name="head")
    assert (part.content, part.salt, part.closed) == (None, None, True)


def test_a_leaver_has_no_right_from_that_moment():
    acts.leave(d.post_of(d.SIGNER, "signer").pk, by=d.roles(d.OFFICE))
    assert not roles_of(d.person(d.SIGNER)).has("YY1", ["signer"])


def test_a_post_ends_once():
    post = d.post_of(d.FIRST, "first_responsible")
    acts.leave(post.pk, by=d.roles(d.OFFICE))
    written = Outbox.objects.count()
    assert acts.leave(post.pk, by=d.roles(d.OFFICE)) == 0  # only what is left to hand over
    assert Outbox.objects.count() == written


@pytest.mark.parametrize("refused", [False, True])
def test_a_post_that_never_was_in_force_does_not_end(refused):
    post = propose()
    if refused:
        acts.refuse_post(post.pk, by=d.roles(d.OFFICE2))
    with pytest.raises(Conflict):
        acts.leave(post.pk, by=d.roles(d.OFFICE))


@pytest.mark.parametrize("who", [d.SIGNER, d.BUREAU, d.AUDITOR, d.ADMINISTRATOR])
def test_who_may_not_end_a_post(who):
    with pytest.raises(NotAllowed):
        acts.leave(d.post_of(d.DEPARTMENT, "department_reviewer").pk, by=d.roles(who))


def test_a_unit_administrator_does_not_end_district_posts():
    with pytest.raises(NotAllowed):
        acts.leave(d.post_of(d.AUDITOR, "auditor").pk, by=d.roles(d.ADMIN))


def test_a_second_running_post_of_the_same_role_keeps_the_work():
    first = d.post_of(d.OFFICER, "officer")
    Post.objects.create(
        unit=first.unit,
        user=first.user,
        role="officer",
        title="x",
        start=date(2026, 1, 1),
        end=date(2026, 12, 31),
        document="x",
        state="confirmed",
        proposed_at=clock.now(),
    )
    d.write()
    assert acts.leave(first.pk, by=d.roles(d.ADMIN)) == 0


def test_terms_that_run_out_take_the_right_without_an_act():
    with clock.at(clock.now() + timedelta(days=4 * 365)):
        assert roles_of(d.person(d.OFFICER)).held == frozenset()


@pytest.mark.parametrize("password", ["", "None", "!"])
def test_a_new_account_without_a_password_cannot_sign_in(password, client):
    User.objects.create_user("no.password", "无")
    answer = client.post("/sign-in/", {"username": "no.password", "password": password})
    assert answer.status_code == 200
    assert client.get("/desk/").status_code == 302
