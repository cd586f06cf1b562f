"""Small forms beside the editor: files, decisions, amendments, withdrawals."""

import re
from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from mingchuang.people.models import User
from mingchuang.publishing import exemptions, rules, work
from mingchuang.units.models import Unit
from mingchuang.units.roles import ROLE_NAMES

_NUMBER = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")

STEP_NAMES = {
    "department": _("Department"),
    "secrecy": _("Secrecy review"),
    "consult": _("Consultation"),
    "approve": _("Approval"),
    "sign": _("Signature"),
}
"""Steps of a chain, in words."""

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
    successor = forms.CharField(
        label=_("Read instead"),
        required=False,
        help_text=_(
            "Words of the title of the item that replaces it, or its number or address. Choose from the list while you type."
        ),
        widget=forms.TextInput({"class": "in", "list": "items", "autocomplete": "off"}),
    )

    def __init__(self, *args, items: Sequence[tuple[str, str]] = (), **kwargs):
        """``items``: number and title of what may be read instead."""
        super().__init__(*args, **kwargs)
        self.items = list(items)
        self.offered: list[tuple[str, str]] = []

    def clean_successor(self) -> str:
        """Return the item's number. Words of a title offer what they find; they choose nothing."""
        typed = self.cleaned_data["successor"].strip()
        if number := _NUMBER.search(typed):
            return number[0]
        same = [number for number, title in self.items if title == typed]
        if not typed or len(same) == 1:
            return same[0] if same else ""
        words = typed.lower().split()
        self.offered = [
            (number, title)
            for number, title in self.items
            if all(word in title.lower() for word in words)
        ][:10]
        if self.offered:
            raise forms.ValidationError(_("Choose one of these below, or write more of the title."))
        raise forms.ValidationError(
            _("No published item of the unit has these words in its title.")
        )


class ArrangeForm(forms.Form):
    """What is fixed about a document beside its text."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    attribute = forms.ChoiceField(
        label=_("Way of disclosure"),
        choices=[
            ("active", _("Active disclosure: everybody may read it")),
            ("request", _("On request: given to whoever asks")),
            ("closed", _("Not disclosed")),
        ],
        widget=forms.RadioSelect,
    )
    attribute_reason = forms.ChoiceField(
        label=_("Ground for not disclosing it actively"),
        required=False,
        widget=forms.Select({"class": "in"}),
    )
    reassess_on = forms.DateField(
        label=_("Looked at again on"),
        required=False,
        help_text=_("Empty: in a year."),
        widget=forms.DateInput({"class": "in", "type": "date"}, format="%Y-%m-%d"),
    )
    publish_at = forms.DateTimeField(
        label=_("Publish at"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        help_text=_(
            "Empty: with the signature. If a check stops it by then, it comes back to you."
        ),
        widget=forms.DateTimeInput(
            {"class": "in", "type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
        ),
    )
    window_end = forms.DateField(
        label=_("On display until"),
        required=False,
        help_text=_(
            "Last day of a display window (公示期). Lists of persons are deleted after it; the page stays."
        ),
        widget=forms.DateInput({"class": "in", "type": "date"}, format="%Y-%m-%d"),
    )
    joint = forms.MultipleChoiceField(
        label=_("Published jointly with"),
        required=False,
        help_text=_("Your unit leads; a leader of each of these agrees before the signature."),
        widget=forms.CheckboxSelectMultiple,
    )
    explains = forms.ChoiceField(
        label=_("Explains the document"),
        required=False,
        widget=forms.Select({"class": "in"}),
    )

    def __init__(self, *args, draft, explainable, **kwargs):
        super().__init__(*args, **kwargs)
        nothing = [("", "—")]
        self.fields["attribute_reason"].choices = nothing + [
            (code, exemptions.words(code)) for code in exemptions.reasons()
        ]
        self.fields["joint"].choices = [
            (unit.code, unit.name) for unit in Unit.objects.exclude(pk=draft.unit_id)
        ]
        self.fields["explains"].choices = nothing + list(explainable)
        if draft.kind == "disclosure":
            del self.fields["explains"]


class RepealForm(forms.Form):
    """One document that this one repeals or replaces."""

    id = forms.ChoiceField(
        label=_("Document"), required=False, widget=forms.Select({"class": "in"})
    )
    how = forms.ChoiceField(
        label=_("What becomes of it"),
        choices=[
            ("repealed", _("Repealed")),
            ("partly", _("Repealed in part")),
            ("superseded", _("Replaced")),
        ],
        widget=forms.Select({"class": "in"}),
    )

    def __init__(self, *args, items, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["id"].choices = [("", "—"), *items]


RepealFormSet = forms.formset_factory(RepealForm, extra=2, max_num=20)


class ChainForm(forms.Form):
    """Whose chain it is, and who may hold two of its steps."""

    unit = forms.ChoiceField(label=_("Unit"), required=False, widget=forms.Select({"class": "in"}))
    kind = forms.ChoiceField(
        label=_("Kind of document"), required=False, widget=forms.Select({"class": "in"})
    )
    same_person = forms.CharField(
        label=_("One person who may hold two steps"),
        required=False,
        help_text=_("The account's name; only where a document says so."),
        widget=forms.TextInput({"class": "in"}),
    )
    document = forms.CharField(
        label=_("The document that says so"),
        required=False,
        max_length=80,
        widget=forms.TextInput({"class": "in"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("The whole district"))] + [
            (unit.code, unit.name) for unit in Unit.objects.all()
        ]
        self.fields["kind"].choices = [("", _("All kinds"))] + [
            (kind.name, kind.title) for kind in work.all_kinds()
        ]

    def clean_same_person(self):
        name = self.cleaned_data["same_person"].strip().lower()
        user = User.objects.filter(username=name).first() if name else None
        if name and user is None:
            raise forms.ValidationError(_("There is no such account."))
        return user


class StepForm(forms.Form):
    """One step of a chain."""

    step = forms.ChoiceField(label=_("Step"), required=False, widget=forms.Select({"class": "in"}))
    roles = forms.MultipleChoiceField(
        label=_("Held by"), required=False, widget=forms.CheckboxSelectMultiple
    )
    unit = forms.ChoiceField(
        label=_("Of another unit"), required=False, widget=forms.Select({"class": "in"})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [("", "—"), *STEP_NAMES.items()]
        self.fields["roles"].choices = [(role, ROLE_NAMES[role]) for role in rules.REVIEWERS]
        self.fields["unit"].choices = [("", _("the own unit"))] + [
            (unit.code, unit.name) for unit in Unit.objects.all()
        ]


StepFormSet = forms.formset_factory(StepForm, extra=1, max_num=8)
