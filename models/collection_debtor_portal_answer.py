from datetime import timedelta

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import LockError, UserError
from odoo.tools.misc import format_date

PORTAL = "account_debt_collection.mail_activity_portal"
PARAGRAPH = Markup("<p>%s</p>")
PAID_ONCE_IN = 60  # days; who says again that it has paid should talk to somebody


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """What the customer answers on the page of its account.

    The controller has found out who asks, and calls with all rights; the customer may
    only do what is here. Every refusal is a ``UserError`` in words for the customer.
    """

    _inherit = "collection.debtor"

    # === I WILL PAY === #

    def _portal_promise(self, claims, day):
        """The customer will have paid ``claims`` by ``day``: a promise per currency.

        :raise UserError: beyond what the policy allows
        """
        self._portal_begin(claims)
        self._portal_check_payee(claims)
        self._portal_check_day(claims, day)
        self._portal_check_promises(claims)
        promises = self.env["collection.promise"].create(
            [
                {
                    "debtor_id": self.id,
                    "claim_ids": [fields.Command.set(same.ids)],
                    "date": day,
                    "contact_id": self.contact_id.id,
                    "user_id": self._responsible().id,
                }
                for same in claims.grouped("currency_id").values()
            ]
        )
        self._portal_tell(
            lambda debtor: (
                debtor.env._("The customer promises to pay"),
                promises.with_env(debtor.env).mapped("display_name"),
            ),
            claims,
        )
        return promises

    def _portal_check_day(self, claims, day):
        today = fields.Date.context_today(self)
        days = min(self._portal_policies(claims).mapped("portal_promise_days"))
        last = today + timedelta(days=days)
        if not days:
            raise UserError(self._portal_ask_us())
        if day < today:
            raise UserError(self.env._("Please choose a day that is still to come."))
        if day > last:
            raise UserError(
                self.env._(
                    "Here you can promise to pay by %s at the latest. If you need more "
                    "time, ask for a payment plan, or call us.",
                    format_date(self.env, last),
                )
            )

    def _portal_check_promises(self, claims):
        """Not twice for one claim, nor more at a time than the policy lets hold."""
        promises = self.promise_ids.filtered(lambda promise: promise.state == "open")
        if claims & promises.claim_ids or promises.filtered("is_whole"):
            raise UserError(
                self.env._(
                    "You have already promised to pay this: we count on it. If the day "
                    "has to change, please contact us."
                )
            )
        limit = min(self._portal_policies(claims).mapped("promise_limit"))
        holding = len(promises.filtered(lambda promise: not promise.beyond_limit))
        if holding + len(claims.currency_id) > limit:
            raise UserError(
                self.env._(
                    "We are already waiting for payments that you have promised, and "
                    "cannot note a further one here. Please contact us."
                )
            )

    # === I CONTEST === #

    def _portal_dispute(self, claims, reason, words, amount=None, files=()):
        """The customer contests ``claims``, or ``amount`` of the only one.

        :param files: [(name, type, content)]
        """
        self._portal_begin(claims)
        if not words:
            raise UserError(self.env._("Please tell us in a few words what is wrong."))
        if amount and len(claims) != 1:
            raise UserError(
                self.env._("For a part of an amount, choose one invoice only.")
            )
        lines = self._portal_dispute_lines(claims, amount)
        dispute = self.env["collection.dispute"].create(
            {
                "debtor_id": self.id,
                "reason_id": reason.id,
                "description": self._portal_quote(words),
                "user_id": self._responsible().id,
                "line_ids": [fields.Command.create(line) for line in lines],
            }
        )
        if files:
            dispute.message_post(attachment_ids=self._portal_keep(dispute, files).ids)
        self._portal_tell(
            lambda debtor: (
                debtor.env._("The customer contests"),
                [reason.with_env(debtor.env).name, self._portal_quote(words)],
            ),
            claims,
            files,
        )
        return dispute

    def _portal_dispute_lines(self, claims, amount):
        disputed = self.env["collection.dispute.line"].search(
            [("claim_id", "in", claims.ids), ("dispute_id.state", "=", "open")]
        )
        if disputed:
            raise UserError(
                self.env._(
                    "You have already contested %s: we are looking into it.",
                    disputed[0].move_id.name,
                )
            )
        if not amount:
            return [{"claim_id": claim.id} for claim in claims]
        residual, currency = claims.amount_residual_currency, claims.currency_id
        if currency.compare_amounts(amount, residual) > 0:
            raise UserError(
                self.env._("You cannot contest more than is open: correct the amount.")
            )
        return [{"claim_id": claims.id, "amount": currency.round(amount)}]

    # === I HAVE PAID === #

    def _portal_paid(self, claims, day, words, files=()):
        """The customer says that it has paid: reminders wait for a few days."""
        self._portal_begin(claims)
        today = fields.Date.context_today(self)
        if day > today:
            raise UserError(
                self.env._("This day is still to come: please say when you have paid.")
            )
        self._portal_check_paid(claims)
        days = min(self._portal_policies(claims).mapped("portal_paid_days"))
        hold = self.env["collection.hold"].create(
            {
                "name": self.env._("Said to be paid on %s", format_date(self.env, day)),
                "kind": "paid",
                "debtor_id": self.id,
                "claim_ids": [fields.Command.set(claims.ids)],
                "user_id": self._responsible().id,
                "date_end": today + timedelta(days=days),
            }
        )
        self._portal_tell(
            lambda debtor: (
                debtor.env._("The customer says that it has paid: check the bank"),
                [
                    debtor.env._("Paid on %s", format_date(debtor.env, day)),
                    self._portal_quote(words),
                ],
            ),
            claims,
            files,
        )
        return hold

    def _portal_check_paid(self, claims):
        since = fields.Date.context_today(self) - timedelta(days=PAID_ONCE_IN)
        said = self.hold_ids.filtered(
            lambda hold: hold.kind == "paid" and hold.date_start >= since
        )
        if claims & said.claim_ids:
            raise UserError(
                self.env._(
                    "You have already told us that this was paid. If reminders keep "
                    "coming, please contact us: the payment may have gone astray."
                )
            )

    # === WRONG CONTACT === #

    def _portal_contact(self, words):
        """The customer says whom to write to; a person enters it, nobody else."""
        self._portal_lock()
        if not words:
            raise UserError(self.env._("Please tell us whom we should write to."))
        self._portal_tell(
            lambda debtor: (
                debtor.env._("The customer says that the contact is wrong"),
                [
                    self._portal_quote(words),
                    debtor.env._(
                        "Nothing has been changed yet: correct the contact, and revoke "
                        "the links where the wrong person has them."
                    ),
                ],
            )
        )

    # === COMMON === #

    def _portal_lock(self):
        """Whoever clicks twice answers once."""
        self.ensure_one()
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._("Your last answer is still being noted: try again.")
            ) from error

    def _portal_begin(self, claims):
        """:raise UserError: nothing was chosen, or nothing can be agreed any more"""
        self._portal_lock()
        if not claims:
            raise UserError(self.env._("Please choose at least one invoice."))
        if self.insolvency_id:
            raise UserError(self._portal_ask_us())

    def _portal_ask_us(self):
        return self.env._("This cannot be arranged here: please contact us.")

    def _portal_policies(self, claims):
        return self._policies_of(claims) or self.env["collection.policy"]._blueprint()

    def _portal_quote(self, words):
        """What the customer wrote, as text: nothing in it is taken for HTML."""
        lines = (words or "").splitlines()
        return Markup("<br/>").join(Markup("%s") % line for line in lines)

    def _portal_keep(self, record, files):
        return self.env["ir.attachment"].create(
            [
                {
                    "name": name,
                    "raw": content,
                    "mimetype": kind,
                    "res_model": record._name,
                    "res_id": record.id,
                }
                for name, kind, content in files
            ]
        )

    def _portal_tell(self, describe, claims=(), files=()):
        """A message on the debtor, and something to do for the person responsible.

        :param describe: function of the debtor, in the language of that person, that
            returns (summary, [paragraphs])
        """
        owner = self._responsible()
        told = self.with_context(lang=owner.lang, collection_from_portal=True)
        summary, paragraphs = describe(told)
        names = ", ".join(claim.move_id.name or "" for claim in claims)
        body = Markup().join(PARAGRAPH % part for part in [names, *paragraphs] if part)
        told.message_post(
            author_id=self.contact_id.id,
            message_type="email",  # of the customer's own: holds wait for such
            body=PARAGRAPH % Markup("<strong>%s</strong>") % summary + body,
            attachment_ids=self._portal_keep(self, files).ids,
            partner_ids=owner.partner_id.ids,
        )
        self._schedule(PORTAL, lambda _debtor: {"summary": summary, "note": body})
