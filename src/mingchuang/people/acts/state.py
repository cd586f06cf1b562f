"""What the acts on posts, changes and deputies share."""

from mingchuang import clock
from mingchuang.people import record
from mingchuang.people.models import Deputy, Post, PostChange
from mingchuang.records import writing
from mingchuang.units.roles import Roles


def save_decision(row: Deputy | PostChange, state: str, by: Roles) -> None:
    """Write what was decided, by whom and when."""
    row.state, row.decided_by, row.decided_at = state, by.user_id, clock.now()
    row.save(update_fields=["state", "decided_by", "decided_at"])


def composition(post: Post) -> writing.Composition:
    """Return the public record of a post as it stands now."""
    return record.build(
        unit=post.unit_id,
        role=post.role,
        order=post.order,
        start=post.start.isoformat(),
        end=post.end.isoformat(),
        head={
            "name": post.user.name,
            "title": post.title,
            "portfolio": post.portfolio,
            "phone": post.phone,
            "document": post.document,
            "document_name": post.document_name,
        },
    )
