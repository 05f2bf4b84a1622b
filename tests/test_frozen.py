from hashlib import sha256
from io import BytesIO

from psycopg2.errors import ForeignKeyViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfReader

from .common import CollectionCommon, day

MODULE = "account_debt_collection"
LETTER = f"{MODULE}.action_report_letter"


@tagged("post_install", "-at_install")
class TestFrozen(CollectionCommon):
    """What was sent can be shown for ever, and changed by nobody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].sudo().set_param("report.print_delay", "1")
        cls.letter = cls.env.ref(f"{MODULE}.channel_letter")
        cls.email = cls.env.ref(f"{MODULE}.channel_email")
        cls.users = [
            new_test_user(
                cls.env,
                login=f"frozen_{number}",
                groups=groups,
                company_id=cls.company.id,
                company_ids=[(6, 0, cls.company.ids)],
            )
            for number, groups in enumerate(
                (
                    f"{MODULE}.group_collection_officer",
                    f"{MODULE}.group_collection_manager",
                    f"base.group_system,{MODULE}.group_collection_manager",
                )
            )
        ]

    def sent_by(self, *channels, **values):
        """A reminder that went out through these channels."""
        self.friendly.channel_ids = self.env["collection.channel"].union(*channels)
        self.invoice(**values)
        sent = self.night(day(1))
        self.assertReminded(sent, self.friendly)
        return sent

    def as_pdf(self):
        """Let the letters be PDFs, as in real life."""
        self.enterContext(self.allow_pdf_render())
        env = self.env(context={**self.env.context, "force_report_rendering": True})
        return env["ir.actions.report"]

    def words(self, content):
        return " ".join(p.extract_text() for p in PdfReader(BytesIO(content)).pages)

    def tamper(self, query, *values):
        """What somebody with a password of the database may do."""
        self.env.flush_all()
        self.env.cr.execute(query, values)

    def assertUnchanged(self, reminder):
        params = reminder.action_check_integrity()["params"]
        self.assertEqual(params["type"], "success", params["message"])
        self.assertIn("unchanged since it was sent on 03/11/2026", params["message"])

    def assertFound(self, reminder, words):
        params = reminder.action_check_integrity()["params"]
        self.assertEqual(params["type"], "danger", params["message"])
        self.assertIn(reminder.name, params["message"])
        self.assertIn(words, params["message"])

    # === SEALED === #

    def test_what_is_sent_is_sealed_in_the_same_breath(self):
        sent = self.sent_by(self.letter, self.email)
        self.assertRegex(sent.name, r"^REM/")
        self.assertEqual(
            sent.letter_sha256, sha256(sent.letter_id.raw or b"").hexdigest()
        )
        self.assertRegex(sent.text_sha256, r"^[0-9a-f]{64}$")
        self.assertUnchanged(sent)

    def test_what_waits_is_not_sealed(self):
        self.invoice()
        self.plan(day(1))
        self.assertFalse(self.reminders().text_sha256)
        self.reminders().channel_ids = self.letter  # may still be changed

    def test_an_email_and_an_sms_are_sealed_with_their_text(self):
        self.customer.phone = "+33 6 12 34 56 78"
        sent = self.sent_by(self.email, self.env.ref(f"{MODULE}.channel_sms"))
        self.assertFalse(sent.letter_sha256)
        self.assertUnchanged(sent)
        self.tamper(
            "UPDATE collection_reminder SET sms_text = sms_text || '!' WHERE id = %s",
            sent.id,
        )
        self.assertFound(sent, "text is not what was sent")

    def test_a_call_is_sealed_too(self):
        sent = self.sent_by(self.env.ref(f"{MODULE}.channel_call"))
        self.assertFalse(sent.body)
        self.assertUnchanged(sent)

    def test_strange_characters_do_not_break_the_seal(self):
        smile = "\N{SMILING FACE WITH SMILING EYES}"
        self.customer.name = f"<b>Ünï</b> & Söhne\r\n\u202e {smile} '; --"
        self.assertUnchanged(self.sent_by(self.letter))

    def test_many_are_checked_at_once(self):
        for name in ("Adam", "Bea"):
            self.invoice(partner=self.create_customer(name))
        sent = self.night(day(1))
        message = sent.action_check_integrity()["params"]["message"]
        self.assertEqual(message, "2 reminder(s): unchanged since they were sent.")

    def test_the_copy_in_the_mail_is_not_the_only_one(self):
        sent = self.sent_by(self.email)
        sent.mail_id.sudo().unlink()
        self.assertIn("1,000.00", sent.body)
        self.assertUnchanged(sent)

    # === NOBODY === #

    def test_nobody_changes_an_archived_letter(self):
        letter = self.sent_by(self.letter).letter_id
        for vals in (
            {"raw": b"%PDF-forged"},
            {"datas": b"Zm9yZ2Vk"},
            {"db_datas": b"forged"},
            {"store_fname": "aa/forged"},
            {"name": "other.pdf"},
            {"res_model": "res.partner", "res_id": self.customer.id},
            {"res_id": False},
            {"public": True},
            {"mimetype": "text/plain"},
            {"type": "url", "url": "https://elsewhere.example"},
            {"company_id": False},
            {"description": "forged"},
        ):
            with self.subTest(vals):
                for user in self.users:
                    with self.assertRaises(UserError):
                        letter.with_user(user).write(vals)
                with self.assertRaisesRegex(UserError, "cannot be changed any more"):
                    letter.sudo().write(vals)
        self.assertUnchanged(self.reminders())

    def test_nobody_deletes_an_archived_letter(self):
        letter = self.sent_by(self.letter).letter_id
        for user in self.users:
            with self.assertRaises(UserError):
                letter.with_user(user).unlink()
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            letter.sudo().unlink()
        self.assertTrue(letter.exists())

    def test_nobody_breaks_or_forges_a_seal(self):
        letter = self.sent_by(self.letter).letter_id
        for user in self.users:
            with self.assertRaises(UserError):
                letter.with_user(user).write({"collection_sha256": False})
            with self.assertRaises(AccessError):
                self.env["ir.attachment"].with_user(user).create(
                    {"name": "x", "raw": b"x", "collection_sha256": "x"}
                )
            with self.assertRaises(AccessError):
                letter.with_user(user).read(["collection_sha256"])
        with self.assertRaises(UserError):
            letter.sudo().collection_sha256 = False
        copy = letter.copy()
        copy.raw = b"A copy is nobody's archive."
        copy.unlink()

    def test_nobody_changes_the_seals_of_a_reminder(self):
        sent = self.sent_by(self.letter)
        for user in self.users:
            for name in ("text_sha256", "letter_sha256", "letter_id", "body", "name"):
                with self.assertRaises(AccessError):
                    sent.with_user(user).write({name: False})

    def test_what_odoo_does_to_attachments_still_works(self):
        letter = self.sent_by(self.letter).letter_id
        self.assertTrue(letter.generate_access_token())
        letter.write({"raw": letter.raw, "mimetype": letter.mimetype})  # is moved
        letter.write({})
        other = self.env["ir.attachment"].create({"name": "x", "raw": b"x"})
        (other + letter).filtered(lambda a: a == other).write({"raw": b"y"})
        other.unlink()

    # === TAMPERING === #

    def test_tampering_in_the_database_is_found(self):
        sent = self.sent_by(self.letter)
        for column, value in (
            ("body", "<p>Nothing is due.</p>"),
            ("subject", "Hello"),
            ("name", "REM/2026/99999"),
            ("date_done", "2026-01-01"),
            ("text_sha256", "0" * 64),
        ):
            with self.subTest(column), self.env.cr.savepoint() as savepoint:
                self.tamper(
                    f"UPDATE collection_reminder SET {column} = %s WHERE id = %s",
                    value,
                    sent.id,
                )
                self.assertFound(sent, "text is not what was sent")
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertUnchanged(sent)

    def test_a_letter_exchanged_in_the_database_is_found(self):
        sent = self.sent_by(self.letter)
        forged = sha256(b"forged").hexdigest()
        for seal in (sent.letter_sha256, forged):
            self.tamper(
                "UPDATE ir_attachment SET store_fname = NULL, db_datas = %s, "
                "collection_sha256 = %s WHERE id = %s",
                b"forged",
                seal,
                sent.letter_id.id,
            )
            self.assertFound(sent, "the archived letter is not what was sent")

    def test_a_letter_that_is_gone_is_found(self):
        sent = self.sent_by(self.letter)
        letter = sent.letter_id.id
        self.env.flush_all()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(ForeignKeyViolation),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute("DELETE FROM ir_attachment WHERE id = %s", (letter,))
        self.tamper(
            "UPDATE collection_reminder SET letter_id = NULL WHERE id = %s", sent.id
        )
        self.assertFound(sent, "the archived letter is not what was sent")

    # === SENT AGAIN === #

    def test_the_first_letter_stays_when_the_post_service_sends_again(self):
        sent = self.sent_by(self.env.ref(f"{MODULE}.channel_post"))
        first, seal = sent.letter_id, sent.letter_sha256
        sent.sudo()._come_back_by("post", "It came back.")
        self.customer.street = "9 place Neuve"
        sent.action_send_again()
        self.assertNotEqual(sent.letter_sha256, seal)
        self.assertUnchanged(sent)
        with self.assertRaises(UserError):
            first.sudo().unlink()
        self.tamper(
            "UPDATE ir_attachment SET store_fname = NULL, db_datas = %s WHERE id = %s",
            b"forged",
            first.id,
        )
        self.assertFound(sent, f"the document “{first.name}” is not what was archived")

    # === PRINTED AGAIN === #

    def test_the_report_of_a_sent_reminder_is_the_archived_letter(self):
        report = self.as_pdf()
        self.friendly.channel_ids = self.letter
        for name in ("Adam", "Bea", "Cleo"):
            self.invoice(partner=self.create_customer(name))
        self.plan(day(1))
        adam, bea, cleo = self.reminders().sorted("partner_id")
        going = (adam + bea).sudo().with_context(force_report_rendering=True)
        going._dispatch(day(1))
        adam.partner_id.write({"name": "Somebody Else", "street": "9 place Neuve"})
        view = self.env.ref(f"{MODULE}.letter_document")
        view.arch_db = view.arch_db.replace("Our reference:", "A new layout:")
        content, _extension = report._render_qweb_pdf(LETTER, adam.ids)
        self.assertEqual(content, adam.letter_id.raw)
        content, _extension = report._render_qweb_pdf(LETTER, (cleo + bea + adam).ids)
        fresh, *archived = (p.extract_text() for p in PdfReader(BytesIO(content)).pages)
        self.assertIn("Cleo", fresh)
        self.assertIn("Bea", archived[0])
        self.assertNotIn("layout", archived[0])
        self.assertIn("Adam", archived[1])
        self.assertNotIn("place Neuve", archived[1])

    def test_an_email_is_printed_with_its_frozen_text(self):
        report = self.as_pdf()
        sent = self.sent_by(self.email)
        self.friendly.template_id.body_html = "<p>Changed afterwards</p>"
        content, _extension = report._render_qweb_pdf(LETTER, sent.ids)
        self.assertIn("1,000.00", self.words(content))
        self.assertNotIn("Changed afterwards", self.words(content))

    def test_who_may_not_read_a_reminder_prints_no_archived_letter(self):
        report = self.as_pdf()
        sent = self.sent_by(self.letter)
        stranger = new_test_user(self.env, "frozen_stranger", groups="base.group_user")
        with self.assertRaises(AccessError):
            report.with_user(stranger)._render_qweb_pdf(LETTER, sent.ids)
        with self.assertRaises(AccessError):
            sent.with_user(stranger).action_check_integrity()
