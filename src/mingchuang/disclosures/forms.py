"""The editor of a disclosure: one field for each element its obligation asks for."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorFormField

from mingchuang.records import richtext

EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "HardBreak": True,
    "Image": True,
    "Heading": {"levels": [2, 3, 4]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "tel"]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
}


class DateInput(forms.DateInput):
    """A date field as browsers offer it."""

    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d", attrs={"class": "in"})


def _text(label, *, required=False, help_text="", max_length=200, **attrs):
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=max_length,
        widget=forms.TextInput({"class": "in", **attrs}),
    )


def prose(label, *, help_text="", required=False):
    """Return a rich-text field; what it takes in goes through ``richtext.clean``."""
    return ProseEditorFormField(
        label=label,
        required=required,
        help_text=help_text,
        config={"extensions": EXTENSIONS},
        preset="configurable",
    )


class DisclosureForm(forms.Form):
    """Fields that every disclosure has. :func:`form_for` adds those of an obligation.

    Nothing is required here: a half-written draft is saved; what is missing is the checks' word.
    """

    title = _text(_("Title"), max_length=200)
    docno = _text(
        _("Document number"),
        max_length=80,
        help_text=_("As on the document, such as 明示发改〔2026〕47号; empty when it has none."),
    )
    formed_on = forms.DateField(
        label=_("Formed on"),
        required=False,
        widget=DateInput(),
        help_text=_("The day the document or fact came to be, not today."),
    )
    changed_on = forms.DateField(
        label=_("Changed on"),
        required=False,
        widget=DateInput(),
        help_text=_("Only for a change: the day of the new fact."),
    )
    in_force = forms.DateField(label=_("In force from"), required=False, widget=DateInput())
    valid_until = forms.DateField(label=_("Valid until"), required=False, widget=DateInput())
    topic = _text(
        _("Subject"),
        help_text=_("Document subject of the State Council's list, such as 财政、金融、审计/财政."),
    )
    summary = forms.CharField(
        label=_("Summary"),
        required=False,
        max_length=150,
        help_text=_("At most 150 characters: what it says, in plain words."),
        widget=forms.Textarea({"class": "in", "rows": 2}),
    )
    keywords = _text(_("Keywords"), help_text=_("Parted by 、"))
    body = prose(
        _("Text"), help_text=_("The text itself, or an opening before the elements below.")
    )

    def sections(self):
        """Return the names of the element fields."""
        return [name for name in self.fields if name.startswith("section_")]

    @staticmethod
    def from_draft(content: dict) -> dict:
        """Return the form's initial values."""
        initial = {
            name: content.get(name) or ""
            for name in (
                "title",
                "docno",
                "formed_on",
                "changed_on",
                "in_force",
                "valid_until",
                "topic",
                "summary",
            )
        }
        initial["keywords"] = "、".join(content.get("keywords", []))
        initial["body"] = richtext.to_editor(content.get("body", []))
        for code, tree in content.get("sections", {}).items():
            initial[f"section_{code}"] = richtext.to_editor(tree)
        return initial

    def to_draft(self) -> dict:
        """Return the draft content of the valid fields; call after ``is_valid``."""
        data, out = self.cleaned_data, {}
        for name in ("title", "docno", "topic", "summary"):
            if name in data:
                out[name] = data[name].strip()
        for name in ("formed_on", "changed_on", "in_force", "valid_until"):
            if name in data:
                out[name] = data[name].isoformat() if data[name] else ""
        if "keywords" in data:
            out["keywords"] = [
                word for word in re.split(r"[、,，;；\s]+", data["keywords"]) if word
            ]
        if "body" in data:
            out["body"] = data["body"]
        sections = {
            name.removeprefix("section_"): data[name] for name in self.sections() if name in data
        }
        if sections:
            out["sections"] = sections
        return out

    def _clean_fields(self):
        super()._clean_fields()
        for name in ("body", *self.sections()):
            if name in self.cleaned_data:
                try:
                    self.cleaned_data[name] = richtext.clean(self.cleaned_data[name] or "")
                except richtext.TextError as error:
                    del self.cleaned_data[name]
                    self.add_error(name, str(error))


def form_for(context: dict) -> type[DisclosureForm]:
    """Return the form class for a draft: one rich-text field for each element."""
    fields = {
        f"section_{element['code']}": prose(
            element["name"], help_text=element.get("help", ""), required=False
        )
        for element in context.get("elements", ())
    }
    return type("DisclosureFormFor", (DisclosureForm,), fields)
