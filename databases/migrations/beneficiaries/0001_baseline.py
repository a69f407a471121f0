"""The first tables of beneficiaries."""

from pathlib import Path

from alembic import op

revision = "beneficiaries_0001"
down_revision = None


def upgrade() -> None:
    for statement in Path(__file__).with_suffix(".sql").read_text("utf-8").split(";\n-- next\n"):
        op.get_bind().exec_driver_sql(statement)
