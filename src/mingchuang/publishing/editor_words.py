"""The rich-text editor's own words, which it brings in English only."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "paragraph": _("paragraph"),
    "unordered list": _("unordered list"),
    "ordered list": _("ordered list"),
    "List properties": _("List properties"),
    "bold": _("bold"),
    "italic": _("italic"),
    "insert link": _("insert link"),
    "remove link": _("remove link"),
    "Insert table": _("Insert table"),
    "Insert Table": _("Insert table"),
    "Add column": _("Add column"),
    "Delete column": _("Delete column"),
    "Add row": _("Add row"),
    "Delete row": _("Delete row"),
    "Merge cells": _("Merge cells"),
    "Split cell": _("Split cell"),
    "Toggle header cell": _("Toggle header cell"),
    "Delete table": _("Delete table"),
    "undo": _("undo"),
    "redo": _("redo"),
    "URL": _("Web address"),
    "Title": _("Title"),
    "Edit Link": _("Edit the link"),
    "Update": _("Take over"),
    "Insert": _("Insert"),
    "Cancel": _("Leave it"),
    "Rows": _("Rows"),
    "Columns": _("Columns"),
    "Include header row": _("First row holds the headings"),
    "Table Properties": _("Table"),
    "List type": _("Kind of list"),
    "Start at": _("Start at"),
    "Decimal numbers": _("1, 2, 3"),
    "Lowercase letters": _("a, b, c"),
    "Uppercase letters": _("A, B, C"),
    "Lowercase Roman numerals": _("i, ii, iii"),
    "Uppercase Roman numerals": _("I, II, III"),
}


def words() -> dict[str, str]:
    """Return the words in the page's language, by the editor's own."""
    return {own: str(ours) for own, ours in WORDS.items()}
