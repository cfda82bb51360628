"""Alembic's entry: runs migrations on the connection that `web.migrations` opened, inside its transaction."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext

from talent.db import UtcDateTime
from web.migrations import tables


def render(kind: str, item: Any, context: AutogenContext) -> str | Literal[False]:
    """Writes our own types into new migrations as what they are in the database."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, sa.JSON):
        context.imports.add("from sqlalchemy.dialects.postgresql import JSONB")
        return 'sa.JSON().with_variant(JSONB(), "postgresql")'
    return False


def run() -> None:
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=tables(),
        render_as_batch=True,  # SQLite cannot alter a table in place
        compare_type=True,
        render_item=render,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
