"""Words for the editor's scripts: those the rich-text editor brings in English only, and ours."""

from django.utils.translation import gettext_lazy as _

from mingchuang.publishing.masking import KINDS

WORDS = {
    "paragraph": _("paragraph"),
    "Paragraph": _("Paragraph"),
    "Heading 2": _("Heading"),
    "Heading 3": _("Smaller heading"),
    "Heading 4": _("Smallest heading"),
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

STATES = {
    "saved": _("Saved"),
    "changed": _("Not saved yet"),
    "kept": _(
        "Not saved yet. Your text is kept on this computer and sent as soon as the line is back."
    ),
    "unkept": _("Not saved yet, and this browser keeps no copy. Leave this window open."),
    "out": _("Your text is kept on this computer and saved as soon as you have signed in."),
    "sign_in": _("Sign in in a new window"),
    "met": _("Somebody saved meanwhile. Your text is kept on this computer."),
    "compare": _("Compare both texts"),
    "refused": _("Not saved. Your text is kept on this computer."),
    "found": _("Text from %(at)s is kept on this computer and is not saved."),
    "older": _("The saved text is newer than that; compare before you take anything."),
    "take": _("Take it"),
    "drop": _("Throw it away"),
    "sure": _("Throw the kept text away? It cannot be brought back."),
    "mend": _("mend"),
    "look": _("look"),
    "more": _("%(n)s more of this kind"),
    "picture": _("Put in a picture"),
    "no_pictures": _("Attach a picture below first; then it can be put into the text here."),
    "alt": _("no words yet for those who cannot see it"),
    "left_pictures": _("Pictures not pasted: %(n)s. Attach them below, then put them in."),
    "sending_picture": _("The picture is being attached."),
    "picture_failed": _("The picture was not attached: "),
    "mask": _("Mask"),
    "mask_keys": _("Mask names, numbers and addresses (Alt+F10)"),
    "mask_text": _("In the whole text"),
    "mask_selection": _("The selected text as"),
    "mask_column": _("This column of the table as"),
    "mask_it": _("Mask it"),
    "mask_done": _("Masked: %(n)s. Undo brings it back."),
    "mask_none": _("Nothing was found here that can be masked."),
    "mask_changed": _("The text changed meanwhile, nothing was masked. Try again."),
    "mask_failed": _(
        "Not masked. Try again when the line is back; if you have been signed out, sign in first."
    ),
    **{f"as_{kind}": name for kind, name in KINDS.items()},
}
"""Keyed by what the scripts in ``static/publishing`` call them."""


def states() -> dict[str, str]:
    """Return the words of the editor's own scripts in the page's language."""
    return {name: str(text) for name, text in STATES.items()}


def words() -> dict[str, str]:
    """Return the words in the page's language, by the editor's own."""
    return {own: str(ours) for own, ours in WORDS.items()}
