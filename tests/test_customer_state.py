from itertools import product

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import BaseCase, new_test_user, tagged

from ..rules.customer_state import CustomerState, Facts, state_of
from .common import CollectionCommon, day

SHOWN = {"collection_customer_state", "collection_customer_level"}


class TestCustomerStateRules(BaseCase):
    """One word on a customer: the worst that is true of it."""

    def test_who_pays_in_time(self):
        self.assertEqual(state_of(Facts()), CustomerState.CURRENT)
        self.assertEqual(state_of(Facts(is_reminded=True)), CustomerState.CURRENT)

    def test_who_is_late(self):
        self.assertEqual(state_of(Facts(is_overdue=True)), CustomerState.OVERDUE)
        reminded = Facts(is_overdue=True, is_reminded=True)
        self.assertEqual(state_of(reminded), CustomerState.REMINDED)

    def test_a_hold_on_one_claim_does_not_hide_that_the_others_are_late(self):
        part = Facts(is_overdue=True, holds=frozenset({"pause"}))
        self.assertEqual(state_of(part), CustomerState.OVERDUE)

    def test_what_is_agreed_says_more_than_a_pause(self):
        for kind in ("promise", "plan"):
            held = Facts(
                is_overdue=True, holds=frozenset({kind, "pause"}), all_held=True
            )
            self.assertEqual(state_of(held), CustomerState.AGREED)
        held = Facts(is_overdue=True, holds=frozenset({"pause"}), all_held=True)
        self.assertEqual(state_of(held), CustomerState.HELD)

    def test_the_worst_comes_first(self):
        for is_overdue, all_held in product((False, True), repeat=2):
            facts = Facts(is_overdue=is_overdue, all_held=all_held)
            holds = frozenset({"dispute", "pause"})
            self.assertEqual(
                state_of(Facts(False, is_overdue, True, holds, all_held)),
                CustomerState.DISPUTED,
            )
            holds |= {"proceeding"}
            self.assertEqual(
                state_of(Facts(False, is_overdue, True, holds, all_held)),
                CustomerState.LEGAL,
            )
            self.assertEqual(
                state_of(Facts(True, is_overdue, True, holds, all_held)),
                CustomerState.INSOLVENT,
            )
            self.assertNotEqual(state_of(facts), CustomerState.INSOLVENT)


@tagged("post_install", "-at_install")
class TestCustomerState(CollectionCommon):
    """What somebody without any right on accounting reads of a customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee = new_test_user(
            cls.env,
            "employee",
            "base.group_user",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.bill = cls.invoice(1000)
        cls.env.cr.flush()

    def told(self, partner=None, user=None):
        """(state, level) that the employee reads on the customer."""
        self.env.invalidate_all()
        partner = (partner or self.customer).with_user(user or self.employee)
        return partner.collection_customer_state, partner.collection_customer_level

    def test_a_story(self):
        with freeze_time(day(-20)):
            self.env["collection.debtor"]._refresh(self.customer)
            self.assertEqual(self.told(), ("current", False))
        with freeze_time(day(1)):
            self.env["collection.debtor"]._refresh(self.customer, day(1))
            self.assertEqual(self.told(), ("overdue", False))
            self.night(day(1))
            self.assertEqual(self.told(), ("reminded", self.friendly.name))
        with freeze_time(day(8)):
            self.night(day(8))
            self.assertEqual(self.told(), ("reminded", self.firm.name))
            self.hold(until=20)
            self.assertEqual(self.told(), ("held", False))
        with freeze_time(day(21)):
            self.assertEqual(self.told(), ("reminded", self.firm.name))
            self.pay(self.bill)
            self.env.cr.flush()
            self.assertEqual(self.told(), ("current", False))

    def test_the_contact_of_a_customer_shows_its_company(self):
        contact = self.create_customer(
            "Ada", parent_id=self.customer.id, is_company=False
        )
        with freeze_time(day(2)):
            self.night(day(2))
            self.assertEqual(self.told(contact), ("reminded", self.friendly.name))

    def test_who_is_no_customer_has_no_state(self):
        self.assertEqual(self.told(self.create_customer("New SA")), (False, False))

    def test_one_claim_on_hold_and_one_that_is_not(self):
        other = self.invoice(500)
        with freeze_time(day(2)):
            self.night(day(2))
            self.hold(self.claim(self.bill), until=9)
            self.assertEqual(self.told()[0], "reminded")
            self.hold(self.claim(other), until=9)
            self.assertEqual(self.told()[0], "held")

    def test_a_part_on_hold_leaves_the_rest_late(self):
        with freeze_time(day(2)):
            self.night(day(2))
            self.hold(self.claim(self.bill), until=9, amount=400)
            self.assertEqual(self.told()[0], "reminded")

    def test_another_company_knows_nothing_of_it(self):
        other = self.env["res.company"].create({"name": "Sister SARL"})
        sister = new_test_user(
            self.env,
            "sister",
            "base.group_user",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        with freeze_time(day(2)):
            self.night(day(2))
            self.assertEqual(self.told(user=sister), (False, False))

    def test_a_long_list_costs_no_more_queries(self):
        def count(number):
            customers = self.env["res.partner"]
            for n in range(number):
                customers += self.create_customer(f"Listed{n} SA")
                claim = self.claim(self.invoice(100, partner=customers[-1]))
                self.hold(claim, until=20, partner=customers[-1])
            self.env["collection.debtor"]._refresh(today=day(3))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows = customers.with_user(self.employee).read(SHOWN)
            self.assertEqual({r["collection_customer_state"] for r in rows}, {"held"})
            return self.env.cr.sql_log_count - before

        with freeze_time(day(3)):
            count(1)
            self.assertGreaterEqual(count(2), count(12))

    # === AND NOTHING ELSE === #

    def test_no_field_of_a_customer_says_more(self):
        # What the guard says is in words; who may change limits is no secret.
        allowed = SHOWN | {"collection_guard_warning", "collection_may_change_limits"}
        read = self.env["res.partner"].with_user(self.employee).fields_get()
        self.assertEqual(
            {name for name in read if name.startswith("collection_")}, allowed
        )

    def test_the_rest_of_collection_is_closed(self):
        """By each way in which the web client, or a script, could ask."""
        for name in self.env.registry:
            model = self.env[name]
            if (
                not name.startswith("collection.")
                or model._abstract
                or model._transient
            ):
                continue
            closed = model.with_user(self.employee)
            with self.subTest(model=name), self.assertRaises(AccessError):
                closed.search_read([], ["id"])

    def test_a_debtor_cannot_be_read_in_any_way(self):
        debtor = self.debtor().with_user(self.employee)
        calls = {
            "read": lambda: debtor.read(["overdue"]),
            "search": lambda: debtor.search([("overdue", ">", 0)]),
            "search_count": lambda: debtor.search_count([]),
            "name_search": lambda: debtor.name_search("Debtor"),
            "formatted_read_group": lambda: debtor.formatted_read_group(
                [], ["state"], ["overdue:sum"]
            ),
            "write": lambda: debtor.write({"user_id": self.employee.id}),
        }
        for name, call in calls.items():
            with self.subTest(name), self.assertRaises(AccessError):
                call()
        self.employee.group_ids += self.env.ref("base.group_allow_export")
        with self.assertRaises(AccessError):
            debtor.export_data(["partner_id/name", "overdue"])

    def test_a_courtesy_before_the_due_date_is_no_reminder(self):
        with freeze_time(day(-4)):
            self.night(day(-4))
            self.assertEqual(self.told(), ("current", False))
        with freeze_time(day(1)):
            self.env["collection.debtor"]._refresh(self.customer)
            self.assertEqual(self.debtor().level_id, self.courtesy)
            self.assertEqual(self.told(), ("overdue", False))

    def test_nothing_is_found_out_by_searching_customers(self):
        customers = self.env["res.partner"].with_user(self.employee)
        for domain in (
            [("collection_debtor_ids.overdue", ">", 0)],
            [("collection_overdue", ">", 0)],
            [("collection_debtor_id.score", "<", 50)],
        ):
            with self.subTest(domain=domain), self.assertRaises(AccessError):
                customers.search(domain)
