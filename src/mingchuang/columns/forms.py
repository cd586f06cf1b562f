"""Forms of the columns' staff screens."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mingchuang.catalogue.models import Category
from mingchuang.columns import rules, types
from mingchuang.columns.models import Column
from mingchuang.frame.forms import Choices
from mingchuang.publishing import work
from mingchuang.units.models import Unit

_IN = {"class": "in"}


class ColumnForm(forms.Form):
    """What the office says of a column; what may be said is the act's word."""

    code = forms.CharField(
        label=_("Code, part of its address for ever"), max_length=31, widget=forms.TextInput(_IN)
    )
    name = forms.CharField(label=_("Name in Chinese"), max_length=60, widget=forms.TextInput(_IN))
    name_en = forms.CharField(
        label=_("Name in English"), max_length=80, widget=forms.TextInput(_IN)
    )
    type = forms.ChoiceField(label=_("Kind of column"), widget=forms.Select(_IN))
    description = forms.CharField(
        label=_("Description"),
        max_length=300,
        widget=forms.Textarea({**_IN, "rows": 3}),
    )
    keywords = forms.CharField(
        label=_("Keywords, parted by 、"),
        max_length=200,
        widget=forms.TextInput(_IN),
    )
    owner = forms.ChoiceField(label=_("Unit that keeps it"), widget=forms.Select(_IN))
    cadence = forms.IntegerField(
        label=_("Something new within so many days"),
        help_text=_("Empty: the column follows events."),
        required=False,
        min_value=1,
        widget=forms.NumberInput(_IN),
    )
    minimum = forms.IntegerField(
        label=_("Least number of items"), min_value=1, widget=forms.NumberInput(_IN)
    )
    categories = forms.MultipleChoiceField(
        label=_("Categories of the catalogue"), required=False, widget=Choices
    )
    units = forms.MultipleChoiceField(
        label=_("Units that published it"), required=False, widget=Choices
    )
    kinds = forms.MultipleChoiceField(label=_("Kinds of documents"), required=False, widget=Choices)

    def __init__(self, *args, known: rules.Known, fixed: bool = False, **kwargs):
        """``known`` is what a column may name; ``fixed``: the code stays."""
        super().__init__(*args, **kwargs)
        english = get_language() == "en"
        titles = {kind.name: kind.title for kind in work.all_kinds()}
        units = [
            (unit.code, (english and unit.name_en) or unit.short_name)
            for unit in Unit.objects.all()
        ]
        self.fields["type"].choices = [("", "—")] + [
            (one.code, one.name_en if english else one.name) for one in types.types().values()
        ]
        self.fields["owner"].choices = [("", "—"), *units]
        self.fields["units"].choices = units
        self.fields["categories"].choices = [
            (row.code, f"{(english and row.name_en) or row.name} {row.code}")
            for row in Category.objects.filter(edition__current=True)
        ]
        self.fields["kinds"].choices = [
            (kind, titles.get(kind, kind)) for kind in sorted(known.kinds)
        ]
        if fixed:
            del self.fields["code"]

    def facts(self) -> dict:
        """Return the facts of the column, ``rules.FIELDS``."""
        data = dict(self.cleaned_data)
        data.pop("code", None)
        data["keywords"] = rules.keywords(data["keywords"])
        return data


def initial_of(column: Column) -> dict:
    """Return what the form shows of a column."""
    shown = {name: getattr(column, name) for name in rules.FIELDS if name != "owner"}
    return shown | {"owner": column.owner_id, "keywords": "、".join(column.keywords)}


class HomeForm(forms.Form):
    """The place of each open column on the home page: 1 is the first, empty means it is not there."""

    def __init__(self, columns: list[Column], chosen: list[str], *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.codes = [column.code for column in columns]
        for column in columns:
            place = chosen.index(column.code) + 1 if column.code in chosen else None
            self.fields[f"place_{column.code}"] = forms.IntegerField(
                label=column.name,
                required=False,
                min_value=1,
                max_value=99,
                initial=place,
                widget=forms.NumberInput({**_IN, "inputmode": "numeric"}),
            )

    def order(self) -> list[str]:
        """Return the chosen codes in their order; of two with one place the earlier listed is first."""
        places = {code: self.cleaned_data.get(f"place_{code}") for code in self.codes}
        return sorted((code for code in self.codes if places[code]), key=lambda code: places[code])
