"""Forms of rows that are fulfilled elsewhere than on this site."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from mingchuang import clock
from mingchuang.catalogue import elsewhere
from mingchuang.catalogue.models import Owed

HOW_NAMES = {
    Owed.How.HERE: _("Published on this site"),
    Owed.How.LINK: _("Published on another platform, with a link from here"),
    Owed.How.ONSITE: _("Shown on the spot and registered here"),
}
"""The ways in which a row is fulfilled, in words."""


def _say(form: forms.Form, problems: list[elsewhere.Problem]) -> None:
    """Put problems at their fields; what a field has said of itself is not said twice."""
    for field, words in problems:
        if field not in form.errors:
            form.add_error(field, words)


class LinkForm(forms.Form):
    """A page of another platform on which the row is published."""

    title = forms.CharField(
        label=_("What stands there"), max_length=200, widget=forms.TextInput({"class": "in"})
    )
    platform = forms.CharField(
        label=_("Name of the platform"), max_length=120, widget=forms.TextInput({"class": "in"})
    )
    url = forms.CharField(
        label=_("Address of the page"),
        max_length=500,
        help_text=_(
            "Of the page itself, not of the platform's front page. It is looked at every night; three nights without an answer are said on the public page."
        ),
        widget=forms.TextInput({"class": "in", "inputmode": "url", "autocomplete": "off"}),
    )

    def clean(self):
        given = self.cleaned_data
        _say(
            self,
            elsewhere.link_problems(
                given.get("title", ""), given.get("platform", ""), given.get("url", "")
            ),
        )
        return given


class OnSiteForm(forms.Form):
    """Something that was shown where the people concerned are (落实登记)."""

    title = forms.CharField(
        label=_("What was shown"),
        max_length=200,
        help_text=_("Readers see this: no names, no numbers of persons."),
        widget=forms.TextInput({"class": "in"}),
    )
    place = forms.CharField(
        label=_("Where it was shown"), max_length=200, widget=forms.TextInput({"class": "in"})
    )
    shown_from = forms.DateField(
        label=_("Put up on"),
        widget=forms.DateInput({"class": "in", "type": "date"}, format="%Y-%m-%d"),
    )
    shown_to = forms.DateField(
        label=_("Taken down on, or planned for"),
        required=False,
        widget=forms.DateInput({"class": "in", "type": "date"}, format="%Y-%m-%d"),
    )
    photo = forms.FileField(
        label=_("Photo of it hanging there"),
        required=False,
        help_text=_(
            ".jpg or .png, at most 10 MB. It stays on the desk as evidence: the unit, the openness office and the auditor can see it, readers never."
        ),
        widget=forms.FileInput({"class": "in", "accept": "image/jpeg,image/png"}),
    )

    def clean_photo(self):
        photo = self.cleaned_data["photo"]
        if photo:
            for _field, words in elsewhere.photo_problems(photo.name, photo.size):
                raise forms.ValidationError(words)
        return photo

    def clean(self):
        given = self.cleaned_data
        day: date | None = given.get("shown_from")
        _say(
            self,
            elsewhere.on_site_problems(
                given.get("title", ""),
                given.get("place", ""),
                day,
                given.get("shown_to"),
                clock.today(),
            ),
        )
        return given


class HowForm(forms.Form):
    """How a row is fulfilled, and which post answers for it."""

    how = forms.ChoiceField(label=_("How the row is fulfilled"), widget=forms.RadioSelect)
    post = forms.ChoiceField(
        label=_("Responsible post"),
        required=False,
        help_text=_("The post, not a person; it stands in the published list."),
        widget=forms.Select({"class": "in"}),
    )

    def __init__(self, *args, ways: list[str], posts: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["how"].choices = [(way, HOW_NAMES[Owed.How(way)]) for way in ways]
        self.fields["post"].choices = [
            ("", _("The disclosure officer")),
            *((post, post) for post in posts),
        ]


class EndForm(forms.Form):
    """Why a link or a registration does not count any more."""

    why = forms.CharField(
        label=_("Why it ends"),
        required=False,
        max_length=200,
        help_text=_("It is kept in the public record."),
        widget=forms.TextInput({"class": "in"}),
    )

    def clean_why(self):
        why = self.cleaned_data["why"]
        for _field, words in elsewhere.why_problems(why):
            raise forms.ValidationError(words)
        return why
