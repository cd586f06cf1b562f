"""From a draft to a public record: who may, what is checked, what is in one transaction."""

import small_district as d

pytestmark = [__import__("pytest").mark.db]


def test_smoke():
    obj = d.publish()
    assert obj
    d.tick()

import pytest
@pytest.mark.django_db(transaction=True)
def test_smoke2():
    test_smoke()

def test_smoke3():
    test_smoke()
