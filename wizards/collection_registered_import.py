from base64 import b64decode
from binascii import Error as EncodingError
from collections import Counter

from odoo import Command, fields, models
from odoo.exceptions import UserError

from ..models.collection_registered_provider_file import MANIFEST, letter_file_name
from ..models.collection_reminder_registered import PROOFS
from ..rules.proof_archive import (
    ArchiveFault,
    ProofArchive,
    RefusedError,
    is_archive,
    kind_of,
)
from ..rules.proof_table import UnreadableTableError, parse_day, read_table
from ..rules.registered import STEPS

MAX_UPLOAD = 64 * 2**20  # bytes
FILES = dict(zip(PROOFS, ("deposit_proof", "receipt_proof"), strict=True))


class CollectionRegisteredImport(models.TransientModel):
    """Proofs of registered letters from a file: good lines in, bad ones told."""

    _name = "collection.registered.import"
    _description = "Import of Proofs of Registered Letters"

    file = fields.Binary(required=True, attachment=False)
    filename = fields.Char()
    summary = fields.Char(readonly=True)
    line_ids = fields.One2many(
        comodel_name="collection.registered.import.line",
        inverse_name="import_id",
        readonly=True,
    )

    # === ACTIONS === #

    def action_import(self):
        """Enter what is right, and list what is not, line by line."""
        self.ensure_one()
        self.env["collection.reminder"].check_access("write")
        archive, rows, problems = self._read()
        letters = self._letters(rows)
        count, seen = Counter(), {}
        for row in rows:
            try:
                # All of a line or nothing of it.
                with self.env.cr.savepoint():
                    letter = self._letter(row, letters, seen)
                    changed = letter._enter_registered(
                        self._values(row), self._scans(row, archive)
                    )
                count["entered" if changed else "known"] += 1
            except UserError as error:
                problems.append((row.line, row.number, str(error)))
                count["wrong"] += 1
        return self._show(count, problems)

    def _show(self, count, problems):
        self.summary = self.env._(
            "Entered: %(entered)s. Nothing new: %(known)s. Left out: %(wrong)s.",
            **{key: count[key] for key in ("entered", "known", "wrong")},
        )
        self.line_ids = [
            Command.clear(),
            *(
                Command.create({"line": line, "number": number, "problem": problem})
                for line, number, problem in problems
            ),
        ]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Proofs of Registered Letters"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    # === READING === #

    def _read(self):
        """Return (archive or None, rows, [(line, number, what is wrong there)])."""
        content = self._content()
        if len(content) > MAX_UPLOAD:
            raise UserError(self._sentences()[ArchiveFault.TOO_LARGE])
        try:
            archive = ProofArchive(content) if is_archive(content) else None
            table, content = archive.table() if archive else (None, content)
            rows, unknown = read_table(content)
        except (RefusedError, UnreadableTableError) as error:
            raise UserError(self._sentences()[error.args[0]]) from error
        problems = [
            (0, "", self.env._("The column “%s” means nothing here.", name))
            for name in unknown
        ]
        if archive:
            problems += self._file_problems(archive, rows, table)
        return archive, rows, problems

    def _content(self):
        try:
            return b64decode(self.file)
        except EncodingError as error:
            # Only a program of its own sends it that way.
            raise UserError(
                self.env._("The file did not arrive whole: choose it again.")
            ) from error

    def _file_problems(self, archive, rows, table):
        """What is wrong with files that no line asks for."""
        asked = {row.cells.get(column) for row in rows for column in FILES.values()}
        # Whoever fills in the ZIP that we have made leaves our own files in it.
        ours = {letter_file_name(row.number) for row in rows} | {MANIFEST, table}
        for fault, name in archive.faults:
            yield 0, "", self._about_file(fault, name)
        for name in sorted(archive.files.keys() - asked - ours):
            yield 0, "", self.env._("No line names the file “%s”.", name)

    # === LINES === #

    def _letters(self, rows):
        """{number: reminders of the companies at hand that bear it}."""
        reminders = self.env["collection.reminder"].search(
            [("name", "in", [row.number for row in rows if row.number])]
        )
        return reminders.grouped("name")

    def _letter(self, row, letters, seen):
        found = letters.get(row.number, self.env["collection.reminder"])
        if row.has_surplus:
            raise UserError(self.env._("The line has more cells than the first one."))
        if not row.number:
            raise UserError(self.env._("The line has no number."))
        if not found:
            raise UserError(self.env._("There is no reminder with this number."))
        if len(found) > 1:
            raise UserError(
                self.env._(
                    "Several of your companies have a reminder with this number: "
                    "choose one company, and import the file again."
                )
            )
        if row.number in seen:
            raise UserError(
                self.env._("Line %s is about the same letter.", seen[row.number])
            )
        seen[row.number] = row.line
        return found

    def _values(self, row):
        """What the line says; a blank cell says nothing."""
        given = [step for step in STEPS if step in row.cells]
        values = {step: self._day(row.cells[step]) for step in given}
        if tracking := row.cells.get("tracking_number"):
            values["tracking_number"] = tracking
        if outcome := row.cells.get("outcome"):
            values["registered_outcome"] = self._outcome(outcome)
        return values

    def _day(self, cell):
        usual = self.env["res.lang"]._get_data(code=self.env.user.lang).date_format
        day = parse_day(cell, usual)
        if not day:
            raise UserError(
                self.env._("“%s” is not a date: write it as 2026-03-31.", cell)
            )
        return day

    def _outcome(self, cell):
        outcomes = dict(self.env["collection.registered.entry"]._outcomes())
        for code, label in outcomes.items():
            if cell.casefold() in (code, label.casefold()):
                return code
        raise UserError(
            self.env._(
                "“%(outcome)s” is no outcome: write %(known)s.",
                outcome=cell,
                known=", ".join(outcomes),
            )
        )

    def _scans(self, row, archive):
        """{field: (name, content)} of the scans that the line names."""
        return {
            proof: (row.cells[column], self._scan(row.cells[column], archive))
            for proof, column in FILES.items()
            if column in row.cells
        }

    def _scan(self, name, archive):
        try:
            if not archive:
                raise RefusedError(ArchiveFault.MISSING)
            content = archive.content_of(name)
            if not kind_of(content):
                raise RefusedError(ArchiveFault.UNKNOWN_KIND)
        except RefusedError as error:
            raise UserError(self._about_file(error.args[0], name)) from error
        return content
