import csv
import json
from hashlib import sha256
from io import StringIO

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import day
from .registered_files import MODULE, RegisteredFilesCommon


@tagged("post_install", "-at_install")
class TestRegisteredHandOver(RegisteredFilesCommon):
    """What leaves."""

    def test_the_letters_leave_with_a_list_of_who_they_are_for(self):
        adam, bea = sent = self.send("Adam", "Bea")
        self.assertEqual(sent.mapped("deposit_state"), ["waiting"] * 2)
        self.assertFalse(any(sent.mapped("print_state")), "We do not print them.")
        files = self.downloaded(self.queue().action_deposit_all())
        manifest = json.loads(files["manifest.json"])
        self.assertEqual(manifest["provider"], "Exchange of files")
        self.assertEqual(manifest["sender"]["name"], "Creditor SARL")
        self.assertIn("73282932000074", manifest["sender"]["identification"])
        letters = {letter["number"]: letter for letter in manifest["letters"]}
        self.assertEqual(letters.keys(), {adam.name, bea.name})
        letter = letters[bea.name]
        addressee = letter["addressee"]
        self.assertEqual(addressee["name"], "Bea")
        self.assertEqual(addressee["lines"], ["1 quai du Port", "13002 Marseille"])
        self.assertEqual(addressee["email"], "bea@customer.example")
        self.assertEqual((letter["date"], letter["pages"]), ("2026-03-11", 1))
        self.assertEqual(files[letter["file"]], bea.letter_id.raw)
        self.assertEqual(letter["sha256"], sha256(bea.letter_id.raw).hexdigest())
        self.assertEqual(sent.mapped("deposit_state"), ["handed_over"] * 2)
        self.assertEqual(sent.handed_over_by_id, self.officer)
        with self.assertRaisesRegex(UserError, "no letter to hand over"):
            self.queue().action_deposit_all()

    def test_the_table_to_fill_in_comes_along(self):
        sent = self.send("Adam")
        files = self.downloaded(sent.action_deposit())
        lines = StringIO(files["proofs.csv"].decode("utf-8-sig"))
        [row] = csv.DictReader(lines, delimiter=";")
        self.assertEqual(row["number"], sent.name)
        self.assertFalse(row["tracking_number"])

    def test_hostile_names_stay_text(self):
        name = '=cmd|"/C calc"!A0</script>\\..\\x'
        sent = self.send(name, email="hostile@customer.example")
        files = self.downloaded(sent.action_deposit())
        [letter] = json.loads(files["manifest.json"])["letters"]
        self.assertEqual(letter["addressee"]["name"], name)
        self.assertRegex(letter["file"], r"^REM-\d{4}-\d{5}\.pdf$")
        self.assertNotIn(b"cmd", files["proofs.csv"])

    def test_who_has_paid_meanwhile_gets_none(self):
        adam, bea = self.send("Adam", "Bea")
        self.pay(adam.sudo().line_ids.move_line_id.move_id)
        self.env.cr.flush()
        self.queue().action_deposit_all()
        self.assertEqual(adam.deposit_state, "waiting")
        self.assertEqual(bea.deposit_state, "handed_over")
        adam.action_skip_deposit()
        self.assertEqual(adam.deposit_state, "skipped")

    def test_a_letter_that_is_not_what_was_sent_is_not_handed_over(self):
        adam, bea = sent = self.send("Adam", "Bea")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = NULL, db_datas = %s WHERE id = %s",
            (adam.letter_id.raw + b"%forged", adam.letter_id.id),
        )
        with self.assertRaisesRegex(UserError, "not the one that was sent: .*Adam"):
            self.queue().action_deposit_all()
        self.assertEqual(sent.mapped("deposit_state"), ["waiting"] * 2)
        bea.action_deposit()
        self.assertEqual(bea.deposit_state, "handed_over")

    def test_what_somebody_took_to_the_post_is_not_sent_twice(self):
        adam, bea = self.send("Adam", "Bea")
        adam._enter_registered({"tracking_number": "1A"})
        self.queue().action_deposit_all()
        self.assertEqual(adam.deposit_state, "waiting")
        self.assertEqual(bea.deposit_state, "handed_over")

    def test_a_provider_with_letters_is_archived_not_deleted(self):
        with self.assertRaisesRegex(UserError, "archive it"):
            self.provider.unlink()
        self.send("Adam")
        self.company.collection_registered_provider_id = False
        with self.assertRaisesRegex(UserError, "archive it"):
            self.provider.unlink()
        self.provider.copy().unlink()

    def test_only_an_officer_hands_over(self):
        sent = self.send("Adam")
        billing = self.create_user("billing", "account.group_account_invoice")
        for action in ("action_deposit", "action_skip_deposit", "action_import_proofs"):
            with self.assertRaises(AccessError):
                getattr(sent.with_user(billing), action)()
        with self.assertRaises(AccessError):
            sent.deposit_state = "handed_over"
        with self.assertRaises(AccessError):
            self.provider.with_user(self.officer).is_qualified = True
        with self.assertRaises(AccessError):
            self.provider.with_user(billing).action_fetch_proofs()

    # === WHAT GOES ON PAPER === #

    def test_a_consumer_who_has_not_agreed_gets_paper(self):
        sent = self.send("Paula", is_company=False)
        self.assertFalse(sent.registered_provider_id)
        self.assertEqual(sent.print_state, "to_print")
        self.assertIn("has not agreed to electronic registered letters", sent.note)

    def test_a_consumer_who_has_agreed_gets_it_electronically(self):
        partner = self.create_customer("Paula", is_company=False)
        self.invoice(partner=partner)
        self.env.cr.flush()
        debtor = self.debtor(partner).with_user(self.officer)
        debtor = debtor.with_context(tracking_disable=False, mail_notrack=False)
        debtor.accepts_electronic_registered = True
        self.env.cr.flush()
        kept = debtor.message_ids[0]
        self.assertEqual(kept.author_id, self.officer.partner_id)
        self.assertTrue(kept.sudo().tracking_value_ids, "Who and when is kept.")
        sent = self.night(day(1))
        self.assertEqual(sent.registered_provider_id, self.provider)
        self.assertFalse(sent.note)

    def test_without_an_email_address_it_goes_on_paper(self):
        sent = self.send("Adam", email=False)
        self.assertFalse(sent.registered_provider_id)
        self.assertIn("no valid e-mail address", sent.note)

    def test_a_formal_notice_leaves_by_a_qualified_provider_or_on_paper(self):
        sent = self.send("Adam")
        self.friendly.write({"kind": "formal_notice", "mode": "approve"})
        self.assertIn("needs a qualified provider", self.provider._obstacle(sent))
        self.provider.is_qualified = True
        self.assertFalse(self.provider._obstacle(sent))

    def test_a_provider_of_paper_letters_asks_no_consent(self):
        self.provider.is_electronic = False
        sent = self.send("Paula", is_company=False, email=False)
        self.assertEqual(sent.registered_provider_id, self.provider)

    def test_what_leaves_electronically_is_printed_for_the_letterbox_only(self):
        self.friendly.channel_ids += self.env.ref(f"{MODULE}.channel_letter")
        sent = self.send("Adam")
        self.assertEqual(sent.deposit_state, "waiting")
        self.assertEqual(sent.print_state, "to_print")
        self.assertEqual(len(sent._in_postal_order()), 1)

    def test_who_has_moved_gets_the_next_one_by_the_same_provider(self):
        sent = self.send("Adam")
        sent.action_deposit()
        sent._enter_registered({"registered_outcome": "unknown"})
        sent.action_send_again()
        self.assertEqual(sent.deposit_state, "waiting")
        self.assertFalse(sent.handed_over_on or sent.registered_outcome)
