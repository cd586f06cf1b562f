"""Every kind of finding: whether it stops publication, and what it means.

This table is the one place where that is decided. A finding may be milder than its kind (a passport
number without the word 护照 near it is only a hint), never stricter. What to do about a finding is
said in the reader's language elsewhere; see ``publishing/finding_words.py``.
"""

from typing import NamedTuple


class Kind(NamedTuple):
    """Whether findings of a kind stop publication, and the kind's meaning in one line."""

    blocking: bool
    meaning: str


KINDS: dict[str, Kind] = {
    # In text: personal information (个人信息保护法 art. 25 and 28; 条例 art. 15).
    "id_number": Kind(True, "a citizen's identity number of 18 characters"),
    "id_number_15": Kind(True, "an identity number of 15 digits, of a first-generation card"),
    "phone": Kind(True, "a mobile telephone number"),
    "landline_personal": Kind(False, "a landline number that seems to be a private person's"),
    "bank_card": Kind(True, "a bank card or passbook number"),
    "passport": Kind(True, "a passport or travel permit number"),
    "plate": Kind(True, "a vehicle's plate beside its keeper's name; alone it is a hint"),
    "email": Kind(False, "an address at a provider of private mail"),
    "address": Kind(True, "a private person's address down to the door"),
    "illness": Kind(True, "an illness or disability beside a person's name"),
    "birth_date": Kind(True, "a person's full date of birth"),
    "minor": Kind(True, "a minor's name or a pupil's number"),
    # In text: marks that forbid publication (保守国家秘密法 art. 35 and 64; GB/T 9704-2012).
    "secrecy": Kind(True, "a mark of secrecy or of internal use, or a copy number"),
    "note_not_open": Kind(True, "a note that the document is not for active disclosure"),
    # Form, never blocking.
    "punctuation": Kind(False, "half-width punctuation beside Chinese characters"),
    "docno_form": Kind(False, "a document number that is damaged or not in its normal form"),
    "map_number": Kind(False, "a map without an approval number (审图号)"),
    "date_order": Kind(False, "a period that ends before it begins"),
    "date_impossible": Kind(False, "a date that the calendar does not have"),
    "date_weekday": Kind(False, "a weekday that does not fit its date"),
    # What a file hides from whoever only looks at it.
    "hidden_sheet": Kind(True, "a hidden sheet with content"),
    "hidden_row": Kind(True, "hidden rows with content"),
    "hidden_column": Kind(True, "hidden columns with content"),
    "hidden_cell": Kind(True, "a cell formatted so that its content cannot be seen"),
    "hidden_text": Kind(True, "text that is not shown: hidden, white on white, or off the page"),
    "hidden_cache": Kind(True, "a pivot table's kept copy of its source rows"),
    "covered_text": Kind(True, "text under a box: it can still be copied"),
    "comment": Kind(True, "a comment or an annotation with text"),
    "tracked_change": Kind(True, "a tracked change: what was deleted is still there"),
    "embedded_file": Kind(True, "another file inside this one"),
    "author": Kind(False, "a person's or an organ's name in the file's properties"),
    "property": Kind(False, "a path or a note in the file's properties"),
    "data_list": Kind(False, "a list of choices kept in the table's rules"),
    "defined_name": Kind(False, "a name that refers to another file or holds a text"),
    "picture_place": Kind(False, "a picture that says where it was taken; removed on upload"),
    "picture_note": Kind(False, "a comment inside a picture; removed on upload"),
    "alt_missing": Kind(False, "a picture without a description for blind readers"),
    # What was not read, so that nobody takes silence for "clean".
    "unread_page": Kind(False, "a page without text, probably scanned: look at it yourself"),
    "unread_image": Kind(False, "a picture: its writing is not read, look at it yourself"),
    "unread_format": Kind(False, "a format that is not read; the secrecy step decides"),
    # Files that are not taken.
    "macro": Kind(True, "macros, scripts or controls"),
    "javascript": Kind(True, "a script or an action that runs when the file is opened"),
    "external_link": Kind(True, "a link to another file, loaded when this one is opened"),
    "encrypted": Kind(True, "a password or encryption: it cannot be read"),
    "unreadable": Kind(True, "damaged, or not readable within the limits of time and memory"),
    "wrong_type": Kind(True, "content of another kind than the name says"),
    "too_large": Kind(True, "larger than can be read"),
    "zip_bomb": Kind(True, "unpacks to far more than it is"),
    "bad_member": Kind(True, "an archive whose members have impossible or double names"),
    "not_taken": Kind(True, "a kind of file that is not published"),
}

PERSONAL = (
    "id_number",
    "id_number_15",
    "phone",
    "landline_personal",
    "bank_card",
    "passport",
    "plate",
    "email",
    "address",
    "illness",
    "birth_date",
    "minor",
)
"""Kinds in text that :func:`mingchuang.inspection.mask.mask_text` can mask."""
