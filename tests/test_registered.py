from base64 import b64encode

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from ..models.collection_reminder_registered import ENTERED
from .common import CollectionCommon, day

MODULE = "account_debt_collection"
PDF = b"%PDF-1.4 a scan"
PNG = b"\x89PNG\r\n\x1a\n another scan"


@tagged("post_install", "-at_install")
class TestRegistered(CollectionCommon):
    """A registered letter on paper, from the counter of the post to the receipt."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registered = cls.env.ref(f"{MODULE}.channel_registered")
        cls.friendly.channel_ids = cls.registered
        cls.officer = cls.create_user("officer", f"{MODULE}.group_collection_officer")

    @classmethod
    def create_user(cls, login, groups):
        return new_test_user(
            cls.env,
            login=f"registered_{login}",
            groups=groups,
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def send(self):
        self.invoice()
        sent = self.night(day(1))
        self.assertReminded(sent, self.friendly)
        return sent.with_user(self.officer)

    def enter(self, sent, **values):
        """Fill in the window that the button opens, and save."""
        action = sent.action_enter_registered()
        window = self.env[action["res_model"]].with_user(sent.env.user)
        with Form(window.with_context(**action["context"])) as form:
            for name in values.keys() & set(ENTERED):
                setattr(form, name, values[name])
        entry = form.save()
        entry.write({name: values[name] for name in values.keys() - set(ENTERED)})
        entry.action_save()

    def assertServed(self, sent, served_on):
        self.assertEqual(sent.served_on, served_on)

    def last_note(self):
        return self.debtor().message_ids[:1]

    # === THE WAY OF A LETTER === #

    def test_from_the_counter_to_the_receipt(self):
        sent = self.send()
        self.assertEqual(sent.registered_on, day(1))
        self.assertEqual(sent.print_state, "to_print")
        self.enter(sent, tracking_number=" 1A 234 567 8901 2 ", deposited_on=day(2))
        self.assertEqual(sent.tracking_number, "1A 234 567 8901 2")
        self.assertServed(sent, False)
        self.enter(sent, presented_on=day(4), received_on=day(6))
        self.assertEqual(sent.registered_outcome, "received")
        self.assertServed(sent, day(6))
        self.assertEqual(sent.deposited_on, day(2), "What was known stays.")

    def test_who_refuses_it_or_lets_it_lie_does_not_escape(self):
        sent = self.send()
        for outcome in ("refused", "unclaimed"):
            self.enter(sent, presented_on=day(4), registered_outcome=outcome)
            self.assertServed(sent, day(4))
            self.assertFalse(sent.undelivered)

    def test_the_thread_tells_who_entered_what(self):
        sent = self.send()
        self.enter(sent, tracking_number="<b>1A</b>", deposited_on=day(2))
        note = self.last_note()
        self.assertEqual(note.author_id, self.officer.partner_id)
        self.assertIn(sent.name, note.body)
        self.assertIn("&lt;b&gt;1A&lt;/b&gt;", note.body)
        self.assertIn("03/12/2026", note.body)
        self.enter(sent, deposited_on=day(3))
        self.assertIn("03/12/2026 → 03/13/2026", self.last_note().body)
        notes = len(self.debtor().message_ids)
        self.enter(sent)
        self.assertEqual(len(self.debtor().message_ids), notes, "Nothing was new.")

    def test_scans_are_archived_and_stay(self):
        sent = self.send()
        self.enter(
            sent,
            deposit_scan=b64encode(PDF),
            deposit_scan_name="deposit.pdf",
            receipt_scan=b64encode(PNG),
            receipt_scan_name="receipt.png",
        )
        first = sent.deposit_proof_id
        self.assertEqual((first.name, first.raw), ("deposit.pdf", PDF))
        self.assertEqual(sent.receipt_proof_id.raw, PNG)
        for user in (self.officer, self.create_user("admin", "base.group_system")):
            with self.assertRaises(UserError):
                first.with_user(user).raw = b"%PDF-forged"
            with self.assertRaises(UserError):
                first.with_user(user).unlink()
        self.enter(sent, deposit_scan=b64encode(PNG), deposit_scan_name="better.png")
        self.assertNotEqual(sent.deposit_proof_id, first)
        self.assertTrue(first.exists(), "It is replaced, and stays in the archive.")
        action = sent.action_view_deposit_proof()
        self.assertIn(f"/{sent.deposit_proof_id.id}", action["url"])
        self.assertEqual(sent.action_check_integrity()["params"]["type"], "success")

    def test_a_scan_exchanged_in_the_database_is_found(self):
        sent = self.send()
        self.enter(sent, receipt_scan=b64encode(PNG), receipt_scan_name="receipt.png")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = NULL, db_datas = %s WHERE id = %s",
            (b"forged", sent.receipt_proof_id.id),
        )
        params = sent.action_check_integrity()["params"]
        self.assertIn("“receipt.png” is not what was archived", params["message"])

    # === BACK FROM AN UNKNOWN ADDRESS === #

    def test_unknown_at_the_address_comes_back_and_goes_to_the_new_one(self):
        sent = self.send()
        first = sent.letter_id
        self.enter(
            sent,
            tracking_number="1A",
            presented_on=day(3),
            registered_outcome="unknown",
        )
        self.assertServed(sent, False)
        self.assertTrue(sent.undelivered)
        self.assertEqual(sent.returned_channel_id, self.registered)
        self.assertIn("unknown at this address", sent.note)
        self.assertEqual(self.debtor().state, "attention")
        self.customer.write({"street": "9 place Neuve", "city": "Toulon"})
        sent.action_send_again()
        self.assertFalse(sent.undelivered)
        self.assertTrue(first.exists())
        self.assertIn("9 place Neuve", sent.letter_id.raw.decode())
        self.assertEqual(sent.print_state, "to_print")
        self.assertEqual(sent.former_tracking_numbers, "1A")
        self.assertFalse(sent.tracking_number or sent.registered_outcome)
        self.assertEqual(sent.registered_on, fields.Date.context_today(sent))

    def test_what_the_first_letter_met_is_not_told_of_the_second(self):
        sent = self.send()
        self.enter(sent, tracking_number="1A", registered_outcome="unknown")
        sent.action_send_again()
        with self.assertRaisesRegex(UserError, "tracking number of an earlier letter"):
            self.enter(sent, tracking_number="1A")
        with self.assertRaisesRegex(UserError, "before the day on which the letter"):
            self.enter(sent, presented_on=day(3))

    def test_a_mistaken_return_is_taken_back(self):
        sent = self.send()
        self.enter(sent, registered_outcome="unknown")
        self.assertTrue(sent.undelivered)
        self.enter(sent, received_on=day(5), registered_outcome="received")
        self.assertFalse(sent.undelivered)
        self.assertServed(sent, day(5))
        self.assertFalse(self.debtor().activity_ids)

    # === WHAT CANNOT BE TRUE === #

    def test_what_cannot_be_true_is_refused_in_plain_words(self):
        sent = self.send()
        tomorrow = fields.Date.add(fields.Date.context_today(sent), days=1)
        for words, values in (
            ("lies in the future", {"deposited_on": tomorrow}),
            ("“Deposited On” .* before the day on which", {"deposited_on": day(0)}),
            (
                r"“First Presented On” \(03/12/2026\) cannot be before “Deposited On”",
                {"deposited_on": day(3), "presented_on": day(2)},
            ),
            ("enter the day of receipt", {"registered_outcome": "received"}),
            ("first presented", {"registered_outcome": "refused"}),
            (
                "correct one of them",
                {"received_on": day(3), "registered_outcome": "unknown"},
            ),
        ):
            with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
                self.enter(sent, **values)
        self.assertFalse(sent.deposited_on or sent.registered_outcome)

    def test_a_scan_is_a_picture_or_a_pdf(self):
        sent = self.send()
        for content in (b"<script>alert(1)</script>", b"MZ", b"<svg/>"):
            with self.assertRaisesRegex(UserError, "not a PDF, PNG or JPEG"):
                self.enter(
                    sent, receipt_scan=b64encode(content), receipt_scan_name="x.pdf"
                )

    def test_only_what_was_sent_registered_has_a_way_to_tell(self):
        self.friendly.channel_ids = self.env.ref(f"{MODULE}.channel_letter")
        self.invoice()
        self.plan(day(1))
        for _state in ("planned", "sent"):
            with self.assertRaisesRegex(UserError, "not sent as a registered letter"):
                self.reminders().with_user(self.officer).action_enter_registered()
            self.dispatch(day(1))

    # === RIGHTS === #

    def test_only_an_officer_enters_anything(self):
        sent = self.send()
        billing = self.create_user("billing", "account.group_account_invoice")
        with self.assertRaises(AccessError):
            sent.with_user(billing).action_enter_registered()
        with self.assertRaises(AccessError):
            self.env["collection.registered.entry"].with_user(billing).create(
                {"reminder_id": sent.id}
            )
        for name in ("tracking_number", "served_on", "registered_outcome"):
            with self.assertRaises(AccessError):
                sent.write({name: False})

    def test_another_companys_letter_is_nobodys_business(self):
        sent = self.send()
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env,
            login="registered_stranger",
            groups=f"{MODULE}.group_collection_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        entry = self.env["collection.registered.entry"].with_user(stranger)
        with self.assertRaises(AccessError):
            entry.create({"reminder_id": sent.id, "tracking_number": "x"}).action_save()

    # === WORK LISTS === #

    def listed(self, name):
        """What a filter of the list of registered letters shows."""
        search = self.env.ref(f"{MODULE}.collection_reminder_view_search_registered")
        action = self.env.ref(f"{MODULE}.collection_reminder_action_registered")
        [shown] = etree.fromstring(search.arch).xpath(f"//filter[@name='{name}']")
        domains = [safe_eval(text) for text in (action.domain, shown.get("domain"))]
        return self.env["collection.reminder"].search(fields.Domain.AND(domains))

    def test_what_has_no_tracking_number_or_no_proof_is_listed(self):
        sent = self.send()
        self.assertEqual(self.listed("no_tracking"), sent.with_env(self.env))
        self.assertEqual(self.listed("no_proof"), sent.with_env(self.env))
        self.assertEqual(self.listed("open"), sent.with_env(self.env))
        self.enter(
            sent,
            tracking_number="1A",
            received_on=day(5),
            receipt_scan=b64encode(PDF),
            receipt_scan_name="receipt.pdf",
        )
        for name in ("no_tracking", "no_proof", "open"):
            self.assertFalse(self.listed(name))
        self.assertTrue(self.listed("served"))

    def test_a_fresh_letter_needs_no_proof_yet(self):
        sent = self.send()
        sent.sudo().registered_on = fields.Date.context_today(sent)
        self.assertFalse(self.listed("no_proof"))
