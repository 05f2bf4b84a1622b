"""Views of the database that put the rows of several tables into one list."""

from odoo import tools
from odoo.tools import SQL

SOURCES = 16  # each source has its number, so that ids are unique


def make_union_view(cr, table, columns, queries):
    """Create the view ``table`` with ``columns``, and ``res_id``, the id of the row.

    The database looks into a debtor's rows alone when it is asked for one debtor.

    :param columns: names of what each of ``queries`` selects after the row's id, in
        their order; an empty ``currency_id`` becomes the company's
    :param queries: strings without parameters, ``SOURCES`` at most
    """
    shown = SQL(", ").join(_shown(name) for name in columns)
    names = SQL(", ").join(SQL.identifier(name) for name in ("id", *columns))
    parts = [
        SQL(
            "SELECT part.id * %s + %s AS id, part.id AS res_id, %s "
            "FROM (%s) AS part(%s) JOIN res_company company "
            "ON company.id = part.company_id",
            SOURCES,
            number,
            shown,
            SQL(query),  # pylint: disable=sql-injection
            names,
        )
        for number, query in enumerate(queries)
    ]
    tools.drop_view_if_exists(cr, table)
    view = SQL.identifier(table)
    cr.execute(SQL("CREATE VIEW %s AS %s", view, SQL(" UNION ALL ").join(parts)))


def _shown(name):
    """A source without amount, or in the company's currency, selects NULL."""
    if name == "amount":
        return SQL("part.amount::numeric AS amount")
    if name == "currency_id":
        own = SQL("company.currency_id")
        return SQL("COALESCE(part.currency_id::int, %s) AS currency_id", own)
    return SQL.identifier("part", name)
