"""Predicates and their queryset forms agree; chains hold what law and practice fix."""

import itertools
import random

import pytest

import small_district as d
from mingchuang.publishing import acts, rules
from mingchuang.publishing.models import Draft
from mingchuang.units.roles import ROLE_NAMES, Held, Roles

pytestmark = pytest.mark.db
UNITS = ("YY1", "XX2", "FGJ")


def generated(count, users):
    """Yield people with none to four roles in random units."""
    dice = random.Random(7)
    yield Roles()
    yield Roles(operator=True)
    for role in ROLE_NAMES:
        yield Roles(dice.choice(users), "", frozenset({Held("YY1", role)}))
    for _ in range(count):
        held = {
            Held(dice.choice(UNITS), dice.choice(list(ROLE_NAMES)), dice.random() < 0.3)
            for _ in range(dice.randrange(5))
        }
        yield Roles(dice.choice(users), "", frozenset(held))


@pytest.fixture
def drafts(district):
    """Drafts of every state, step and unit."""
    made = []
    for unit, obligation in (("YY1", "MC-029"), ("XX2", "MC-035"), ("FGJ", "MC-001")):
        made.append(d.write(obligation, unit))
        steps = len(acts.chain_for(unit, "disclosure")["steps"])
        for done in range(steps):
            draft = d.submit(d.write(obligation, unit))
            for _ in range(done):
                d.approve(draft)
            made.append(draft)
        back = d.submit(d.write(obligation, unit))
        first = d.holder(unit, acts.chain_for(unit, "disclosure")["steps"][0]["roles"])
        acts.send_back(back.pk, actor=first, note="请写明依据")
        laid = d.write(obligation, unit)
        acts.discard(laid.pk, actor=laid.drafter)
        made += [back, laid]
        d.publish(obligation, unit)
    made = list(Draft.objects.select_related("unit"))
    return [(draft, rules.subject(draft, acts.approvers(draft))) for draft in made]


@pytest.fixture
def people(drafts):
    ids = [d.person(name).pk for name in (d.OFFICER, d.TEACHER, d.HEAD, d.DEPARTMENT, d.SECRECY)]
    return list(generated(150, ids))


def test_visible_is_may_see_as_a_condition(drafts, people):
    seen = 0
    for roles in people:
        found = set(Draft.objects.filter(rules.visible(roles)).values_list("pk", flat=True))
        expected = {draft.pk for draft, item in drafts if rules.may_see(roles, item)}
        assert found == expected, roles
        seen += bool(found) and len(found) < len(drafts)
    assert seen > 50


def test_no_holder_of_a_step_is_missed_by_its_condition(drafts, people):
    held = 0
    for roles in people:
        found = set(Draft.objects.filter(rules.holds_q(roles)).values_list("pk", flat=True))
        expected = {draft.pk for draft, item in drafts if rules.holds(roles, item)}
        assert expected <= found, roles
        held += len(expected)
    assert held > 50


def test_whoever_may_act_on_a_draft_may_see_it(drafts, people):
    for roles, (_draft, item) in itertools.product(people, drafts):
        if rules.may_edit(roles, item) or rules.holds(roles, item):
            assert rules.may_see(roles, item)


def test_nobody_without_a_post_may_do_anything(drafts):
    for _draft, item in drafts:
        for roles in (Roles(), Roles(1), Roles(operator=True)):
            assert not rules.may_see(roles, item)
            assert not rules.may_edit(roles, item)
            assert not rules.holds(roles, item)
            assert not rules.may_open(roles, "YY1")
            assert not rules.may_withdraw(roles, "YY1")
            assert not rules.may_set_chain(roles)


@pytest.mark.parametrize("role", ROLE_NAMES)
def test_a_role_counts_in_its_own_unit_alone(role):
    roles = Roles(1, "", frozenset({Held("YY1", role)}))
    assert not rules.may_open(roles, "XX2")
    assert rules.may_withdraw(roles, "XX2") == (role == "office")


DEPARTMENT, SECRECY, SIGN = d.STEPS
CHAINS = [
    ([DEPARTMENT, SECRECY, SIGN], []),
    ([SECRECY, SIGN], []),
    ([SECRECY, {"step": "sign", "roles": ["first_responsible"]}], []),
    ([], ["length", "secrecy", "sign"]),
    ([SIGN], ["length", "secrecy"]),
    ([DEPARTMENT, SIGN], ["secrecy"]),
    ([SECRECY, SECRECY, SIGN], ["secrecy"]),
    ([SECRECY, DEPARTMENT], ["sign"]),
    ([SIGN, SECRECY], ["sign"]),
    ([SIGN, SECRECY, SIGN], ["sign"]),
    ([DEPARTMENT, *[{"step": "consult", "roles": ["office"]}] * 4, SECRECY, SIGN], ["length"]),
    ([{"step": "department", "roles": []}, SECRECY, SIGN], ["roles"]),
    ([{"step": "department", "roles": ["king"]}, SECRECY, SIGN], ["roles"]),
    ([{"step": "department", "roles": ["officer"]}, SECRECY, SIGN], ["drafter"]),
    ([SECRECY, {"step": "sign", "roles": ["department_reviewer"]}], ["leader"]),
    ([SECRECY, {"step": "sign", "roles": ["signer", "officer"]}], ["drafter", "leader"]),
    ([{"step": "secrecy", "roles": ["signer"]}, SIGN], ["secrecy_role"]),
    ([{"step": "secrecy", "roles": ["secrecy_reviewer", "signer"]}, SIGN], ["secrecy_role"]),
]


@pytest.mark.parametrize(("steps", "problems"), CHAINS)
def test_what_makes_a_chain_unusable(steps, problems):
    assert sorted(set(rules.chain_problems(steps))) == problems
