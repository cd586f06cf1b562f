"""What to do about each kind of finding, in the reader's language, and where it is."""

import re
from collections.abc import Callable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "id_number": _("An identity number. Take it out, or write 33*************123."),
    "id_number_15": _("Looks like an old identity number of 15 digits. Take it out."),
    "phone": _("A mobile telephone number. Write the office's telephone, or 138****1234."),
    "landline_personal": _(
        "A landline number beside a person's name. Take it out if it is private."
    ),
    "bank_card": _("A bank card or passbook number. Take it out."),
    "passport": _("A passport or travel permit number. Take it out, or write E******78."),
    "plate": _("A vehicle's plate. Write 浙A****1 unless the law asks for the plate."),
    "email": _("An address at a provider of private mail. Write the office's address."),
    "address": _("A person's home down to the door. Write the town or the village only."),
    "illness": _(
        "A name beside an illness or a disability. Take the name out; nobody's health is published."
    ),
    "birth_date": _("A person's date of birth. Take it out; the year may stay if it is needed."),
    "minor": _("A minor's name or a pupil's number. Take it out."),
    "secrecy": _(
        "A mark of secrecy or of internal use. Such a document is not published; ask the secrecy reviewer."
    ),
    "note_not_open": _("The document says of itself that it is not for active disclosure."),
    "punctuation": _("Half-width punctuation in Chinese text. Write ，；：（）！？"),
    "docno_form": _("A document number out of its normal form. Write it like 国办发〔2019〕54号."),
    "map_number": _("A map. Give its approval number (审图号), or take the map out."),
    "date_order": _("A period that ends before it begins. Correct one of the dates."),
    "date_impossible": _("A date that the calendar does not have. Correct it."),
    "date_weekday": _("The weekday does not fit the date. Correct one of them."),
    "hidden_sheet": _("A hidden sheet with content. Delete it, or show it and have it reviewed."),
    "hidden_row": _("Hidden rows with content. Delete them, or show them and have them reviewed."),
    "hidden_column": _(
        "Hidden columns with content. Delete them, or show them and have them reviewed."
    ),
    "hidden_cell": _("A cell whose content cannot be seen. Empty it or make it visible."),
    "hidden_text": _("Text that cannot be seen. Delete it or make it visible."),
    "hidden_cache": _(
        "A pivot table keeps a copy of its source. Paste the table as values into a new file."
    ),
    "covered_text": _(
        "Text under a box can still be copied. Delete the text itself and make the PDF anew."
    ),
    "comment": _("A comment. Delete all comments before publication."),
    "tracked_change": _("A tracked change. Accept or reject all changes, then save."),
    "embedded_file": _("Another file inside this one. Take it out and attach it by itself."),
    "author": _(
        "The properties name an author. Clear them with “Inspect Document” if they should not."
    ),
    "property": _("The properties hold a path or a note. Clear them with “Inspect Document”."),
    "data_list": _("A list of choices in the table's rules. Look whether it may be public."),
    "defined_name": _("A defined name refers elsewhere. Delete it in the name manager."),
    "picture_place": _(
        "A picture says where it was taken. A picture of its own is cleaned on upload; one inside a document has to be put in anew."
    ),
    "picture_note": _("A note inside a picture. It is removed on upload."),
    "alt_missing": _("A picture without a description. Write what it shows, for blind readers."),
    "unread_page": _(
        "A page without text, probably scanned. It was not read: look at it yourself."
    ),
    "unread_image": _("Writing in pictures is not read: look at them yourself."),
    "unread_format": _(
        "This format is not read. Hand in .docx, .xlsx or .pdf, or have the secrecy step look at it."
    ),
    "macro": _("Macros or controls. Save as plain .docx or .xlsx."),
    "javascript": _("A script or an action inside the PDF. Print it to a new PDF."),
    "external_link": _("A link to another file. Break the links, then save."),
    "encrypted": _("A password or encryption. Save the file without it."),
    "unreadable": _(
        "The file is damaged or cannot be read within the limits. Save it again from the program that made it, or cut it into parts."
    ),
    "wrong_type": _(
        "The content is not what the name says. Save it again from the program that made it."
    ),
    "too_large": _("More than can be read. Cut it into parts."),
    "zip_bomb": _("The file unpacks to far more than it should. Save a plain copy."),
    "bad_member": _("The file is built in an unusual way. Save a plain copy."),
    "not_taken": _(
        "This kind of file is not published. Attach the files themselves, as .pdf, .docx or .xlsx."
    ),
}
"""Kind (``inspection.kinds.KINDS``) to what to do."""


def sentence(kind: str) -> str:
    """Return what to do about a finding of ``kind``."""
    return str(SENTENCES[kind])


_PLACES: list[tuple[str, Callable[[], str]]] = [
    (
        r"table (?P<t>\d+), row (?P<r>\d+), column (?P<c>\d+)",
        lambda: gettext("table %(t)s, row %(r)s, column %(c)s"),
    ),
    (r"row (?P<r>\d+), column (?P<c>\d+)", lambda: gettext("row %(r)s, column %(c)s")),
    (r"paragraph (?P<n>\d+)", lambda: gettext("paragraph %(n)s")),
    (r"page (?P<n>\d+)", lambda: gettext("page %(n)s")),
    (r"line (?P<n>\d+)", lambda: gettext("line %(n)s")),
    (r"header (?P<n>\d+)", lambda: gettext("header %(n)s")),
    (r"footer (?P<n>\d+)", lambda: gettext("footer %(n)s")),
    (r"comment (?P<n>\d+)", lambda: gettext("comment %(n)s")),
    (r"(?P<n>\d+) more places", lambda: gettext("and %(n)s more places")),
    (r"(?P<n>\d+) pictures", lambda: gettext("%(n)s pictures")),
    (r"and after it", lambda: gettext("and after it")),
    (r"text box", lambda: gettext("text box")),
]


def place_words(place: str) -> str:
    """Return a file finding's place in the reader's language; cells and member names stay."""
    for pattern, words in _PLACES:
        place = re.sub(
            rf"(?<![\w!]){pattern}(?!\w)",
            lambda match, words=words: words() % match.groupdict(),  # type: ignore[misc]
            place,
        )
    return place
