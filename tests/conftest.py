"""Every worker has a data folder and a database of its own; every test starts from one district.

The district is built once a worker and committed. A test works in a transaction that is rolled
back, in a copy of the district's folder (log, keys, files, pages, search). The few tests that
commit (``django_db(transaction=True)``) leave an empty database, which is filled again from rows
kept in memory.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
ROOT = Path(tempfile.mkdtemp(prefix=f"mingchuang-{WORKER}-"))
os.environ["MINGCHUANG_DATA"] = str(ROOT)
for variable in ("MINGCHUANG_NOW", "MINGCHUANG_ORIGIN", "MINGCHUANG_HOSTS", "MINGCHUANG_DEBUG"):
    os.environ.pop(variable, None)

# The settings may have been imported already, with another folder; nothing was written then.
from django.conf import settings  # noqa: E402

settings.DATA = ROOT
settings.STATIC_ROOT = ROOT / "static"
for _database in settings.DATABASES.values():
    if "sqlite" in _database["ENGINE"]:
        _database["NAME"] = ROOT / "mingchuang.sqlite3"
settings.DATABASES["default"].setdefault("TEST", {})
if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
    settings.DATABASES["default"]["TEST"]["NAME"] = str(ROOT / "test.sqlite3")
    # A test's data need not survive a power failure.
    settings.DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF;PRAGMA foreign_keys=ON;"
    )
settings.STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": ROOT / "blobs"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)

BOTH = ["default", "public"]
OWN = (
    *("ledger", "records", "units", "people", "publishing", "catalogue"),
    *("columns", "leadership", "portal", "progress"),
)
PURE = ("clock", "codes", "inspection", "ledger")


def pytest_collection_modifyitems(items):
    """Whatever uses the database sees both aliases; tests marked ``db`` use it."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        wanted = marker or item.get_closest_marker("db") or "district" in item.fixturenames
        if wanted and not (marker and marker.kwargs.get("databases")):
            transaction = bool(marker and marker.kwargs.get("transaction"))
            item.add_marker(
                pytest.mark.django_db(transaction=transaction, databases=BOTH), append=False
            )


def pytest_sessionfinish(session):
    shutil.rmtree(ROOT, ignore_errors=True)


def _caches_off():
    from mingchuang.pages import views
    from mingchuang.search import engine

    views.store.cache_clear()
    engine.index.cache_clear()


def _tables():
    from django.apps import apps

    return [model for label in OWN for model in apps.get_app_config(label).get_models()]


def _rows():
    """Return every row of the product's own tables as the database holds it."""
    from django.db import connection

    kept = {}
    with connection.cursor() as cursor:
        for model in _tables():
            columns = [field.column for field in model._meta.concrete_fields if field.column]
            names = ", ".join(connection.ops.quote_name(column) for column in columns)
            cursor.execute(f"SELECT {names} FROM {connection.ops.quote_name(model._meta.db_table)}")
            kept[model] = (names, len(columns), cursor.fetchall())
    return kept


def _fill(kept):
    """Put the kept rows into the emptied tables."""
    from django.core.management.color import no_style
    from django.db import connection, transaction

    with (
        connection.constraint_checks_disabled(),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        for model, (names, width, rows) in kept.items():
            table = connection.ops.quote_name(model._meta.db_table)
            marks = ", ".join(["%s"] * width)
            cursor.execute(f"DELETE FROM {table}")
            if rows:
                cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
        for statement in connection.ops.sequence_reset_sql(no_style(), list(kept)):
            cursor.execute(statement)


DISTRICT = {}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Fill the new database with the district, before the first test opens its transaction."""
    from django.db import connections

    import small_district

    with django_db_blocker.unblock():
        # What a test writes in its transaction has to be seen by the public side as well.
        connections["public"] = connections["default"]
        folder = ROOT / "district"
        folder.mkdir()
        settings.DATA = folder
        _caches_off()
        small_district.build(ROOT)
        DISTRICT["rows"] = _rows()
    DISTRICT["folder"] = folder
    DISTRICT["blocker"] = django_db_blocker
    _caches_off()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """After a test that committed, the tables are empty: bring the district back."""
    result = yield
    marker = item.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction") and DISTRICT and nextitem is not None:
        with DISTRICT["blocker"].unblock():
            _fill(DISTRICT["rows"])
    return result


@pytest.fixture(autouse=True)
def _own_world(request):
    """Give tests of the database their folder and clock, and pure tests words without Django's."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("data")
    elif request.node.path.parent.name in PURE:
        from django.utils import translation

        with translation.override("en"):
            yield
            return
    yield


@pytest.fixture
def data(db, tmp_path):
    """The data folder of this test, a copy of the district's; the clock stands at ``NOW``."""
    from django.utils import translation

    import small_district
    from mingchuang import clock

    own = tmp_path / "data"
    shutil.copytree(DISTRICT["folder"], own)
    settings.DATA = own
    _caches_off()
    with clock.at(small_district.NOW), translation.override("zh-hans"):
        yield own
    clock.use(())  # what a test loaded goes with its database
    _caches_off()
    settings.DATA = ROOT


@pytest.fixture
def district(db, data):
    """The small district: ``tests/small_district.py`` has the functions to work in it."""
    import small_district

    return small_district


@pytest.fixture
def signed_in(client, district):
    """Return a function that gives a client signed in as somebody."""
    from django.test import Client

    def sign_in(username: str, **how) -> Client:
        own = Client(**how)
        own.force_login(
            district.person(username), backend="django.contrib.auth.backends.ModelBackend"
        )
        return own

    return sign_in


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Return a function that runs an act with what follows its commit."""

    def run(act, *words, **named):
        with django_capture_on_commit_callbacks(execute=True):
            return act(*words, **named)

    return run
