"""Forms of the people screens."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from mingchuang.people.models import Post, User
from mingchuang.units import rules as unit_rules
from mingchuang.units.roles import DISTRICT_ROLES, OFFICE, ROLE_NAMES


class SignInForm(AuthenticationForm):
    """Name and password."""

    error_messages = {
        "invalid_login": _(
            "The name or the password is not right. Capital and small letters differ."
        ),
        "inactive": _("This account is closed."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Name of the account")
        self.fields["password"].label = _("Password")
        for field in self.fields.values():
            field.widget.attrs["class"] = "in"


class DateInput(forms.DateInput):
    """A date field as browsers offer it."""

    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d", attrs={"class": "in"})


class FactsForm(forms.Form):
    """What may change of a post while somebody holds it."""

    title = forms.CharField(
        label=_("Position"), max_length=80, widget=forms.TextInput({"class": "in"})
    )
    portfolio = forms.CharField(
        label=_("Responsible for"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"class": "in"}),
    )
    phone = forms.RegexField(
        unit_rules.PHONE,
        label=_("Office telephone"),
        required=False,
        widget=forms.TextInput({"class": "in"}),
        error_messages={"invalid": _("Digits, spaces and hyphens only.")},
    )
    end = forms.DateField(label=_("Term until"), widget=DateInput())
    document = forms.CharField(
        label=_("Appointed by document"),
        help_text=_("Its number, such as 明示政办〔2026〕3号."),
        max_length=80,
        widget=forms.TextInput({"class": "in"}),
    )
    document_name = forms.CharField(
        label=_("Name of that document"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"class": "in"}),
    )
    order = forms.IntegerField(
        label=_("Place in the official order"),
        help_text=_("The smaller number stands first; left empty: as the role stands."),
        min_value=1,
        max_value=999,
        required=False,
        widget=forms.NumberInput({"class": "in"}),
    )


class PostForm(FactsForm):
    """A post proposed by a unit's administrator or the office."""

    field_order = ("username", "name", "role", "title", "portfolio", "phone", "start", "end")

    username = forms.CharField(
        label=_("Account"),
        max_length=60,
        help_text=_("Letters, digits and dots. A new account is made when there is none."),
        widget=forms.TextInput({"class": "in"}),
    )
    name = forms.CharField(label=_("Name"), max_length=60, widget=forms.TextInput({"class": "in"}))
    role = forms.ChoiceField(label=_("Role"), widget=forms.Select({"class": "in"}))
    start = forms.DateField(label=_("Term from"), widget=DateInput())

    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [
            (code, name)
            for code, name in ROLE_NAMES.items()
            if roles.district(OFFICE) or code not in DISTRICT_ROLES
        ]

    def clean_username(self):
        value = self.cleaned_data["username"].strip().lower()
        if not value.replace(".", "").replace("-", "").isalnum() or not value.isascii():
            raise forms.ValidationError(_("Letters, digits, dots and hyphens only."))
        return value

    def clean(self):
        data = super().clean()
        user = User.objects.filter(username=data.get("username", "")).first()
        if user and data.get("name") and user.name != data["name"]:
            self.add_error("name", _("This account belongs to another person."))
        return data


class LeaveForm(forms.Form):
    """Who takes over when somebody leaves a post."""

    successor = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Successor for open work"),
        required=False,
        widget=forms.Select({"class": "in"}),
    )

    def __init__(self, *args, post: Post, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = (
            User.objects.filter(
                posts__unit=post.unit, posts__role=post.role, posts__state=Post.State.CONFIRMED
            )
            .exclude(pk=post.user_id)
            .distinct()
        )


class DeputyForm(forms.Form):
    """A deputy for a post, within its term."""

    username = forms.CharField(
        label=_("Account of the deputy"), widget=forms.TextInput({"class": "in"})
    )
    start = forms.DateField(label=_("From"), widget=DateInput())
    end = forms.DateField(label=_("Until"), widget=DateInput())
    document = forms.CharField(
        label=_("Appointed by document"), max_length=80, widget=forms.TextInput({"class": "in"})
    )

    def clean_username(self):
        user = User.objects.filter(
            username=self.cleaned_data["username"].strip().lower(), is_active=True
        ).first()
        if user is None:
            raise forms.ValidationError(_("There is no such account."))
        self.cleaned_data["user"] = user
        return user.username


class UnitForm(forms.Form):
    """The facts of a unit that its administrator keeps true."""

    address = forms.CharField(
        label=_("Address"), max_length=200, widget=forms.TextInput({"class": "in"})
    )
    phone = forms.RegexField(
        unit_rules.PHONE,
        label=_("Telephone"),
        widget=forms.TextInput({"class": "in"}),
        error_messages={"invalid": _("Digits, spaces and hyphens only.")},
    )
    hours = forms.CharField(
        label=_("Opening hours"), max_length=200, widget=forms.TextInput({"class": "in"})
    )
    duty = forms.CharField(
        label=_("Duties"), max_length=2000, widget=forms.Textarea({"class": "in", "rows": 4})
    )
