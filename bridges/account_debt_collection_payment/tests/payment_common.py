from odoo import Command

from odoo.addons.account_debt_collection.tests.portal_common import PortalCommon


class PaymentCommon(PortalCommon):
    """The customer of the portal, and a provider that only pretends to be paid."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        demo = cls.env.ref("payment.payment_provider_demo").sudo()
        cls.method = cls.env.ref("payment_demo.payment_method_demo").sudo()
        cls.method.active = True
        cls.provider = demo.copy(
            {
                "company_id": cls.company.id,
                "state": "test",
                "is_published": True,
                "payment_method_ids": [Command.set(cls.method.ids)],
            }
        )
        bank = cls.company_data["default_journal_bank"]
        cls.provider.journal_id = bank
        bank.inbound_payment_method_line_ids.filtered(
            lambda line: line.payment_provider_id == cls.provider
        ).payment_account_id = cls.inbound_payment_method_line.payment_account_id

    def ask_to_pay(self, amount, claims, ref=None, **values):
        """What Odoo's payment form sends when the customer clicks on "Pay".

        :return: what the customer reads if it is refused
        """
        chosen = "-".join(str(claim.id) for claim in claims)
        params = {
            "provider_id": self.provider.id,
            "payment_method_id": self.method.id,
            "token_id": None,
            "amount": amount,
            "flow": "direct",
            "tokenization_requested": False,
            "landing_route": "https://evil.example/",
            "is_validation": False,
            "access_token": None,
            **values,
        }
        answer = self.url_open(
            f"/my/collection/{ref or self.token}/transaction/{chosen}",
            json={"params": params},
        ).json()
        self.assertNotIn("error", answer)
        return answer["result"].get("state_message")

    def transactions(self):
        return (
            self.env["payment.transaction"]
            .sudo()
            .search([("provider_id", "=", self.provider.id)])
        )

    def confirm(self, transaction):
        """The provider says that the money has come."""
        transaction._set_done()
        transaction._post_process()
        self.env.cr.flush()

    def liquidate(self):
        """The customer is insolvent since the day before yesterday."""
        kind = "account_debt_collection.proceeding_kind_liquidation"
        self.env["collection.proceeding"].sudo().create(
            {
                "debtor_id": self.account.id,
                "kind_id": self.env.ref(kind).id,
                "date_judgment": self.on(-2),
                "date": self.on(-1),
                "user_id": self.env.ref("base.user_admin").id,
            }
        )
