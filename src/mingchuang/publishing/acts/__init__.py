"""What can happen to a working document. Everything public that changes, changes here."""

from mingchuang.publishing.acts.drafting import (
    attach,
    describe_file,
    detach,
    discard,
    open_amendment,
    open_draft,
    save,
)
from mingchuang.publishing.acts.legacy import Legacy, fingerprint, take_over
from mingchuang.publishing.acts.publication import forget, issue_index, publish, withdraw
from mingchuang.publishing.acts.reviewing import (
    approve,
    chain_for,
    decide_file,
    send_back,
    set_chain,
    submit,
)
from mingchuang.publishing.acts.state import OPEN, approvers, published, seen_of, withdrawn

__all__ = [
    "OPEN",
    "Legacy",
    "approve",
    "approvers",
    "attach",
    "chain_for",
    "decide_file",
    "describe_file",
    "detach",
    "discard",
    "fingerprint",
    "forget",
    "issue_index",
    "open_amendment",
    "open_draft",
    "publish",
    "published",
    "save",
    "seen_of",
    "send_back",
    "set_chain",
    "submit",
    "take_over",
    "withdraw",
    "withdrawn",
]
