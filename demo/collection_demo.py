from datetime import timedelta

from odoo import Command, api, fields, models

from .companies import COMPANIES

PAST_NIGHTS = range(-63, -1, 7)  # days on which the demo company has already reminded


class CollectionDemo(models.AbstractModel):
    """Companies whose customers show what the module does."""

    _name = "collection.demo"
    _description = "Collection Demo Data"

    @api.model
    def _load_when_ready(self):
        """While addons are being installed, charts of accounts cannot be loaded yet."""
        self.env.registry.collection_demo = True

    def _register_hook(self):
        super()._register_hook()
        if hasattr(self.env.registry, "collection_demo"):
            del self.env.registry.collection_demo
            self._load()

    @api.model
    def _load(self):
        """Make the companies, post their invoices, live through the last weeks."""
        for facts in COMPANIES:
            company = self._create_company(facts)
            self.with_company(company).with_context(
                allowed_company_ids=company.ids, tracking_disable=True
            )._load_history(fields.Date.context_today(self))

    def _facts(self):
        """What is known of the company."""
        name = self.env.company.name
        return next(facts for facts in COMPANIES if facts["values"]["name"] == name)

    def _customers(self):
        return self._facts()["customers"]

    def _load_history(self, today):
        moves = self._create_moves(today)
        for move in moves.sorted("invoice_date"):
            move.action_post()
        self._register_payments(moves)
        self._care_for_debtors()
        # What is noted from here on is in the language of the company's people.
        told = self.with_context(lang=self._lang(self._facts()["lang"]))
        told._remind_in_the_past(today)
        told._put_on_hold(moves.with_env(told.env), today)
        told._tell_stories(today)

    # === COMPANY === #

    def _create_company(self, facts):
        # "install_mode": demo data must not install the country's other modules.
        companies = self.env["res.company"].with_context(install_mode=True)
        company = companies.create(
            facts["values"] | {"country_id": self.env.ref(facts["country"]).id}
        )
        company = company.with_env(self.env)
        # Not at creation: Odoo would look the domain up on the internet.
        company.email = facts["email"]
        company.partner_id.lang = self._lang(facts["lang"])
        self._set_up_users(company, facts)
        self._set_up_chart(company, facts)
        self._set_up_bank(company, facts)
        if facts["lang"] == "fr_FR":
            self._set_up_public_sector(company)
        self._set_up_rates(fields.Date.context_today(self))
        return company

    def _set_up_rates(self, today):
        """Published rates end somewhere; a demonstration goes on with the last one."""
        for table in self.env["collection.interest.reference"]._in_use():
            while not table._knows(today):
                last = table.rate_ids.sorted("date_from")[-1]
                later = last.date_from + timedelta(days=370 if table.yearly else 190)
                table.rate_ids = [
                    Command.create(
                        {
                            "date_from": table._as_rule().period(later),
                            "rate": last.rate,
                            "source": "Demonstration: enter the published rate",
                        }
                    )
                ]

    def _set_up_users(self, company, facts):
        """The administrator sees the company; the accounts department calls."""
        self.env.ref("base.user_admin").write(
            {"company_ids": [Command.link(company.id)], "company_id": company.id}
        )
        officer = self.env.ref("account_debt_collection.group_collection_officer")
        company.collection_user_id = self.env["res.users"].create(
            {
                "name": facts["bookkeeper"][0],
                "login": facts["bookkeeper"][1],
                "email": company.email,
                "company_ids": [Command.set(company.ids)],
                "company_id": company.id,
                "lang": self._lang(facts["lang"]),
                "group_ids": [Command.link(officer.id)],
            }
        )

    def _set_up_chart(self, company, facts):
        module, chart = facts["chart"]
        installed = self.env["ir.module.module"].search(
            [("name", "=", module), ("state", "=", "installed")]
        )
        self.env["account.chart.template"].try_loading(
            chart if installed else "generic_coa", company
        )
        # The generic chart is in dollars.
        company.currency_id = self.env.ref(facts["currency"])

    def _set_up_bank(self, company, facts):
        """An IBAN for the letters; payments post straight to the bank's account."""
        journal = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
        )
        journal.bank_account_id = self.env["res.partner.bank"].create(
            {
                "acc_number": facts["iban"],
                "partner_id": company.partner_id.id,
                "company_id": company.id,
            }
        )
        journal.inbound_payment_method_line_ids.payment_account_id = (
            journal.default_account_id
        )
        self._set_up_rate(company, "base.USD", 1.12)
        if company.currency_id != self.env.ref("base.EUR"):
            self._set_up_rate(company, "base.EUR", 1.15)

    def _set_up_rate(self, company, currency, rate):
        currency = self.env.ref(currency)
        currency.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": currency.id,
                "company_id": company.id,
                "name": fields.Date.today() - timedelta(days=400),
                "rate": rate,
            }
        )

    def _lang(self, code):
        return code if self.env["res.lang"]._get_data(code=code) else False

    # === CUSTOMERS AND INVOICES === #

    def _create_moves(self, today):
        moves = self.env["account.move"]
        for name, customer in self._customers().items():
            partner = self._create_partner(name, customer)
            for index, invoice in enumerate(customer["invoices"]):
                term = customer.get("term") and not index
                moves += self._create_move(partner, customer, invoice, today, term=term)
            for credit in customer.get("credits", ()):
                moves += self._create_move(
                    partner, customer, credit, today, move_type="out_refund"
                )
        return moves

    def _create_partner(self, name, customer):
        facts = self._facts()
        country = self.env.ref(customer.get("country", facts["country"]))
        values = {"is_company": True, "lang": facts["lang"], **customer["values"]}
        values["lang"] = self._lang(values["lang"])
        if tag := customer.get("tag"):
            tags = self.env["res.partner.category"].search([("name", "=", tag)])
            values["category_id"] = [Command.set(tags.ids)]
        values["child_ids"] = [
            Command.create({"type": kind, "name": contact, "email": email})
            for kind, contact, email in customer.get("contacts", ())
        ]
        partner = self.env["res.partner"].create(
            {"name": name, "country_id": country.id, **values}
        )
        if customer.get("policy") == "never":
            partner.collection_policy_id = self.env["collection.policy"].create(
                {"name": "Sans relance", "company_id": self.env.company.id}
            )
        return partner

    def _create_move(
        self, partner, customer, invoice, today, *, term=False, move_type="out_invoice"
    ):
        amount, days, label = invoice
        due = today + timedelta(days=days)
        # French customers pay VAT; exports and their services are simplified here.
        taxes = self.env.company.account_sale_tax_id
        if customer.get("country"):
            taxes = taxes.browse()
        dates = {
            "invoice_date": min(due - timedelta(days=30), today),
            "invoice_date_due": due,
            "invoice_payment_term_id": False,
        }
        if term:
            dates = {"invoice_date": due, "invoice_payment_term_id": self._term().id}
        return self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": partner.id,
                "currency_id": self._currency(customer).id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": label,
                            "price_unit": amount,
                            "quantity": 1,
                            "tax_ids": [Command.set(taxes.ids)],
                        }
                    )
                ],
                **dates,
            }
        )

    def _currency(self, customer):
        if "currency" not in customer:
            return self.env.company.currency_id
        currencies = self.env["res.currency"].with_context(active_test=False)
        return currencies.search([("name", "=", customer["currency"])])

    def _term(self):
        return self.env["account.payment.term"].create(
            {
                "name": "Trois échéances : 30, 60 et 90 jours",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": share, "nb_days": days}
                    )
                    for share, days in ((30, 30), (30, 60), (40, 90))
                ],
            }
        )

    def _register_payments(self, moves):
        for name, customer in self._customers().items():
            invoices = moves.filtered(
                lambda move, name=name: (
                    move.partner_id.name == name and move.move_type == "out_invoice"
                )
            ).sorted("id")
            for index, share in customer.get("paid", {}).items():
                self._pay(invoices[index], share)

    def _pay(self, invoice, share):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create(
            {
                "amount": invoice.currency_id.round(invoice.amount_residual * share),
                "payment_date": invoice.invoice_date_due,
                "payment_difference_handling": "open",
            }
        )._create_payments()

    # === WHAT HAS HAPPENED SO FAR === #

    def _remind_in_the_past(self, today):
        """Live through the last weeks, so that every level can be seen tonight."""
        debtors = self.env["collection.debtor"]
        reminders = self.env["collection.reminder"]
        for days in PAST_NIGHTS:
            night = today + timedelta(days=days)
            company = [("company_id", "=", self.env.company.id)]
            debtors._wake(night, company)._plan(night)
            ready = reminders._ready(night).filtered_domain(company)
            ready._dispatch(night)
            ready.mail_id.write({"date": night, "state": "sent"})
            ready.filtered("print_state")._set_print_state("printed", printed_on=night)
            # Those calls were made.
            ready.debtor_id.activity_feedback(["mail.mail_activity_data_call"])
        debtors._refresh()
