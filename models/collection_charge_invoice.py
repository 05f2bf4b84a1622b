from odoo import Command, fields, models
from odoo.exceptions import UserError


# pylint: disable=consider-merging-classes-inherited
class CollectionCharge(models.Model):
    """Interest and indemnity as customer invoices: without VAT, they are damages."""

    _inherit = "collection.charge"

    # === INVOICE === #

    def _invoice(self):
        """Make a draft invoice for each debtor and currency of what is not on one yet.

        :return: the draft invoices
        :raise UserError: nothing is left, or the accounts are not set
        """
        to_invoice = self.filtered(lambda charge: charge._not_invoiced() > 0)
        if not to_invoice:
            raise UserError(
                self.env._(
                    "There is nothing to invoice: no interest or indemnity has been "
                    "claimed, or all of it is invoiced or waived."
                )
            )
        groups = to_invoice.grouped(
            lambda charge: (charge.debtor_id, charge.currency_id)
        )
        return self.env["account.move"].create(
            [charges._prepare_invoice() for charges in groups.values()]
        )

    def _not_invoiced(self):
        done = self.invoiced + self.drafted + self.waived
        return self.currency_id.round(self.claimed - done)

    def _prepare_invoice(self):
        debtor, today = self.debtor_id, fields.Date.context_today(self)
        speaking = self.with_context(lang=debtor.partner_id.lang)
        return {
            "move_type": "out_invoice",
            "company_id": debtor.company_id.id,
            "journal_id": debtor.company_id._collection_charge_journal().id,
            "partner_id": debtor.partner_id.id,
            "currency_id": self.currency_id.id,
            "invoice_date": today,
            "invoice_date_due": today,
            "invoice_payment_term_id": False,
            "invoice_user_id": debtor._responsible().id,
            "invoice_origin": ", ".join(self.move_id.mapped("name")),
            "invoice_line_ids": [
                Command.create(charge._prepare_invoice_line(charge._not_invoiced()))
                for charge in speaking
            ],
        }

    def _prepare_invoice_line(self, amount):
        """Without VAT: an indemnity is no price (art. 256 CGI, for France)."""
        company = self.company_id
        account = (
            company.collection_interest_account_id
            if self.kind == "interest"
            else company.collection_indemnity_account_id
        )
        return {
            "name": self._describe_line(),
            "quantity": 1,
            "price_unit": amount,
            "account_id": account.id,
            "tax_ids": [Command.clear()],
            "collection_charge_id": self.id,
        }

    def _describe_line(self):
        if self.kind == "interest":
            sentence = self.env._("Late-payment interest on %s")
        else:
            sentence = self.env._("Fixed indemnity for recovery costs, %s")
        return sentence % self.move_id.name

    def _open_invoices(self, invoices):
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Interest and Indemnity"),
            "res_model": "account.move",
        }
        if len(invoices) == 1:
            return {**action, "res_id": invoices.id, "view_mode": "form"}
        domain = [("id", "in", invoices.ids)]
        return {**action, "domain": domain, "view_mode": "list,form"}

    def _allows_invoice(self, invoice):
        """Whether a draft of it asks the right customer for no more than was claimed.

        The drafts count together: none of several that ask for the same passes.
        """
        self.ensure_one()
        drafts = self.invoice_line_ids.filtered(
            lambda line: (
                line.parent_state == "draft"
                and line.move_id.move_type != "out_refund"
                and line.price_total > 0
            )
        )
        asked = self.invoiced + self._net(drafts) + self.waived
        return (
            self.partner_id == invoice.commercial_partner_id
            and self.company_id == invoice.company_id
            and self.currency_id == invoice.currency_id
            and self.currency_id.compare_amounts(asked, self.claimed) <= 0
        )

    # === CREDIT NOTE === #

    def _credit(self, charges):
        """Credit what is open of ``charges`` on posted invoices, and allocate it.

        :raise UserError: one of them stands on an invoice that is not posted yet
        """
        drafted = charges.filtered("drafted")
        if drafted:
            raise UserError(
                self.env._(
                    "The invoice of the interest and indemnity on %s is still a draft: "
                    "delete it first, then waive.",
                    drafted[0].move_id.name,
                )
            )
        for invoice in charges.invoice_line_ids.move_id.filtered(
            lambda move: move.move_type == "out_invoice" and move.amount_residual
        ):
            charges._credit_on(invoice)

    def _credit_on(self, invoice):
        """One credit note on one invoice, posted and allocated to it."""
        lines = invoice.invoice_line_ids.filtered(
            lambda line: line.collection_charge_id in self
        )
        share = invoice.amount_residual / invoice.amount_total
        credit = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "company_id": invoice.company_id.id,
                "journal_id": invoice.journal_id.id,
                "partner_id": invoice.partner_id.id,
                "currency_id": invoice.currency_id.id,
                "invoice_date": fields.Date.context_today(self),
                "invoice_payment_term_id": False,
                "reversed_entry_id": invoice.id,
                "invoice_line_ids": [
                    Command.create(
                        line.collection_charge_id._prepare_invoice_line(
                            line.currency_id.round(line.price_total * share)
                        )
                    )
                    for line in lines
                ],
            }
        )
        credit.action_post()
        items = (invoice + credit).line_ids.filtered(
            lambda item: item.account_type == "asset_receivable" and not item.reconciled
        )
        items.reconcile()
