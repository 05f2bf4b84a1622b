from functools import partial

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_amount, format_date

from ..rules import notice
from ..rules.notice import Claim, Demand, Mention
from .collection_debtor_figures import OTHERS_WERE_FASTER
from .collection_reminder import WITH_A_PERSON
from .collection_reminder_text import BLOCKS


# pylint: disable=consider-merging-classes-inherited
class CollectionReminder(models.Model):
    """The formal notice: its letter is read, and waits while a mention is missing."""

    _inherit = "collection.reminder"

    missing_points = fields.Text(
        readonly=True, help="What the formal notice needs before it can be approved."
    )

    # === ACTIONS === #

    def action_check_again(self):
        """Look whether the formal notice is complete by now."""
        self.check_access("write")
        # Nobody may write the state of a reminder by hand; the right to write is there.
        incomplete = self.sudo().filtered(lambda r: r.state == "to_complete")
        incomplete._check_notices()
        incomplete.debtor_id._refresh_touched()
        still = incomplete.filtered(lambda r: r.state == "to_complete")
        return still._sending_report() if still else None

    def _check_may_print(self):
        """Nobody is handed a formal notice that lacks a mention."""
        if incomplete := self.filtered(lambda r: r.state == "to_complete")[:1]:
            raise UserError(
                self.env._(
                    "The formal notice to %(customer)s is not complete and cannot be "
                    "printed: %(reason)s",
                    customer=incomplete.partner_id.name,
                    reason=incomplete.note,
                )
            )

    # === STATES === #

    def _check_waiting(self):
        """Check those of ``self`` that wait for a person.

        :return: those whose state has changed
        """
        waiting = self.filtered(lambda reminder: reminder.state in WITH_A_PERSON)
        states = {reminder: reminder.state for reminder in waiting}
        waiting._check_notices()
        return waiting.filtered(lambda reminder: reminder.state != states[reminder])

    def _complete(self):
        """Those that a person may approve: complete, and known to be so before."""
        known = self.filtered(lambda reminder: reminder.state == "to_approve")
        incomplete = self._check_notices()
        incomplete.debtor_id._refresh_touched()
        return known - incomplete

    def _held_back(self):
        """Those about to go out that must not: they wait for a person again."""
        incomplete = self._check_notices()
        # Written anew when it is complete, and approved as it is then.
        incomplete.write(
            {"subject": False, "body": False, "date_done": False}
            | {"approved_by_id": False}
        )
        return incomplete

    def _check_notices(self):
        """Read the formal notices among ``self``; return those that are incomplete."""
        notices = self.filtered(lambda r: r.level_id.kind == "formal_notice")
        for day, stopped in (
            notices.filtered("charges_obstacle").grouped("date").items()
        ):
            stopped._write_charges(day)  # what stood in the way may be gone
        points = notices._missing_of_each()
        incomplete = notices.filtered(lambda reminder: points[reminder])
        for reminder in incomplete:
            sentences = points[reminder]
            reminder.write(
                {
                    "state": "to_complete",
                    "note": " ".join(sentences),
                    "missing_points": "\n".join(sentences),
                }
            )
        (notices - incomplete).filtered(lambda r: r.state == "to_complete").write(
            {
                "state": "to_approve",
                "note": self.env._("It is complete now: it can be approved."),
                "missing_points": False,
            }
        )
        return incomplete

    def _missing_points(self):
        """Sentences on what this reminder lacks, if it is a formal notice."""
        is_notice = self.level_id.kind == "formal_notice"
        return self._missing_of_each()[self] if is_notice else []

    # === READING === #

    def _missing_of_each(self):
        """{reminder: sentences on what its letter lacks}; those of a batch at once."""
        if not self:
            return {}
        try:
            letters = self._letters_to_read()
            if len(letters) == len(self):
                return {r: r._missing_in(letters[r.id]) for r in self}
        except OTHERS_WERE_FASTER:
            raise
        except Exception as error:  # noqa: BLE001  whatever it is, it stops one debtor
            if len(self) == 1:
                return {self: [self._explain(error)]}
        if len(self) == 1:
            return {self: [self.env._("The text cannot be read: correct it.")]}
        # One by one: a mistake in one text is nobody else's.
        return {r: r._missing_of_each()[r] for r in self}

    def _letters_to_read(self):
        """{id: its letter as an lxml element}, as it would be printed now."""
        report = self.env["ir.actions.report"]
        unwritten = self.filtered(lambda reminder: not reminder.body)
        # What they place in the text may come from anywhere: bank accounts, users ...
        self.invalidate_recordset([*BLOCKS, "contact_text"])
        source = report._render_template(
            "account_debt_collection.report_letter",
            {"docs": self, "texts": unwritten._render_texts(), "checked": True},
        )
        return report._letters(source)

    def _missing_in(self, letter):
        """Sentences on what ``letter`` lacks, those on data first."""
        speaking = self.with_context(lang=self._lang())
        findings = notice.check(
            letter,
            list(speaking._notice_demands()),
            list(speaking._notice_claims()),
            is_consumer=self.is_consumer,
        )
        obstacles = [self.charges_obstacle] if self.charges_obstacle else []
        return [*obstacles, *self._describe_lacks(findings.lacks)]

    # === WHAT HAS TO BE THERE === #

    def _notice_demands(self):
        """The mentions to look for, in the language of the letter."""
        yield Demand(Mention.TITLE, self._notice_titles())
        yield Demand(Mention.DATE, (self._long_date(self.date_done or self.date),))
        in_digits = format_date(self.env, self.deadline)
        yield Demand(Mention.DEADLINE, (self.deadline_text, in_digits))
        yield from self._sender_demands()
        yield from self._recipient_demands()
        yield from self._amount_demands()
        yield from self._payment_demands()
        yield _demand(Mention.SIGNATORY, self.signatory_id.name)

    @api.model
    def _notice_titles(self):
        """Words for a formal notice; an addon may know more."""
        return notice.titles(self.env.lang or "")

    def _sender_demands(self):
        sender = self.company_id.partner_id
        yield _demand(Mention.SENDER_NAME, self.company_id.name)
        for value in (sender.street, sender.zip, sender.city):
            yield _demand(Mention.SENDER_ADDRESS, value)
        numbers = (sender.company_registry, sender.vat)
        yield _demand(Mention.SENDER_IDENTITY, *numbers)

    def _recipient_demands(self):
        recipient = self.debtor_id._postal_contact()
        country = recipient.country_id
        yield _demand(Mention.RECIPIENT_NAME, recipient.commercial_partner_id.name)
        needed = [recipient.street, recipient.city]
        if not country or country.zip_required:
            needed.append(recipient.zip)
        for value in needed:
            yield _demand(Mention.RECIPIENT_ADDRESS, value)
        if country != self.company_id.partner_id.country_id or not country:
            yield _demand(Mention.RECIPIENT_COUNTRY, country.name)

    def _amount_demands(self):
        amounts = self._amounts_to_pay()
        if not amounts:
            yield Demand(Mention.TOTAL, ())
        for currency, amount in amounts:
            words = self._spell_out(amount, currency)
            yield _demand(Mention.TOTAL, self._money(amount, currency))
            yield _demand(Mention.TOTAL_IN_WORDS, words)
        for currency, amount in self._interest_totals().items():
            yield _demand(Mention.INTEREST, self._money(amount, currency))
        for currency, amount in self._indemnity_totals().items():
            yield _demand(Mention.INDEMNITY, self._money(amount, currency))

    def _payment_demands(self):
        for currency, _amount in self._amounts_to_pay():
            bank = self._bank_account(currency)
            is_iban = bank.acc_type == "iban"
            number = bank.sanitized_acc_number if is_iban else bank.acc_number
            yield _demand(Mention.ACCOUNT, number, about=currency.name)
        if reference := self._payment_reference():  # it may have no number yet
            yield _demand(Mention.REFERENCE, reference)

    def _notice_claims(self):
        day = partial(format_date, self.env)
        for line in self.line_ids.filtered(lambda line: line.residual > 0):
            known = not line.move_line_id or line.move_line_id.date_maturity
            yield Claim(
                number=line.name,
                date=day(line.document_date),
                due_date=day(line.due_date) if known else "",
                amount=self._money(line.residual, line.currency_id),
            )

    def _money(self, amount, currency):
        return format_amount(self.env, amount, currency)


def _demand(mention, *values, about=""):
    return Demand(mention, tuple(value for value in values if value), about)
