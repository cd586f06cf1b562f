"""Forms of the catalogue's staff screens."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mingchuang import clock
from mingchuang.frame.forms import Choice, Choices

_IN = {"class": "in"}


class OccasionForm(forms.Form):
    """An event from which the time of rows runs."""

    name = forms.CharField(
        label=_("What took place"),
        help_text=_("For example: the district congress approved the budget for 2026."),
        max_length=200,
        widget=forms.TextInput(_IN),
    )
    on = forms.DateField(label=_("Day"), widget=forms.DateInput({**_IN, "type": "date"}))
    at = forms.TimeField(
        label=_("Hour, where the limit counts hours"),
        required=False,
        widget=forms.TimeInput({**_IN, "type": "time"}, format="%H:%M"),
    )
    obligations = forms.MultipleChoiceField(
        label=_("Rows whose time starts with it"), widget=Choices
    )
    note = forms.CharField(
        label=_("Remark"), required=False, max_length=400, widget=forms.TextInput(_IN)
    )

    def __init__(self, rows, *args, by_hour=(), **kwargs):
        """``by_hour`` names the rows, by code, whose limit counts hours."""
        super().__init__(*args, **kwargs)
        self.fields["obligations"].choices = rows
        self.by_hour = dict(by_hour)

    def clean(self):
        """Ask for the hour where a row chosen counts hours."""
        said = super().clean()
        chosen = [self.by_hour[c] for c in said.get("obligations", ()) if c in self.by_hour]
        if chosen and not said.get("at") and "at" not in self.errors:
            self.add_error(
                "at",
                _("“%(row)s” counts hours: give the hour at which it takes place.")
                % {"row": chosen[0]},
            )
        return said


class NoticeForm(forms.Form):
    """A year's holiday notice, pasted as it was issued."""

    year = forms.IntegerField(
        label=_("Year"), min_value=2000, max_value=2100, widget=forms.NumberInput(_IN)
    )
    source = forms.CharField(
        label=_("Notice"),
        help_text=_("Its name, number and day, such as 国办发明电〔2025〕7号."),
        max_length=200,
        widget=forms.TextInput(_IN),
    )
    text = forms.CharField(
        label=_("Text of the notice"),
        help_text=_("Paste its numbered items: 一、元旦：1月1日（周四）至3日（周六）放假调休…"),
        max_length=20_000,
        widget=forms.Textarea({"class": "in tall", "rows": 10}),
    )

    def clean_text(self):
        """The days of the notice, read from its words."""
        from mingchuang.clock.notice import read_notice

        year = self.cleaned_data.get("year")
        if year is None:
            return None
        try:
            return read_notice(self.cleaned_data["text"], year)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def table(self, confirmed: bool) -> dict:
        """Return the year table, with a version named for the moment."""
        days = self.cleaned_data["text"]
        return days | {
            "version": f"{days['year']}.{clock.now():%Y%m%d%H%M%S}",
            "source": self.cleaned_data["source"],
            "confidence": "entered",
            "confirmed": confirmed,
        }


class PilotForm(forms.Form):
    """A row tried by some units first (试点)."""

    code = forms.ChoiceField(label=_("Row"), widget=Choice({"class": "cells"}))
    units = forms.MultipleChoiceField(
        label=_("Units that try it; none means all it applies to"),
        required=False,
        widget=Choices({"class": "cells"}),
    )

    def __init__(self, rows, units, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = rows
        self.fields["units"].choices = units


class TableForm(forms.Form):
    """A standard table that becomes an edition."""

    code = forms.SlugField(
        label=_("Code of the edition"),
        max_length=40,
        widget=forms.TextInput(_IN),
    )
    name = forms.CharField(
        label=_("Name of the catalogue"), max_length=120, widget=forms.TextInput(_IN)
    )
    source = forms.CharField(
        label=_("Source"),
        help_text=_("The document with which it was issued."),
        max_length=400,
        widget=forms.TextInput(_IN),
    )
    effective_on = forms.DateField(
        label=_("In use from"),
        help_text=_("Empty: at once."),
        required=False,
        widget=forms.DateInput({**_IN, "type": "date"}),
    )
    table = forms.FileField(
        label=_("Standard table (.xlsx or .csv)"),
        widget=forms.FileInput({"class": "in", "accept": ".xlsx,.csv"}),
    )
    rows = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, in_use="", **kwargs):
        """``in_use`` is the code of the edition in use."""
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = (
            _(
                "A new code makes a new edition, such as MC-2027. “%(code)s” is in use: with it this edition changes at once."
            )
            % {"code": in_use}
            if in_use
            else _("A code of your own, such as MC-2027.")
        )
        if self.data.get("rows"):
            self.keep_table()

    def keep_table(self):
        """Let the file be left out: the page brings the rows that were looked at."""
        self.fields["table"].required = False
        self.fields["table"].help_text = _(
            "The table you looked at is kept. Choose a file only to replace it."
        )


class AssignForm(forms.Form):
    """Which units owe a row: those of both a kind and a sector."""

    kinds = forms.MultipleChoiceField(
        label=_("Kinds of units"), widget=forms.CheckboxSelectMultiple
    )
    sectors = forms.MultipleChoiceField(label=_("Sectors"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, kinds, sectors, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = kinds
        self.fields["sectors"].choices = sectors
