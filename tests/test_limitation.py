from odoo.tests import tagged

from .common import CollectionCommon, day


@tagged("post_install", "-at_install")
class TestLimitationEvents(CollectionCommon):
    """What interrupts limitation, as plans, payments and proceedings record it."""

    def record(self, claims, kind="court_act", on=40, **values):
        self.env.cr.flush()
        events = self.env["collection.limitation.event"]
        return events._record(claims, kind, day(on), **values)

    def test_one_event_for_each_debtor(self):
        other = self.create_customer("Other SA")
        claims = self.claim(self.invoice()) + self.claim(self.invoice(partner=other))
        events = self.record(claims)
        self.assertEqual(events.claim_ids, claims)
        self.assertEqual(events.partner_id, self.customer + other)

    def test_what_an_origin_has_begun_it_ends_or_voids(self):
        invoice = self.invoice()
        events = self.env["collection.limitation.event"]
        event = self.record(self.claim(invoice), origin=invoice)
        self.assertEqual(self.record(self.claim(invoice), origin=invoice), event)
        self.assertEqual(event.reference, invoice.display_name)
        self.assertEqual(events._end_of(invoice, day(80)), event)
        self.assertEqual(event.date_end, day(80))
        events._void_of(invoice, "Withdrawn.")
        self.assertTrue(event.is_void)
        self.assertFalse(events._end_of(invoice, day(90)))
