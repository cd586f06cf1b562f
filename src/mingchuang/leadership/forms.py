"""Forms of leading groups and tasks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mingchuang.frame.forms import Choices
from mingchuang.leadership import naming, rules
from mingchuang.units.rules import PHONE

_IN = {"class": "in"}


def _day(**words) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput({**_IN, "type": "date"}, format="%Y-%m-%d"), **words
    )


def _words(size: int, **words) -> forms.CharField:
    return forms.CharField(max_length=size, widget=forms.TextInput(_IN), **words)


def _lines(size: int, rows: int, **words) -> forms.CharField:
    return forms.CharField(
        max_length=size, widget=forms.Textarea({"class": "in", "rows": rows}), **words
    )


class GroupForm(forms.Form):
    """A leading group as the document names it."""

    name = _words(120, label=_("Name of the group"))
    document = _words(80, label=_("Appointed by document"))
    document_name = _words(120, label=_("Name of that document"), required=False)
    since = _day(label=_("Term from"))
    until = _day(label=_("Term until"), required=False)
    office = _words(
        200,
        label=_("Its office"),
        help_text=_("Where it is and who heads it."),
        required=False,
    )
    office_phone = forms.RegexField(
        PHONE,
        label=_("Telephone of its office"),
        required=False,
        widget=forms.TextInput(_IN),
        error_messages={"invalid": _("Digits, spaces and hyphens only.")},
    )
    members = _lines(
        6000,
        10,
        label=_("Members in the official order"),
        help_text=_("One a line: 组长，姓名，职务，分工. The last may be left out."),
    )

    def clean_members(self):
        """The members, read from their lines."""
        try:
            return rules.read_members(self.cleaned_data["members"])
        except ValueError as error:
            raise forms.ValidationError(
                _("This line is not place, name, position: %(line)s") % {"line": error}
            ) from None

    def facts(self) -> dict:
        """Return what the act takes."""
        data = dict(self.cleaned_data)
        return data | {
            "since": data["since"].isoformat(),
            "until": data["until"].isoformat() if data["until"] else "",
        }

    @staticmethod
    def initial_of(data: dict) -> dict:
        """Return the fields of a group that is there."""
        lines = (
            "，".join(filter(None, (one[name] for name in rules.MEMBER))) for one in data["members"]
        )
        return data | {"members": "\n".join(lines)}


class LinksForm(forms.Form):
    """What shows that a task is done."""

    links = _lines(
        4000,
        2,
        label=_("Published items and rows"),
        help_text=_("Addresses of published items or codes of catalogue rows, parted by blanks."),
        required=False,
    )

    def clean_links(self):
        """Ids and codes."""
        try:
            return rules.read_links(self.cleaned_data["links"])
        except ValueError as error:
            raise forms.ValidationError(
                _("%(link)s is neither a published item nor a row of the catalogue.")
                % {"link": error}
            ) from None


class TaskForm(LinksForm):
    """What a task is: words, units, limit."""

    field_order = ("title", "text", "lead", "supporting", "due", "links")

    title = _words(120, label=_("Title"))
    text = _lines(1000, 3, label=_("What is to be done"), required=False)
    lead = forms.ChoiceField(label=_("Lead unit"), widget=forms.Select(_IN))
    supporting = forms.MultipleChoiceField(
        label=_("Supporting units"), required=False, widget=Choices
    )
    due = _day(label=_("Last day"))

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lead"].choices = units
        self.fields["supporting"].choices = units


class EnterForm(TaskForm):
    """A new task with the document it stands in."""

    field_order = ("source", "document", "document_name", "number", *TaskForm.field_order)

    source = forms.ChoiceField(
        label=_("Source"), choices=list(naming.SOURCES.items()), widget=forms.Select(_IN)
    )
    document = _words(
        80, label=_("Number of the minutes or work points"), help_text="明公开联〔2026〕1号"
    )
    document_name = _words(120, label=_("Name of that document"))
    number = forms.IntegerField(
        label=_("Number of the item"), min_value=1, max_value=999, widget=forms.NumberInput(_IN)
    )


class ChangeForm(TaskForm):
    """A changed task and the reason."""

    field_order = (*TaskForm.field_order, "why")

    why = _words(400, label=_("Why it is changed; readers see this"))


class ReportForm(LinksForm):
    """That a task is done."""

    field_order = ("result", "done_on", "links")

    result = _lines(1000, 4, label=_("What came of it"))
    done_on = _day(label=_("Done on"))
