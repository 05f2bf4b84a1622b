from datetime import timedelta

from odoo import Command, models


class CollectionDemo(models.AbstractModel):
    """What was agreed with some customers of the demo company."""

    _inherit = "collection.demo"

    def _set_up_public_sector(self, company):
        """Public bodies: on working days only, and with more time between."""
        tag = self.env["res.partner.category"].create({"name": "Secteur public"})
        company.collection_policy_id.copy(
            {
                "name": tag.name,
                "min_gap": 10,
                "working_days_only": True,
                "segmented": True,
                "segment_domain": f"[('category_id', 'in', {tag.ids})]",
            }
        )

    def _care_for_debtors(self):
        """What was agreed with some customers, entered on their debtors."""
        self.env.cr.flush()  # makes the debtors
        for debtor in self._debtors():
            customer = self._customers()[debtor.partner_id.name]
            if code := customer.get("channel"):
                debtor.preferred_channel_id = self.env.ref(
                    f"account_debt_collection.channel_{code}"
                )
            if name := customer.get("copy_to"):
                contacts = debtor.partner_id.child_ids
                debtor.copy_partner_id = contacts.filtered(lambda c: c.name == name)
            if customer.get("strategic"):
                self._handle_with_care(debtor)

    def _debtors(self):
        return self.env["collection.debtor"].search(
            [("company_id", "=", self.env.company.id)]
        )

    def _handle_with_care(self, debtor):
        """No severe word without approval; its salesperson hears of the call before."""
        firm = self.env.company.collection_policy_id.level_ids.filtered(
            lambda level: "call" in level.channel_ids.mapped("code")
        )
        firm.notice_hours = 24
        debtor.tone_cap_id = firm
        debtor.partner_id.user_id = self.env["res.users"].create(
            {
                "name": "Service commercial",
                "login": "commercial",
                "email": "commercial@cordeliers.example",
                "notification_type": "inbox",  # no mail about the past
                "company_ids": [Command.set(self.env.company.ids)],
                "company_id": self.env.company.id,
                "lang": self._lang("fr_FR"),
            }
        )

    def _put_on_hold(self, moves, today):
        debtors = self._debtors().grouped("partner_id")
        for name, customer in self._customers().items():
            if "hold" not in customer:
                continue
            index, reason = customer["hold"]
            invoices = moves.filtered(lambda m, name=name: m.partner_id.name == name)
            claims = invoices.sorted("id")[index].line_ids.filtered(
                lambda item: item.account_type == "asset_receivable"
            )
            self.env["collection.hold"].create(
                {
                    "name": reason,
                    "debtor_id": debtors[claims.partner_id].id,
                    "claim_ids": [Command.set(claims.ids)],
                    "user_id": self.env.company.collection_user_id.id,
                    "date_start": today - timedelta(days=6),
                    "date_end": today + timedelta(days=8),
                }
            )
