from datetime import date
from decimal import Decimal

from odoo.tests import freeze_time

from ..rules import instalments
from ..rules.instalments import Instalment, Interval
from .common import CollectionCommon, day

SIGNED = day(5)
FIRST = date(2026, 3, 31)  # day 21; then 30 April and 31 May, days 51 and 82


class PlanCommon(CollectionCommon):
    """A customer who agrees on day 5 to pay by instalments, from 31 March on."""

    @classmethod
    def night(cls, today):
        with freeze_time(today):
            return super().night(today)

    @classmethod
    def on(cls, offset, step, *args, **values):
        """Do something on this day, and commit."""
        with freeze_time(day(offset)):
            result = step(*args, **values)
            cls.env.cr.flush()
            return result

    @classmethod
    def make_plan(cls, claims, number=3, down=0, interval=Interval.MONTH, **values):
        """The draft of a plan in equal instalments on ``claims``, made today."""
        cls.env.cr.flush()
        plans = cls.env["collection.plan"]
        debtor = cls.debtor(claims.partner_id)
        mode = values.get("interest_mode", "continued")
        lines = plans._prepare_lines(debtor, claims, mode)
        total = sum(
            line["amount"] + line["interest"] + line["indemnity"] for line in lines
        )
        rounding = Decimal(str(claims.currency_id.rounding))
        amounts = instalments.by_number(total - down, number, rounding)
        days = instalments.days(FIRST, interval, number)
        schedule = [Instalment(*row) for row in zip(days, amounts, strict=True)]
        if down:
            schedule.insert(0, Instalment(SIGNED, Decimal(down)))
        return plans._make(debtor, claims, schedule, **values)

    @classmethod
    def agree(cls, claims, number=3, **values):
        """A plan that runs from day 5 on."""
        with freeze_time(SIGNED):
            plan = cls.make_plan(claims, number, **values)
            plan.action_start_unsigned()
            cls.env.cr.flush()
        return plan

    def mails_about(self, plan):
        mails = self.env["mail.mail"].search(
            [("model", "=", "collection.plan"), ("res_id", "=", plan.id)], order="id"
        )
        return mails.filtered("email_from").mapped("subject")

    def assertInstalments(self, plan, expected):
        """``expected``: (credited, paid, open, state) of each."""
        self.assertEqual(
            [(i.credited, i.paid, i.residual, i.state) for i in plan.instalment_ids],
            expected,
        )
