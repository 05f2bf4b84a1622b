from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import CollectionCommon, day
from .test_disputes import MODULE, DisputeStories


@tagged("post_install", "-at_install")
class TestReach(DisputeStories, CollectionCommon):
    """Who cannot be reached is on hold, and somebody looks for the way."""

    def lose(self, state, offset=2, **values):
        self.env.cr.flush()  # makes the debtor
        with freeze_time(day(offset)):
            self.debtor().write({"reachability": state, **values})

    def active_holds(self):
        return self.debtor().hold_ids.filtered(lambda hold: not hold.date_lifted)

    def test_unknown_at_the_address_until_it_is_found(self):
        self.invoice()
        self.night(day(1))
        self.lose("unknown_address")
        hold = self.active_holds()
        self.assertEqual(hold.kind, "unreachable")
        self.assertEqual(hold.name, "Unknown at the address")
        self.assertIn("new address", self.debtor().activity_ids.summary)
        self.nights(3, 9)
        self.assertHistory([(1, self.friendly)])
        # What is known of it changes: it is still one hold.
        self.lose("unreachable", offset=9)
        self.assertEqual(self.active_holds(), hold)
        self.assertEqual(hold.name, "Does not answer")
        self.assertEqual(len(self.debtor().activity_ids), 1)
        self.lose(False, offset=10)
        self.assertFalse(self.active_holds())
        self.assertFalse(self.debtor().activity_ids)
        self.assertReminded(self.night(day(10)), self.firm)

    def test_deceased_the_letters_go_to_the_notary(self):
        self.invoice()
        self.lose("deceased")
        self.assertIn("the heirs", self.debtor().activity_ids.summary)
        self.nights(3, 5)
        self.assertHistory([])
        notary = self.create_customer("Notary of the estate", city="Aix")
        self.lose("deceased", offset=6, heir_id=notary.id)
        self.assertEqual(self.debtor().contact_id, notary)
        sent = self.night(day(6))
        self.assertReminded(sent, self.friendly)
        self.assertEqual(sent.mail_id.recipient_ids | notary, notary)
        self.assertEqual(self.debtor()._postal_contact(), notary)

    def test_whom_to_write_to_is_known_at_once(self):
        self.invoice()
        self.env.cr.flush()
        debtor = self.debtor()
        self.assertEqual(debtor.contact_id, self.customer)
        notary = self.create_customer("Notary of the estate", city="Aix")
        debtor.write({"reachability": "deceased", "heir_id": notary.id})
        self.assertEqual(debtor.contact_id, notary)

    def test_another_pause_is_not_lifted_with_it(self):
        self.invoice()
        pause = self.hold(until=20)
        self.lose("unreachable")
        self.lose(False, offset=3)
        self.assertEqual(self.active_holds(), pause)

    def test_the_hold_is_lifted_on_the_debtor(self):
        officer = self.new_user("officer", f"{MODULE}.group_collection_officer")
        self.invoice()
        self.env.cr.flush()
        self.debtor().with_user(officer).reachability = "unreachable"
        hold = self.active_holds().with_user(officer)
        with self.assertRaisesRegex(UserError, "belongs to"):
            hold.action_lift()
        self.assertEqual(hold.action_open_origin()["res_id"], self.debtor().id)
        billing = self.new_user("billing", "account.group_account_invoice")
        with self.assertRaises(AccessError):
            self.debtor().with_user(billing).reachability = False

    def test_merged_with_a_customer_that_can_be_reached(self):
        self.invoice()
        self.lose("unreachable")
        twin = self.create_customer("Debtor Ltd")
        self.invoice(partner=twin)
        self.env.cr.flush()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer + twin).ids, twin)
        self.assertFalse(self.debtor(twin).reachability)
        self.assertEqual(
            set(self.debtor(twin).hold_ids.mapped("state")) - {"over"}, set()
        )
