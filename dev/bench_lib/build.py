"""Fill a database with customers and their open invoices: build.py DATABASE SIZE

A few customers are invoiced, credited and paid through Odoo, then cloned in SQL, a
statement for each table. The day on which they are reminded is fixed, a Monday, so
that a database never grows old.
"""

import random
import sys
from datetime import timedelta
from itertools import chain

from clone import Cloner
from session import TODAY, open_database

from odoo import Command
from odoo.tools import split_every

CUSTOMERS = 20  # that are made through Odoo
SIZES = {"S": (1_000, 5), "M": (10_000, 5), "L": (20_000, 10)}

# Of a hundred documents: (kind, how many, how many of them are overdue).
MIX = (
    ("invoice", 77, 56),
    ("paid in part", 10, 7),
    ("instalments", 10, 7),
    ("credit note", 3, 0),
)


class Kernel:
    """The customers that are made through Odoo."""

    def __init__(self, env):
        self.env = env
        self.random = random.Random(1)  # noqa: S311  always the same

    def build(self, invoices_each):
        self.set_up_company()
        customers = self.create_customers()
        documents = self.shuffled_mix(CUSTOMERS * invoices_each)
        for customer, mix in zip(
            customers, split_every(invoices_each, documents), strict=True
        ):
            for kind, overdue in mix:
                self.create_document(customer, kind, overdue)

    def set_up_company(self):
        env = self.env
        company = env.company
        company.write(
            {
                "name": "Creditor SARL",
                "street": "18 rue des Cordeliers",
                "zip": "21000",
                "city": "Dijon",
                "country_id": env.ref("base.fr").id,
                "email": "books@creditor.example",
                "company_registry": "73282932000074",
            }
        )
        env["account.chart.template"].try_loading("generic_coa", company, False)
        env["res.partner.bank"].create(
            {
                "acc_number": "FR7630006000011234567890189",
                "partner_id": company.partner_id.id,
            }
        )
        self.set_up_payments()
        self.term = self.create_term()

    def set_up_payments(self):
        """A payment has an entry when its method has an account of its own."""
        account = self.env["account.account"].create(
            {
                "name": "Outstanding receipts",
                "code": "101999",
                "account_type": "asset_current",
                "reconcile": True,
            }
        )
        bank = self.env["account.journal"].search([("type", "=", "bank")], limit=1)
        bank.inbound_payment_method_line_ids.payment_account_id = account

    def create_term(self):
        return self.env["account.payment.term"].create(
            {
                "name": "Two instalments",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": days}
                    )
                    for days in (15, 45)
                ],
            }
        )

    def create_customers(self):
        return self.env["res.partner"].create(
            [
                {
                    "name": f"First customer {number}",
                    "is_company": True,
                    "street": f"{number} quai du Port",
                    "zip": "13002",
                    "city": "Marseille",
                    "country_id": self.env.ref("base.fr").id,
                    "email": f"first{number}@customer.example",
                    "lang": "fr_FR" if number % 2 else "en_US",
                }
                for number in range(CUSTOMERS)
            ]
        )

    def shuffled_mix(self, count):
        hundred = chain.from_iterable(
            [(kind, True)] * overdue + [(kind, False)] * (number - overdue)
            for kind, number, overdue in MIX
        )
        documents = list(hundred) * (count // 100)
        self.random.shuffle(documents)
        return documents

    def create_document(self, customer, kind, overdue):
        # A week at most: whatever a policy makes of old claims, they are ripe for the
        # first reminder.
        late = self.random.randint(2, 7) if overdue else -self.random.randint(10, 40)
        due = TODAY - timedelta(days=late)
        dates = {
            "invoice_date": due - timedelta(days=30 if late < 10 else 50),
            "invoice_date_due": due,
            "invoice_payment_term_id": False,
        }
        if kind == "instalments":
            dates = {
                "invoice_date": TODAY - timedelta(days=15 + late if overdue else 2),
                "invoice_payment_term_id": self.term.id,
            }
        move = self.env["account.move"].create(
            {
                "move_type": "out_refund" if kind == "credit note" else "out_invoice",
                "partner_id": customer.id,
                "invoice_line_ids": [Command.create(self.prepare_line(kind))],
                **dates,
            }
        )
        move.action_post()
        if kind == "paid in part":
            self.pay_half(move)

    def prepare_line(self, kind):
        amount = 20 if kind == "credit note" else self.random.randint(100, 3000)
        return {"name": "Work", "price_unit": amount, "tax_ids": False}

    def pay_half(self, invoice):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create(
            {
                "amount": invoice.amount_total / 2,
                "payment_date": invoice.invoice_date_due,
            }
        )._create_payments()


def main():
    database, size = sys.argv[1:]
    customers, invoices_each = SIZES[size]
    with open_database(database) as env:
        cloner = Cloner(env.cr)
        Kernel(env).build(invoices_each)
        env.flush_all()
        cloner.clone(customers // CUSTOMERS - 1)


if __name__ == "__main__":
    main()
