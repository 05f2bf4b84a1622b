from odoo import fields, models


# pylint: disable=consider-merging-classes-inherited
class CollectionProceeding(models.Model):
    """Claims that are declared do not lapse until insolvency is over (L622-25-1)."""

    _inherit = "collection.proceeding"

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            insolvent = self.filtered(lambda p: p.category == "insolvency")
            for proceeding in insolvent:
                proceeding._follow_declaration()
        return result

    def _follow_declaration(self):
        # Managers declare; events follow what they have entered.
        events = self.env["collection.limitation.event"].sudo()
        today = fields.Date.context_today(self)
        if self.state == "declared":
            self._record_declaration(today)
        elif self.state == "closed":
            events._end_of(self, today, ["insolvency"])
        elif self.state == "cancelled":
            events._void_of(self, self.env._("Recorded by mistake."), ["insolvency"])

    def _record_declaration(self, day):
        """Claims that are declared on ``day`` do not lapse from then on."""
        # What was declared in credits is owed to the customer.
        claims = self.line_ids.claim_id.filtered(lambda item: item.balance > 0)
        if claims:
            # Managers declare; events follow what they have entered.
            self.env["collection.limitation.event"].sudo()._record(
                claims, "insolvency", day, self
            )
