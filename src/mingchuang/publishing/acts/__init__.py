"""What can happen to a working document. Everything public that changes, changes here."""

from mingchuang.publishing.acts.arranging import arrange, set_persons
from mingchuang.publishing.acts.chains import chain_for, set_chain, trial
from mingchuang.publishing.acts.drafting import (
    attach,
    describe_file,
    detach,
    discard,
    open_amendment,
    open_draft,
    save,
)
from mingchuang.publishing.acts.emergency import (
    approve_template,
    open_from,
    recheck,
    rechecks,
    retire_template,
    write_template,
)
from mingchuang.publishing.acts.findings import release, released, unreleased
from mingchuang.publishing.acts.marks import come_true, expire, forget_lists, mark
from mingchuang.publishing.acts.publication import (
    forget,
    issue_index,
    publish,
    publish_scheduled,
    withdraw,
)
from mingchuang.publishing.acts.reviewing import (
    approve,
    decide_file,
    reassess,
    recall,
    send_back,
    submit,
)
from mingchuang.publishing.acts.series import (
    approve_series,
    members,
    send_back_series,
    submit_series,
)
from mingchuang.publishing.acts.state import (
    OPEN,
    approvers,
    published,
    seen_of,
    standing_of,
    withdrawn,
)

__all__ = [
    "OPEN",
    "approve",
    "approve_series",
    "approve_template",
    "approvers",
    "arrange",
    "attach",
    "chain_for",
    "come_true",
    "decide_file",
    "describe_file",
    "detach",
    "discard",
    "expire",
    "forget",
    "forget_lists",
    "issue_index",
    "mark",
    "members",
    "open_amendment",
    "open_draft",
    "open_from",
    "publish",
    "publish_scheduled",
    "published",
    "reassess",
    "recall",
    "recheck",
    "rechecks",
    "release",
    "released",
    "retire_template",
    "save",
    "seen_of",
    "send_back",
    "send_back_series",
    "set_chain",
    "set_persons",
    "standing_of",
    "submit",
    "submit_series",
    "trial",
    "unreleased",
    "withdraw",
    "withdrawn",
    "write_template",
]
