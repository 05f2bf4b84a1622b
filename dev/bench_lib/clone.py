"""Clone rows that Odoo has made, with all that refers from one to the other.

A table's new rows are shifted by a constant number for each copy, and so is what
refers to them: a clone is consistent whenever its original is.
"""

from contextlib import contextmanager

from odoo.tools import SQL

NUMBER = "m.sequence_number + k * {numbers}"
# Five digits, and more where five are not enough.
NAME = "m.sequence_prefix || to_char({number}, 'FM9999900000')"

# In the order of their references. Of each: what is joined, and the columns that are
# unique or speak of another row.
TABLES = {
    "res_partner": (
        "",
        {
            "name": "'Customer ' || {id}",
            "complete_name": "'Customer ' || {id}",
            "email": "'customer' || {id} || '@customer.example'",
            "email_normalized": "'customer' || {id} || '@customer.example'",
            "street": "{id} || ' quai du Port'",
            "zip": "lpad((mod({id}, 95000) + 1000)::text, 5, '0')",
        },
    ),
    # Its entry comes later, and is written by close_circle().
    "account_payment": (
        "JOIN account_move m ON m.id = t.move_id",
        {"name": "{name}", "move_id": "NULL::int"},
    ),
    "account_move": (
        "JOIN account_move m ON m.id = t.id",
        {
            "name": "{name}",
            "sequence_number": "{number}",
            "payment_reference": "replace(t.payment_reference, t.name, {name})",
            "ref": "replace(t.ref, t.name, {name})",
            "invoice_partner_display_name": "'Customer ' || {partner}",
        },
    ),
    "account_move_line": (
        "JOIN account_move m ON m.id = t.move_id",
        {
            "move_name": "{name}",
            "name": "replace(t.name, m.name, {name})",
            "ref": "replace(t.ref, m.name, {name})",
            "matching_number": "'P' || (substr(t.matching_number, 2)::int + {match})",
        },
    ),
    "account_partial_reconcile": ("", {}),
    "account_move__account_payment": ("", {}),
}


class Cloner:
    """Made before the originals: what is there already is not cloned."""

    def __init__(self, cr):
        self.cr = cr
        self.before = {table: self.highest_id(table) for table in TABLES}

    def clone(self, copies):
        self.shift = {
            table: self.highest_id(table) - before
            for table, before in self.before.items()
        }
        self.numbers = self.scalar("SELECT max(sequence_number) FROM account_move")
        self.references = self.read_references()
        for table, (join, special) in TABLES.items():
            with self.indexed_afterwards(table):
                self.clone_table(table, join, special, copies)
        self.close_circle()
        for table in TABLES:
            if "id" in self.columns(table):
                name = SQL.identifier(table)
                top = SQL("(SELECT max(id) FROM %s)", name)
                self.cr.execute(SQL("SELECT setval(%s, %s)", f"{table}_id_seq", top))

    def clone_table(self, table, join, special, copies):
        columns = self.columns(table)
        names = [SQL.identifier(column) for column in columns]
        values = [SQL(self.value(table, column, special)) for column in columns]
        key = "id" if "id" in columns else "invoice_id"
        owner = table if key == "id" else "account_move"
        self.cr.execute(
            SQL(
                """
INSERT INTO %(table)s (%(names)s)
SELECT %(values)s
  FROM generate_series(1, %(copies)s) k CROSS JOIN %(table)s t %(join)s
 WHERE %(key)s > %(before)s
 ORDER BY k, %(key)s
                """,
                table=SQL.identifier(table),
                names=SQL(", ").join(names),
                values=SQL(", ").join(values),
                copies=copies,
                join=SQL(join),
                key=SQL.identifier("t", key),
                before=self.before[owner],
            )
        )

    @contextmanager
    def indexed_afterwards(self, table):
        """It takes far less time to make an index than to add to it row by row."""
        self.cr.execute(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) "
            "FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid "
            "WHERE i.indrelid = %s::regclass AND c.oid IS NULL",
            (table,),
        )
        indexes = self.cr.fetchall()
        for name, _definition in indexes:
            self.cr.execute(SQL("DROP INDEX %s", SQL(name)))
        yield
        for _name, definition in indexes:
            self.cr.execute(definition)

    def value(self, table, column, special):
        if column in special:
            return self.fill_in(special[column], table)
        if column == "id":
            return self.shifted(table, "t.id")
        if (target := self.references.get((table, column))) in self.shift:
            return self.shifted(target, f't."{column}"')
        return f't."{column}"'

    def fill_in(self, template, table):
        number = NUMBER.format(numbers=self.numbers)
        return template.format(
            id=f"({self.shifted(table, 't.id')})",
            number=number,
            name=NAME.format(number=number),
            partner=f"({self.shifted('res_partner', 'm.partner_id')})",
            match=f"k * {self.shift['account_partial_reconcile']}",
        )

    def shifted(self, table, expression):
        """The original's clone; what was there before is shared."""
        return (
            f"CASE WHEN {expression} > {self.before[table]} "
            f"THEN {expression} + k * {self.shift[table]} ELSE {expression} END"
        )

    def close_circle(self):
        """A payment and its entry refer to each other."""
        self.cr.execute(
            "UPDATE account_payment p SET move_id = m.id FROM account_move m "
            "WHERE m.origin_payment_id = p.id AND p.move_id IS NULL"
        )

    def read_references(self):
        """{(table, column): the table that it refers to}."""
        self.cr.execute(
            """
SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text
  FROM pg_constraint c
  JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
 WHERE c.contype = 'f' AND c.conrelid::regclass::text = ANY(%s)
            """,
            (list(TABLES),),
        )
        return {(table, column): target for table, column, target in self.cr.fetchall()}

    def columns(self, table):
        self.cr.execute(
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND table_name = %s",
            (table,),
        )
        return [name for (name,) in self.cr.fetchall()]

    def highest_id(self, table):
        if "id" not in self.columns(table):
            return 0
        return self.scalar(
            SQL("SELECT COALESCE(max(id), 0) FROM %s", SQL.identifier(table))
        )

    def scalar(self, query):
        self.cr.execute(query)
        return self.cr.fetchone()[0]
