"""Form rendering in the classes of the stylesheet."""

from django import forms
from django.forms.renderers import DjangoTemplates
from django.forms.utils import ErrorList


class Renderer(DjangoTemplates):
    """Fields as label, hint, control, error, in that order, for eyes and for ears."""

    field_template_name = "frame/field.html"
    form_template_name = "frame/form.html"


class Errors(ErrorList):
    """An error list that says where it belongs."""

    template_name = "frame/errors.html"


class Choices(forms.CheckboxSelectMultiple):
    """Boxes to tick; of many a script shows those that hold what is typed, and every ticked one."""

    template_name = "frame/choices.html"


class Choice(forms.RadioSelect):
    """One of many, found by typing as in :class:`Choices`."""

    template_name = "frame/choices.html"
