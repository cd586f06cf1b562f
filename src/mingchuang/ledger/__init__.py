"""The public log (公开日志): every public act, numbered for ever, provable from files alone.

An act writes through ``ledger.writing`` (``append``), readers use ``ledger.reading``.
The codec modules (``entries``, ``merkle``, ``tiles``, ``folder``, ``notes``, ``checkpoints``,
``proofs``, ``audit``) import no Django and serve as a library.
"""

from mingchuang.ledger.entries import check_digest, new_obj, new_salt, salted, sha256

__all__ = ["check_digest", "new_obj", "new_salt", "salted", "sha256"]
