from odoo import http
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.http import request

from odoo.addons.account_debt_collection.controllers.account_page import (
    ACCOUNT,
    CollectionAccount,
    account_page,
)
from odoo.addons.account_payment.controllers.portal import PortalAccount


class CollectionPayment(CollectionAccount, PortalAccount):
    """The customer pays claims of its account through Odoo's own payment flow."""

    @account_page("/pay", "page")
    def collection_pay(self, debtor, ref, overdue=None, **kwargs):
        """What is going to be paid, and by which means."""
        chosen = request.httprequest.args.getlist("claim")
        values = self._collection_values(debtor, ref)
        try:
            claims = debtor._portal_chosen(chosen, overdue)
        except UserError as error:
            values["problem"] = str(error)
            return request.render("account_debt_collection.portal_account", values)
        values |= self._collection_payment_values(debtor, ref, claims)
        return request.render("account_debt_collection_payment.portal_pay", values)

    @http.route(
        f"{ACCOUNT}/transaction/<string:chosen>",
        type="jsonrpc",
        auth="public",
        website=True,
    )
    def collection_transaction(self, ref, chosen, amount=None, **kwargs):
        """Create the transaction of the claims; its amount comes from the ledger.

        :param chosen: ids of the claims, joined by "-"
        :param amount: what the customer was shown; it must still be right
        :return: what Odoo's payment form goes on with, or shows as an error
        """
        debtor = self._collection_debtor(ref)
        # What is refused is an answer and no exception, so that the visit counts.
        if not debtor or not self._collection_visits()._admit("answer", debtor.id):
            sentence = request.env._("This cannot be paid here at the moment.")
            return {"state": "error", "state_message": sentence}
        try:
            wanted = self._collection_wanted(debtor, ref, chosen, amount, kwargs)
        except UserError as error:
            return {"state": "error", "state_message": str(error)}
        return self._create_transaction(**wanted)._get_processing_values()

    def _collection_wanted(self, debtor, ref, chosen, amount, asked):
        """The transaction that is asked for, if it may be made.

        :raise UserError: it may not, in words for the customer
        """
        debtor._portal_lock()
        claims = debtor._portal_chosen(chosen.split("-"))
        total, currency = self._collection_total(claims), claims.currency_id
        shown = amount if isinstance(amount, (int, float)) else 0
        if currency.compare_amounts(shown, total):
            raise UserError(
                debtor.env._(
                    "What is open has changed in the meantime: go back to your account "
                    "and start again."
                )
            )
        payer = self._collection_payer(debtor, ref)
        return {
            "amount": total,
            "currency_id": currency.id,
            "partner_id": payer.id,
            "landing_route": f"/my/collection/{ref}?sent=payment",
            "reference_prefix": self._collection_reference(claims),
            "custom_create_values": {"invoice_ids": [Command.set(claims.move_id.ids)]},
            **self._collection_means(debtor, payer, total, currency, asked),
        }

    # === WHO PAYS WHAT === #

    def _collection_total(self, claims):
        """What is open of the claims now, in their currency."""
        return claims.currency_id.round(sum(claims.mapped("amount_residual_currency")))

    def _collection_reference(self, claims):
        """What the payment is called: the invoice, or a number for all of them."""
        if len(claims.move_id) == 1:
            return claims.move_id.name
        return claims.company_id.get_next_batch_payment_communication()

    def _is_collection_link(self, ref):
        """Whether the visitor has nothing but the link."""
        return not ref.isdigit()

    def _collection_payer(self, debtor, ref):
        """Whoever is logged in, so that its saved cards stay its own."""
        if self._is_collection_link(ref):
            return debtor.partner_id
        return request.env.user.partner_id

    # === HOW === #

    def _collection_payment_values(self, debtor, ref, claims):
        """What Odoo's payment form asks for."""
        total, currency = self._collection_total(claims), claims.currency_id
        payer = self._collection_payer(debtor, ref)
        providers, methods = self._collection_providers(debtor, payer, total, currency)
        link = self._is_collection_link(ref)
        tokens = request.env["payment.token"].sudo()  # of the payer, as in Odoo's pages
        return {
            "claims": claims,
            "amount": total,
            "currency": currency,
            "partner_id": payer.id,
            "providers_sudo": providers,
            "payment_methods_sudo": methods,
            # A link is no proof of being the owner of a saved card.
            "tokens_sudo": tokens
            if link
            else tokens._get_available_tokens(providers.ids, payer.id),
            "show_tokenize_input_mapping": dict.fromkeys(providers.ids, False)
            if link
            else self._compute_show_tokenize_input_mapping(providers),
            "availability_report": {},
            "company_mismatch": not self._can_partner_pay_in_company(
                payer, debtor.company_id
            ),
            "expected_company": debtor.company_id,
            "transaction_route": f"/my/collection/{ref}/transaction/"
            + "-".join(map(str, claims.ids)),
            "landing_route": f"/my/collection/{ref}?sent=payment",
            "access_token": None,
        }

    def _collection_providers(self, debtor, payer, total, currency):
        """(providers, methods) that this payment can be made with."""
        # As Odoo's own payment pages do: visitors have no access to either.
        providers = request.env["payment.provider"].sudo()
        providers = providers._get_compatible_providers(
            debtor.company_id.id, payer.id, total, currency_id=currency.id
        )
        # Visitors have no access to the ways to pay either.
        methods = request.env["payment.method"].sudo()
        methods = methods._get_compatible_payment_methods(
            providers.ids, payer.id, currency_id=currency.id
        )
        return providers, methods

    def _collection_means(self, debtor, payer, total, currency, asked):
        """The provider, method and flow that were asked for, if they may be used.

        :raise UserError: they may not
        """
        providers, methods = self._collection_providers(debtor, payer, total, currency)
        flow = asked.get("flow")
        own = payer == request.env.user.partner_id
        allowed = (
            asked.get("provider_id") in providers.ids
            and (flow == "token" or asked.get("payment_method_id") in methods.ids)
            and flow in ("redirect", "direct", *(["token"] if own else []))
            and self._can_partner_pay_in_company(payer, debtor.company_id)
        )
        if not allowed:
            raise UserError(debtor.env._("This cannot be paid here at the moment."))
        return {
            "provider_id": asked["provider_id"],
            "payment_method_id": asked.get("payment_method_id"),
            "token_id": asked.get("token_id") if own else None,
            "flow": flow,
            "tokenization_requested": own and bool(asked.get("tokenization_requested")),
        }
