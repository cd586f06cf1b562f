"""What to do about each kind of finding, in the reader's language, and where it is."""

import re
from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

SENTENCES = {
    "id_number": later("An identity number. Take it out, or write 33*************123."),
    "id_number_15": later("Looks like an old identity number of 15 digits. Take it out."),
    "phone": later("A mobile telephone number. Write the office's telephone, or 138****1234."),
    "landline_personal": later(
        "A landline number beside a person's name. Take it out if it is private."
    ),
    "bank_card": later("A bank card or passbook number. Take it out."),
    "passport": later("A passport or travel permit number. Take it out, or write E******78."),
    "plate": later("A vehicle's plate. Write 浙A****1 unless the law asks for the plate."),
    "email": later("An address at a provider of private mail. Write the office's address."),
    "address": later("A person's home down to the door. Write the town or the village only."),
    "illness": later(
        "A name beside an illness or a disability. Take the name out; nobody's health is published."
    ),
    "birth_date": later(
        "A person's date of birth. Take it out; the year may stay if it is needed."
    ),
    "minor": later("A minor's name or a pupil's number. Take it out."),
    "secrecy": later(
        "A mark of secrecy or of internal use. Such a document is not published; ask the secrecy reviewer."
    ),
    "note_not_open": later("The document says of itself that it is not for active disclosure."),
    "punctuation": later("Half-width punctuation in Chinese text. Write ，；：（）！？"),
    "docno_form": later(
        "A document number out of its normal form. Write it like 国办发〔2019〕54号."
    ),
    "map_number": later("A map. Give its approval number (审图号), or take the map out."),
    "date_order": later("A period that ends before it begins. Correct one of the dates."),
    "date_impossible": later("A date that the calendar does not have. Correct it."),
    "date_weekday": later("The weekday does not fit the date. Correct one of them."),
    "hidden_sheet": later(
        "A hidden sheet with content. Delete it, or show it and have it reviewed."
    ),
    "hidden_row": later(
        "Hidden rows with content. Delete them, or show them and have them reviewed."
    ),
    "hidden_column": later(
        "Hidden columns with content. Delete them, or show them and have them reviewed."
    ),
    "hidden_cell": later("A cell whose content cannot be seen. Empty it or make it visible."),
    "hidden_text": later("Text that cannot be seen. Delete it or make it visible."),
    "hidden_cache": later(
        "A pivot table keeps a copy of its source. Paste the table as values into a new file."
    ),
    "covered_text": later(
        "Text under a box can still be copied. Delete the text itself and make the PDF anew."
    ),
    "comment": later("A comment. Delete all comments before publication."),
    "tracked_change": later("A tracked change. Accept or reject all changes, then save."),
    "embedded_file": later("Another file inside this one. Take it out and attach it by itself."),
    "author": later(
        "The properties name an author. Clear them with “Inspect Document” if they should not."
    ),
    "property": later("The properties hold a path or a note. Clear them with “Inspect Document”."),
    "data_list": later("A list of choices in the table's rules. Look whether it may be public."),
    "defined_name": later("A defined name refers elsewhere. Delete it in the name manager."),
    "picture_place": later(
        "A picture says where it was taken. A picture of its own is cleaned on upload; one inside a document has to be put in anew."
    ),
    "picture_note": later("A note inside a picture. It is removed on upload."),
    "alt_missing": later(
        "A picture without a description. Write what it shows, for blind readers."
    ),
    "unread_page": later(
        "A page without text, probably scanned. It was not read: look at it yourself."
    ),
    "unread_image": later("Writing in pictures is not read: look at them yourself."),
    "unread_format": later(
        "This format is not read. Hand in .docx, .xlsx or .pdf, or have the secrecy step look at it."
    ),
    "macro": later("Macros or controls. Save as plain .docx or .xlsx."),
    "javascript": later("A script or an action inside the PDF. Print it to a new PDF."),
    "external_link": later("A link to another file. Break the links, then save."),
    "encrypted": later("A password or encryption. Save the file without it."),
    "unreadable": later(
        "The file is damaged or cannot be read within the limits. Save it again from the program that made it, or cut it into parts."
    ),
    "wrong_type": later(
        "The content is not what the name says. Save it again from the program that made it."
    ),
    "too_large": later("More than can be read. Cut it into parts."),
    "zip_bomb": later("The file unpacks to far more than it should. Save a plain copy."),
    "bad_member": later("The file is built in an unusual way. Save a plain copy."),
    "not_taken": later(
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
        lambda: _("table %(t)s, row %(r)s, column %(c)s"),
    ),
    (r"row (?P<r>\d+), column (?P<c>\d+)", lambda: _("row %(r)s, column %(c)s")),
    (r"paragraph (?P<n>\d+)", lambda: _("paragraph %(n)s")),
    (r"page (?P<n>\d+)", lambda: _("page %(n)s")),
    (r"line (?P<n>\d+)", lambda: _("line %(n)s")),
    (r"header (?P<n>\d+)", lambda: _("header %(n)s")),
    (r"footer (?P<n>\d+)", lambda: _("footer %(n)s")),
    (r"comment (?P<n>\d+)", lambda: _("comment %(n)s")),
    (r"(?P<n>\d+) more places", lambda: _("and %(n)s more places")),
    (r"(?P<n>\d+) pictures", lambda: _("%(n)s pictures")),
    (r"text box", lambda: _("text box")),
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
