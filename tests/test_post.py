from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.iap.tools import iap_tools

from .common import CollectionCommon, day

MODULE = "account_debt_collection"


@tagged("post_install", "-at_install")
class TestPost(CollectionCommon):
    """The post service of Odoo; only its server, outside, is not asked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.post = cls.env.ref(f"{MODULE}.channel_post")
        cls.friendly.channel_ids = cls.post
        cls.friendly.fallback_channel_id = False

    def deliver(self, error=None):
        """Let the service's queue run, and answer as its server does."""
        asked = []

        def server(_url, params, **_options):
            asked.extend(params["documents"])
            answer = {"error": error} if error else {"sent": True, "send_id": "1"}
            documents = [document | answer for document in params["documents"]]
            return {"request_code": 200, "request": {"documents": documents}}

        cron = self.env.ref("snailmail.snailmail_print")
        with (
            patch.object(iap_tools, "iap_jsonrpc", server),
            self.enter_registry_test_mode(),
        ):
            cron.sudo().method_direct_trigger()
        self.env.invalidate_all()
        return asked

    def test_the_archived_letter_is_handed_over(self):
        self.invoice()
        sent = self.night(day(1))
        self.assertReminded(sent, self.friendly)
        letter = sent.post_letter_id
        self.assertEqual(letter.state, "pending")
        self.assertEqual(letter.attachment_id, sent.letter_id)
        self.assertEqual(letter.partner_id, self.customer)
        self.assertEqual(letter.company_id, self.company)
        self.assertIn(letter.message_id, self.debtor().message_ids)
        self.assertFalse(sent.print_state, "The post service prints it, we do not.")

    def test_it_is_posted_to_the_address(self):
        self.invoice()
        sent = self.night(day(1))
        (document,) = self.deliver()
        self.assertEqual(document["address"]["city"], "Marseille")
        self.assertEqual(document["pdf_bin"], sent.letter_id.datas.decode())
        self.assertEqual(sent.post_letter_id.state, "sent")
        self.assertFalse(sent.undelivered)

    def test_an_incomplete_address_is_an_obstacle(self):
        self.customer.zip = False
        self.invoice()
        self.night(day(1))
        self.assertFailed(self.reminders(), "street, postcode, city and country")

    def test_a_refused_letter_comes_back_and_is_sent_again_to_the_new_address(self):
        self.invoice()
        sent = self.night(day(1))
        refused = sent.letter_id
        self.deliver(error="NO_PRICE_AVAILABLE")
        self.assertTrue(sent.undelivered)
        self.assertIn("No Price Available", sent.note)
        self.assertEqual(self.debtor().state, "attention")
        self.customer.write({"street": "9 place Neuve", "city": "Toulon"})
        sent.action_send_again()
        self.assertFalse(sent.undelivered)
        self.assertNotEqual(sent.letter_id, refused)
        self.assertTrue(refused.exists(), "What was sent first stays on file.")
        self.assertIn("9 place Neuve", sent.letter_id.raw.decode())
        (document,) = self.deliver()
        self.assertEqual(document["address"]["city"], "Toulon")

    def test_what_came_back_is_not_posted_by_itself(self):
        self.invoice()
        sent = self.night(day(1))
        self.deliver(error="TRIAL_ERROR")
        self.assertTrue(sent.undelivered)
        self.assertFalse(self.deliver(), "Odoo's queue would try it every day.")
        self.assertEqual(sent.post_letter_id.state, "canceled")
        self.assertTrue(sent.undelivered)

    def test_who_has_paid_gets_no_letter_from_the_queue(self):
        invoice = self.invoice()
        sent = self.night(day(1))
        self.pay(invoice)
        self.env.cr.flush()
        self.assertFalse(self.deliver())
        self.assertEqual(sent.post_letter_id.state, "canceled")

    def test_other_letters_of_odoo_are_left_alone(self):
        letter = self.env["snailmail.letter"].create(
            {
                "model": "res.partner",
                "res_id": self.customer.id,
                "partner_id": self.customer.id,
                "attachment_id": self.env["ir.attachment"]
                .create({"name": "x.pdf", "raw": b"%PDF"})
                .id,
            }
        )
        self.deliver(error="TRIAL_ERROR")
        self.assertEqual(letter.state, "error")
        self.assertEqual(len(self.deliver()), 1)
        self.assertEqual(letter.state, "sent")
