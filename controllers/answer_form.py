"""What a customer has filled in: read, and handed over to the debtor."""

from datetime import date
from decimal import Decimal, InvalidOperation

from odoo import fields
from odoo.exceptions import UserError

from ..rules import upload
from ..rules.instalments import Interval

LONGEST = 5000  # characters of what the customer writes
INTERVALS = ("week", "fortnight", "month")


def thanks(env):
    """{answer: the sentence that thanks for it}."""
    return {
        "promise": env._(
            "Thank you: we have noted the day, and wait for your payment until then."
        ),
        "dispute": env._(
            "Thank you for telling us. We look into it and come back to you; until "
            "then, what you contest is not asked for."
        ),
        "paid": env._(
            "Thank you. We look for your payment, and send no reminder for it in the "
            "next days."
        ),
        "contact": env._("Thank you: we correct our records."),
        "payment": env._(
            "Thank you. As soon as your payment is confirmed, it shows on this page."
        ),
    }


class AnswerForm:
    """One form, as it was sent; what cannot be read says so in words.

    :param debtor: with all rights, in the customer's language
    :param httprequest: of werkzeug
    """

    def __init__(self, debtor, httprequest):
        self.debtor = debtor
        self.env = debtor.env
        self.values = httprequest.form or httprequest.args
        self.files = httprequest.files

    def send(self, answer):
        """Do what the form asks for.

        :return: the page to go to, if it is not the account
        :raise UserError: in words for the customer
        """
        return getattr(self, f"_send_{answer}")()

    def _send_promise(self):
        self.debtor._portal_promise(self.claims(), self.day("date"))

    def _send_dispute(self):
        reasons = self.env["collection.dispute.reason"]
        self.debtor._portal_dispute(
            self.claims(),
            reasons.search([("id", "=", self.number("reason"))])
            or reasons.search([], limit=1),
            self.words("words"),
            self.amount("amount"),
            self.uploads(),
        )

    def _send_paid(self):
        paid = self.amount("amount")
        words = [self.text("amount") if paid else "", self.words("words")]
        self.debtor._portal_paid(
            self.claims(), self.day("date"), "\n".join(words).strip(), self.uploads()
        )

    def _send_contact(self):
        names = ("name", "email", "phone", "words")
        words = "\n".join(filter(None, map(self.words, names)))
        self.debtor._portal_contact(words)

    def _send_plan(self):
        interval = self.text("interval")
        plan = self.debtor._portal_ask_plan(
            self.claims(),
            self.number("number"),
            interval if interval in INTERVALS else Interval.MONTH.value,
            self.day("date"),
        )
        return plan.get_portal_url()

    # === WHAT WAS FILLED IN === #

    def text(self, name):
        return (self.values.get(name) or "").strip()

    def words(self, name):
        return self.text(name)[:LONGEST].replace("\0", "")

    def claims(self):
        """The claims that were chosen: of this debtor, and open."""
        wanted = {text for text in self.values.getlist("claim") if text.isascii()}
        return self.debtor._portal_claims().filtered(lambda c: str(c.id) in wanted)

    def is_chosen(self, line, answer):
        """Whether the page shows a claim as chosen.

        At first, whoever wants to pay has chosen all that is overdue.
        """
        if chosen := self.values.getlist("claim"):
            return str(line.item.id) in chosen
        wants_to_pay = answer in ("promise", "plan")
        asked_for = line.open_item.days_late > 0 and not (line.waits or line.payee)
        return wants_to_pay and asked_for

    def day(self, name):
        try:
            return date.fromisoformat(self.text(name))
        except ValueError as error:
            raise UserError(self.env._("Please choose a day.")) from error

    def number(self, name):
        text = self.text(name)
        if not (text.isascii() and text.isdigit() and len(text) < len(str(10**9))):
            raise UserError(self.env._("Please choose a number."))
        return int(text)

    def amount(self, name):
        """A positive amount, or None where nothing was filled in."""
        text = self.text(name).replace(" ", "").replace(",", ".")
        if not text:
            return None
        try:
            amount = Decimal(text)
        except InvalidOperation:
            amount = Decimal("NaN")
        if not (amount.is_finite() and 0 < amount < 10**12):
            raise UserError(self.env._("Please enter an amount in figures."))
        return float(amount)

    def default_day(self, days):
        today = self.debtor._portal_today()
        return fields.Date.add(today, days=days).isoformat()

    # === FILES === #

    def uploads(self):
        """[(name, type, content)] of the files that were sent.

        :raise UserError: one of them is too large, or nothing that we keep
        """
        sent = [file for file in self.files.getlist("files") if file.filename]
        if len(sent) > upload.MOST_FILES:
            raise UserError(
                self.env._("Please send %s files at most.", upload.MOST_FILES)
            )
        return [self._read(file) for file in sent]

    def _read(self, file):
        content = file.read(upload.MOST_BYTES + 1)
        if len(content) > upload.MOST_BYTES:
            raise UserError(
                self.env._(
                    "A file may have %s MB at most: send a smaller one, or send it by "
                    "e-mail.",
                    upload.MOST_BYTES // 1024**2,
                )
            )
        kind = upload.kind_of(content)
        if not kind:
            raise UserError(
                self.env._("Please send a PDF, or a picture (JPEG, PNG or WebP).")
            )
        return upload.safe_name(file.filename, kind), kind, content
