"""Small forms beside the editor: files, decisions, amendments, withdrawals."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mingchuang.publishing import rules

AMENDMENTS = [
    ("correction", _("Correction: an error is mended, the fact stands")),
    ("change", _("Change: the fact itself changed, a new time limit runs")),
    ("privacy", _("Take back personal data: every earlier version is closed")),
    ("secret", _("Take back a secret: every earlier version is closed")),
]
REASONS = {
    "wrong": _("Wrong content"),
    "duplicate": _("Published twice"),
    "law": _("The law asks for it"),
    "court": _("A court or review decided so"),
    "privacy": _("Personal data"),
    "secret": _("A secret"),
}


class FileForm(forms.Form):
    """One attachment: the file, its title, words for those who do not see it."""

    file = forms.FileField(label=_("File"), widget=forms.FileInput({"class": "in"}))
    title = forms.CharField(
        label=_("Title of the file"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"class": "in"}),
    )
    alt = forms.CharField(
        label=_("What the picture shows"),
        max_length=400,
        required=False,
        widget=forms.TextInput({"class": "in"}),
    )


class WordForm(forms.Form):
    """A Word file whose text is taken into the draft."""

    word = forms.FileField(
        label=_("Word file"),
        help_text=_(
            "A .docx file. Headings named like an element fill it; the rest goes into the text. What is there already stays."
        ),
        widget=forms.FileInput({"class": "in", "accept": ".docx"}),
    )


class SheetForm(forms.Form):
    """An Excel file of which one sheet becomes a table at the end of a field."""

    sheet = forms.FileField(
        label=_("Excel file"),
        help_text=_("A .xlsx or .csv file."),
        widget=forms.FileInput({"class": "in", "accept": ".xlsx,.csv"}),
    )
    target = forms.ChoiceField(label=_("Into"), widget=forms.Select({"class": "in"}))

    def __init__(self, targets, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = targets


class AmendForm(forms.Form):
    """Why a published item is opened again."""

    amendment = forms.ChoiceField(
        label=_("Kind of amendment"), choices=AMENDMENTS, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("What changes"),
        max_length=500,
        help_text=_("One sentence; readers see it in the history."),
        widget=forms.Textarea({"class": "in", "rows": 2}),
    )


class WithdrawForm(forms.Form):
    """Why an item is taken back and what to read instead."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[(code, REASONS[code]) for code in rules.WITHDRAW_REASONS],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("In words"),
        max_length=500,
        help_text=_("Readers see it at the item's address. Do not repeat what has to go."),
        widget=forms.Textarea({"class": "in", "rows": 3}),
    )
    successor = forms.RegexField(
        r"^[0-9a-f]{32}$",
        label=_("Read instead"),
        required=False,
        help_text=_("The number of the item that replaces it, from its address."),
        widget=forms.TextInput({"class": "in"}),
    )
