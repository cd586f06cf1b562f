"""Addresses of the portal, those with a language first, then those of machines."""

from django.urls import path, register_converter

from mingchuang.portal import directory, items, obligations, places, public, registers

app_name = "portal"


class Obj:
    """An object's id: 32 hex digits."""

    regex = "[0-9a-f]{32}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Count:
    """A page's or a version's number, in one spelling only."""

    regex = "[1-9][0-9]{0,5}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class Year(Count):
    """A year of four digits."""

    regex = "[12][0-9]{3}"


class Form:
    """A form in which tables are taken away."""

    regex = "csv|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Form, "form")
register_converter(Obj, "obj")
register_converter(Count, "count")
register_converter(Year, "year")


def paged(route: str, view, name: str):
    """Return a list's front and its numbered pages."""
    return [path(route, view, name=name), path(f"{route}p<count:page>/", view, name=f"{name}-page")]


urlpatterns = [
    path("", public.home, name="home"),
    path("lists/", public.lists, name="lists"),
    *paged("lists/all/", public.all_items, "all"),
    *paged("lists/category/<str:code>/", public.category, "category"),
    *paged("lists/year/<year:year>/", public.year, "year"),
    *paged("lists/unit/<str:code>/", public.unit_list, "unit-list"),
    *paged("lists/unit/<str:code>/category/<str:category>/", public.unit_list, "unit-category"),
    path("lists/changes/", public.changes, name="changes"),
    path("lists/catalogue/", obligations.catalogue_page, name="catalogue"),
    path("lists/catalogue/<str:code>/", obligations.obligation, name="obligation"),
    path("units/", places.unit_index, {"only": "organs"}, name="units"),
    path("units/services/", places.unit_index, {"only": "services"}, name="services"),
    path("units/<str:code>/", places.unit, name="unit"),
    *paged("units/<str:code>/directory/", directory.directory, "directory"),
    path("items/<obj:obj>/", items.page, name="item"),
    path("items/<obj:obj>/v<count:ver>/", items.version, name="version"),
    path("calendar/", registers.calendar_page, name="calendar"),
    path("log/", registers.log_page, name="log"),
    path("schemas/", registers.schemas, name="schemas"),
]

machine_urlpatterns = [
    path("items/<obj:obj>.json", items.body, name="body"),
    path("items/<obj:obj>/.json", items.json_alias),
    path("items/<obj:obj>/v<count:ver>/.json", items.json_alias),
    path("items/<obj:obj>/v<count:ver>.json", items.body, name="version-body"),
    path("items/<obj:obj>/v<count:ver>.tlog-proof", items.proof, name="proof"),
    path("items/<obj:obj>/v<count:ver>/parts/<path:name>", items.part, name="part"),
    path("items/<obj:obj>/v<count:ver>/files/<slug:key>/<str:name>", items.file, name="file"),
    path("units/<str:code>/directory.<form:form>", directory.directory_file, name="directory-file"),
    path("lists/catalogue.<form:form>", obligations.catalogue_file, name="catalogue-file"),
    path("calendar/<year:year>.json", registers.calendar_file, name="calendar-file"),
    path("schemas/<slug:name>.json", registers.schema, name="schema"),
]
