from odoo import fields, models

from ..rules.proof_archive import MAX_FILE, MAX_FILES, ArchiveFault
from ..rules.proof_table import MAX_ROWS, TableFault

MB = 2**20


class CollectionRegisteredImport(models.TransientModel):
    """What is wrong with a file, in words."""

    _inherit = "collection.registered.import"

    def _sentences(self):
        """{fault: the sentence that says why nothing at all is imported}."""
        return {
            ArchiveFault.BROKEN: self.env._("This ZIP file cannot be read."),
            ArchiveFault.TOO_MANY: self.env._(
                "There are more than %s files in the ZIP: send it in parts.", MAX_FILES
            ),
            ArchiveFault.TOO_LARGE: self.env._(
                "The file is too large, or unpacks to too much: send it in parts."
            ),
            ArchiveFault.NO_TABLE: self.env._(
                "There is no table (CSV) in the ZIP that says what the files are."
            ),
            ArchiveFault.TWO_TABLES: self.env._(
                "There are several tables (CSV) in the ZIP: leave one of them in it."
            ),
            ArchiveFault.FILE_BROKEN: self.env._("The table in the ZIP is damaged."),
            ArchiveFault.FILE_TOO_LARGE: self.env._("The table is too large."),
            TableFault.BROKEN: self.env._(
                "The table cannot be read: save it as CSV, with one line for each "
                "letter."
            ),
            TableFault.NO_KEY: self.env._(
                "The first line of the table must name the columns, “number” among "
                "them."
            ),
            TableFault.TWICE: self.env._("A column of the table is there twice."),
            TableFault.TOO_LONG: self.env._(
                "The table has more than %s lines: send it in parts.", MAX_ROWS
            ),
        }

    def _about_file(self, fault, name):
        """The sentence on one file in the ZIP."""
        return {
            ArchiveFault.UNSAFE_NAME: self.env._(
                "The file “%s” was left out: its name leads out of the ZIP.", name
            ),
            ArchiveFault.SAME_NAME: self.env._(
                "The file “%s” was left out: another one bears the same name.", name
            ),
            ArchiveFault.ENCRYPTED: self.env._(
                "The file “%s” is locked with a password.", name
            ),
            ArchiveFault.FILE_TOO_LARGE: self.env._(
                "The file “%(file)s” is larger than %(size)s MB.",
                file=name,
                size=MAX_FILE // MB,
            ),
            ArchiveFault.FILE_BROKEN: self.env._("The file “%s” is damaged.", name),
            ArchiveFault.UNKNOWN_KIND: self.env._(
                "The file “%s” is not a PDF, PNG or JPEG.", name
            ),
            ArchiveFault.MISSING: self.env._(
                "The file “%s” does not come with the table.", name
            ),
        }[fault]


class CollectionRegisteredImportLine(models.TransientModel):
    _name = "collection.registered.import.line"
    _description = "Line of an Import of Proofs that Was Left Out"

    import_id = fields.Many2one(
        comodel_name="collection.registered.import", ondelete="cascade"
    )
    line = fields.Integer()
    number = fields.Char()
    problem = fields.Char()
