import csv
from base64 import b64encode
from io import BytesIO, StringIO
from zipfile import ZipFile

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..rules import proof_archive
from ..rules.proof_table import COLUMNS
from .common import day
from .registered_files import MODULE, RegisteredFilesCommon

PDF = b"%PDF-1.4 a scan"
PNG = b"\x89PNG\r\n\x1a\n another scan"


@tagged("post_install", "-at_install")
class TestRegisteredProofs(RegisteredFilesCommon):
    """What comes back."""

    def table(self, *rows):
        """A CSV; the columns are those of the first row."""
        content = StringIO()
        writer = csv.DictWriter(content, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
        return content.getvalue().encode()

    def zip(self, **files):
        content = BytesIO()
        with ZipFile(content, "w") as archive:
            for name, data in files.items():
                archive.writestr(name.replace("_", "."), data)
        return content.getvalue()

    def bring(self, content, user=None):
        """Import a file; return what the window says in the end."""
        window = (
            self.env["collection.registered.import"]
            .with_user(user or self.officer)
            .create({"file": b64encode(content), "filename": "proofs"})
        )
        action = window.action_import()
        self.assertEqual(action["res_id"], window.id)
        return window

    def assertCounted(self, window, entered=0, known=0, wrong=0):
        self.assertEqual(
            window.summary,
            f"Entered: {entered}. Nothing new: {known}. Left out: {wrong}.",
        )

    def assertProblems(self, window, *expected):
        """``expected``: (line, words) of each problem, in order."""
        told = window.line_ids
        self.assertEqual(len(told), len(expected), told.mapped("problem"))
        for found, (line, words) in zip(told, expected, strict=True):
            self.assertEqual(found.line, line, found.problem)
            self.assertIn(words, found.problem)

    def test_a_zip_with_a_table_and_scans(self):
        adam, bea = self.send("Adam", "Bea")
        content = self.zip(
            proofs_csv=self.table(
                {
                    "number": adam.name,
                    "tracking_number": "1A",
                    "deposited_on": "2026-03-12",
                    "presented_on": "03/13/2026",
                    "received_on": "2026-03-14",
                    "outcome": "Received",
                    "deposit_proof": "d.pdf",
                    "receipt_proof": "r.png",
                },
                {
                    "number": bea.name,
                    "presented_on": "2026-03-13",
                    "outcome": "refused",
                },
            ),
            d_pdf=PDF,
            r_png=PNG,
        )
        window = self.bring(content)
        self.assertCounted(window, entered=2)
        self.assertProblems(window)
        self.assertEqual(adam.tracking_number, "1A")
        self.assertEqual((adam.served_on, bea.served_on), (day(4), day(3)))
        self.assertEqual(adam.deposit_proof_id.raw, PDF)
        self.assertEqual(adam.receipt_proof_id.raw, PNG)
        with self.assertRaises(UserError):
            adam.receipt_proof_id.unlink()
        notes = adam.debtor_id.message_ids | bea.debtor_id.message_ids
        self.assertEqual(notes[0].author_id, self.officer.partner_id)
        archived = self.env["ir.attachment"].search_count([])
        again = self.bring(content)
        self.assertCounted(again, known=2)
        self.assertEqual(notes, adam.debtor_id.message_ids | bea.debtor_id.message_ids)
        self.assertEqual(self.env["ir.attachment"].search_count([]), archived)

    def test_the_zip_that_left_comes_back_filled_in(self):
        sent = self.send("Adam")
        files = self.downloaded(sent.action_deposit())
        files["proofs.csv"] = files["proofs.csv"].replace(
            f"{sent.name};".encode(), f"{sent.name};1A".encode()
        )
        content = BytesIO()
        with ZipFile(content, "w") as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        window = self.bring(content.getvalue())
        self.assertCounted(window, entered=1)
        self.assertProblems(window)
        self.assertEqual(sent.tracking_number, "1A")

    def test_blank_cells_erase_nothing(self):
        sent = self.send("Adam")
        self.bring(self.table({"number": sent.name, "tracking_number": "1A"}))
        row = {"number": sent.name, "tracking_number": "", "received_on": "2026-03-14"}
        self.bring(self.table(row))
        self.assertEqual(sent.tracking_number, "1A")
        self.assertEqual(sent.registered_outcome, "received")

    def test_the_good_lines_are_in_and_the_bad_ones_are_told(self):
        adam, bea, cleo, dora = self.send("Adam", "Bea", "Cleo", "Dora")
        blank = dict.fromkeys(COLUMNS, "")
        content = self.zip(
            proofs_csv=self.table(
                blank | {"number": adam.name} | {"tracking_number": "1A"},
                blank | {"number": "REM/1999/00001"},
                blank | {"number": bea.name} | {"deposited_on": "31/02/2026"},
                blank | {"number": cleo.name} | {"outcome": "eaten"},
                blank
                | {"number": dora.name}
                | {"deposited_on": "2026-03-14", "presented_on": "2026-03-13"},
                blank | {"number": adam.name} | {"tracking_number": "1B"},
                blank | {"tracking_number": "1C"},
            ),
        )
        window = self.bring(content)
        self.assertCounted(window, entered=1, wrong=6)
        self.assertProblems(
            window,
            (3, "no reminder with this number"),
            (4, "“31/02/2026” is not a date"),
            (5, "“eaten” is no outcome: write received, refused, unclaimed, unknown"),
            (6, "cannot be before"),
            (7, "Line 2 is about the same letter"),
            (8, "has no number"),
        )
        self.assertEqual(adam.tracking_number, "1A")
        self.assertFalse(bea.deposited_on or dora.deposited_on)
        self.assertFalse(cleo.registered_outcome)

    def test_nothing_of_a_line_whose_scan_is_wrong(self):
        adam, bea, cleo = self.send("Adam", "Bea", "Cleo")
        tracking = {"tracking_number": "1A"}
        content = self.zip(
            proofs_csv=self.table(
                {"number": adam.name, "receipt_proof": "missing.pdf"} | tracking,
                {"number": bea.name, "receipt_proof": "evil.pdf"} | tracking,
                {"number": cleo.name, "receipt_proof": "../../etc/passwd"} | tracking,
            ),
            evil_pdf=b"<script>alert(1)</script>",
            extra_pdf=PDF,
        )
        window = self.bring(content)
        self.assertCounted(window, wrong=3)
        self.assertProblems(
            window,
            (0, "No line names the file “extra.pdf”"),
            (2, "“missing.pdf” does not come with the table"),
            (3, "“evil.pdf” is not a PDF, PNG or JPEG"),
            (4, "“../../etc/passwd” does not come with the table"),
        )
        self.assertFalse((adam + bea + cleo).filtered("tracking_number"))

    def test_a_table_alone_brings_no_scans(self):
        sent = self.send("Adam")
        window = self.bring(self.table({"number": sent.name, "deposit_proof": "d.pdf"}))
        self.assertProblems(window, (2, "does not come with the table"))

    def test_an_unknown_column_is_told(self):
        sent = self.send("Adam")
        row = {"number": sent.name, "recieved_on": "2026-03-14"}
        window = self.bring(self.table(row))
        self.assertCounted(window, known=1)
        self.assertProblems(window, (0, "“recieved_on” means nothing"))

    def test_files_that_are_no_files_of_ours(self):
        many = proof_archive.ENTRY * (proof_archive.MAX_FILES + 1)
        for content, words in (
            (b"%PDF-1.4", "must name the columns"),
            (b"PK\x03\x04 and nothing else", "ZIP file cannot be read"),
            (b"PK\x03\x04" + many, "more than 5000 files"),
            (self.zip(d_pdf=PDF), "no table"),
            (self.zip(a_csv=b"number", b_csv=b"number"), "several tables"),
            (b'number\n"open', "cannot be read"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self.bring(content)

    def test_what_comes_back_is_work_for_somebody(self):
        sent = self.send("Adam")
        self.bring(self.table({"number": sent.name, "outcome": "unknown"}))
        self.assertTrue(sent.undelivered)
        self.assertEqual(sent.debtor_id.state, "attention")
        sent.action_send_again()
        row = {"number": sent.name, "deposited_on": "2026-03-12"}
        window = self.bring(self.table(row))
        self.assertProblems(window, (2, "is before the day on which the letter"))

    def test_another_companys_letters_are_unknown(self):
        sent = self.send("Adam")
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env,
            login="files_stranger",
            groups=f"{MODULE}.group_collection_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        content = self.table({"number": sent.name, "tracking_number": "1A"})
        window = self.bring(content, user=stranger)
        self.assertProblems(window, (2, "no reminder with this number"))
        self.assertFalse(sent.tracking_number)

    def test_a_number_that_two_companies_have_given(self):
        sent = self.send("Adam")
        twin = self.send("Bea")
        twin.sudo().name = sent.name
        window = self.bring(self.table({"number": sent.name, "tracking_number": "1A"}))
        self.assertProblems(window, (2, "choose one company"))

    def test_a_file_that_arrived_in_pieces(self):
        window = self.env["collection.registered.import"].create({"file": b"abcde"})
        with self.assertRaisesRegex(UserError, "choose it again"):
            window.action_import()

    def test_only_an_officer_imports(self):
        billing = self.create_user("billing", "account.group_account_invoice")
        with self.assertRaises(AccessError):
            self.bring(b"number\n", user=billing)

    def test_the_provider_asks_for_the_file(self):
        action = self.provider.with_user(self.officer).action_fetch_proofs()
        self.assertEqual(action["res_model"], "collection.registered.import")
