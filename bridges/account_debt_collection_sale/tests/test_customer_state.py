from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.account_debt_collection.tests.common import day

from .common import SaleGuardCommon

STATE = ["collection_customer_state", "collection_customer_level"]


@tagged("post_install", "-at_install")
class TestCustomerState(SaleGuardCommon):
    """What a salesperson is told of customers: on their documents, and no figure."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.collection_guard = "off"
        cls.other_seller = cls.create_user(
            "other_seller", "sales_team.group_sale_salesman"
        )
        cls.quotation = cls.order(300)
        cls.bill = cls.invoice(1000, invoice_user_id=cls.seller.id)
        cls.env.cr.flush()

    def as_seller(self, record, user=None):
        self.env.invalidate_all()
        return record.with_user(user or self.seller)

    def assertTold(self, record, state, level=False):
        told = self.as_seller(record).read(STATE)[0]
        self.assertEqual([told[name] for name in STATE], [state, level])

    def test_customer_quotation_and_invoice_tell_the_same(self):
        documents = self.customer, self.quotation, self.bill
        with freeze_time(day(-20)):
            self.env["collection.debtor"]._refresh(self.customer)
            for record in documents:
                self.assertTold(record, "current")
        with freeze_time(day(8)):
            self.night(day(1))
            self.night(day(8))
            for record in documents:
                self.assertTold(record, "reminded", self.firm.name)

    def test_the_form_of_the_own_invoice_opens(self):
        self.pay(self.bill, 400)
        with freeze_time(day(2)):
            self.env.cr.flush()
            bill = self.as_seller(self.bill)
            fields = [
                node.get("name")
                for node in etree.fromstring(self.form_of(self.bill, self.seller)).iter(
                    "field"
                )
                if next(node.iterancestors("field"), None) is None
            ]
            told = bill.read(fields)[0]
        self.assertEqual(told["collection_customer_state"], "overdue")
        self.assertEqual(told["payment_count"], 1)

    def test_a_new_quotation_tells_it_at_once(self):
        with freeze_time(day(2)):
            self.night(day(2))
            order = self.env["sale.order"].with_user(self.seller)
            draft = order.new({"partner_id": self.customer.id})
            self.assertEqual(draft.collection_customer_state, "reminded")

    def test_the_bill_of_a_supplier_tells_nothing(self):
        bill = self.env["account.move"].create(
            {"move_type": "in_invoice", "partner_id": self.customer.id}
        )
        self.assertFalse(bill.collection_customer_state)

    def test_nobody_sees_the_documents_of_another_salesperson(self):
        for record in self.quotation, self.bill:
            with self.assertRaises(AccessError):
                self.as_seller(record, self.other_seller).read(STATE)

    def test_the_form_shows_it_to_who_sells_and_not_to_who_keeps_the_books(self):
        for record in self.customer, self.quotation, self.bill:
            with self.subTest(model=record._name):
                self.assertIn(STATE[0], self.form_of(record, self.seller))
        for record in self.customer, self.bill:
            with self.subTest(model=record._name):
                self.assertNotIn(STATE[0], self.form_of(record, self.users["officer"]))

    def form_of(self, record, user):
        return self.as_seller(record, user).get_view(view_type="form")["arch"]

    def test_no_field_of_a_document_says_more(self):
        # That it stops, in words without figures; how far this very invoice has come.
        guard = {"collection_guard_stops", "collection_guard_stopped_on"}
        for record in self.quotation, self.bill:
            read = record.with_user(self.seller).fields_get()
            found = {name for name in read if name.startswith("collection_")}
            own = {"collection_level_id"} & found
            self.assertEqual(found, {*STATE, *guard, *own}, record._name)

    def test_debtors_and_reminders_are_closed_to_who_sells(self):
        with freeze_time(day(2)):
            self.night(day(2))
        for name in ("debtor", "reminder", "reminder.line", "snapshot", "promise"):
            closed = self.env[f"collection.{name}"].with_user(self.seller)
            for call in (
                lambda closed=closed: closed.search([]),
                lambda closed=closed: closed.formatted_read_group([], [], ["__count"]),
                lambda closed=closed: closed.search_read([], ["id"]),
            ):
                with self.subTest(model=name), self.assertRaises(AccessError):
                    call()

    def test_a_long_list_of_orders_costs_no_more_queries(self):
        def count(number):
            orders = self.env["sale.order"]
            for n in range(number):
                customer = self.create_customer(f"Listed{n} SA")
                self.invoice(100, partner=customer)
                orders += self.order(10, partner=customer)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders.with_user(self.seller).read(STATE)
            return self.env.cr.sql_log_count - before

        count(1)
        self.assertGreaterEqual(count(2), count(12))
