from datetime import date

from odoo.tests import new_test_user

from .common import CollectionCommon

DOCUMENT = b"SSBvd2UgdGhpcy4="  # base64
MODULE = "account_debt_collection"


class LimitationCommon(CollectionCommon):
    """Claims that lapse in 2026: trade ones of 2021, consumers' of 2024."""

    TRADE = date(2021, 6, 15)
    CONSUMER = date(2024, 6, 15)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.events = cls.env["collection.limitation.event"]
        cls.consumer = cls.create_customer("Camille Particulier", is_company=False)

    @classmethod
    def owed(cls, due=TRADE, amount=1000, **values):
        """The claim of an invoice that is due on this day."""
        claim = cls.claim(cls.invoice(amount, due=due, **values))
        cls.env.cr.flush()
        return claim

    @classmethod
    def watch(cls, today):
        """The part of the night that looks after limitation."""
        debtors = cls.env["collection.debtor"]
        claims = cls.env["account.move.line"]
        claims._collection_stale_claims(today)._collection_store_limitation()
        debtors._alert_limitations(today)
        cls.env.flush_all()

    @classmethod
    def record(cls, claims, kind, on, **values):
        event = cls.events._record(claims, kind, on, **values)
        cls.env.cr.flush()
        return event

    @classmethod
    def pay_part(cls, claim, amount, on):
        payment = cls._register_payment(claim.move_id, amount=amount, payment_date=on)
        cls.env.cr.flush()
        return payment

    @classmethod
    def person(cls, group, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login=f"{group.rpartition('.')[2]}_{company.id}",
            groups=group if "." in group else f"{MODULE}.group_collection_{group}",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )

    def found(self, claim):
        return claim._collection_count_limitation()[claim.id].found

    def alerts(self, partner=None):
        activities = self.env["collection.debtor"].sudo()._limitation_activities()
        debtor = self.debtor(partner)
        return activities.filtered(lambda activity: activity.res_id == debtor.id)

    def assertSafeUntil(self, claim, *day):
        """The stored day, and what is counted when somebody looks."""
        self.assertEqual(claim.collection_limitation_date, date(*day))
        self.assertEqual(self.found(claim).day, date(*day))
