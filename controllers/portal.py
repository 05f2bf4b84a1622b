from base64 import b64decode

from odoo import SUPERUSER_ID, http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request
from odoo.tools import consteq

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..models.collection_plan_letter import ACKNOWLEDGMENT

HIDDEN = ("draft", "cancelled")


class CollectionPortal(CustomerPortal):
    """The payment plan of a customer: to read, and to sign."""

    @http.route(
        "/my/collection/plan/<int:plan_id>", type="http", auth="public", website=True
    )
    def collection_plan(self, plan_id, access_token=None, report_type=None, **kwargs):
        try:
            plan = self._collection_plan(plan_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        if report_type:
            return self._collection_download(plan)
        values = {
            "plan": plan,
            "page_name": "collection_plan",
            "object": plan,
            "signed": kwargs.get("signed"),
        }
        return request.render("account_debt_collection.portal_plan", values)

    @http.route(
        "/my/collection/plan/<int:plan_id>/sign",
        type="jsonrpc",
        auth="public",
        website=True,
    )
    def collection_plan_sign(
        self, plan_id, access_token=None, name=None, signature=None
    ):
        access_token = access_token or request.httprequest.args.get("access_token")
        try:
            plan = self._collection_plan(plan_id, access_token)
            self._collection_check_drawing(name, signature)
            with request.env.cr.savepoint():
                plan._sign(name, signature)
        except (AccessError, MissingError):
            return {"error": request.env._("This plan does not exist.")}
        except UserError as error:
            return {"error": str(error)}
        return {
            "force_refresh": True,
            "redirect_url": plan.get_portal_url(query_string="&signed=1"),
        }

    def _collection_check_drawing(self, name, signature):
        """:raise UserError: it is not what the signature widget sends"""
        try:
            b64decode(signature or "", validate=True)
            readable = isinstance(name or "", str)
        except (TypeError, ValueError):  # as Python's base64 raises them
            readable = False
        if not readable:
            raise UserError(request.env._("The signature cannot be read."))

    def _collection_download(self, plan):
        """The acknowledgment of debt, as it was proposed or signed."""
        if not plan.acknowledgment_id:
            plan.acknowledgment_id = plan._archive(ACKNOWLEDGMENT)
        # The route has checked the token or the right to the plan.
        stream = (
            request.env["ir.binary"].sudo()._get_stream_from(plan.acknowledgment_id)
        )
        return stream.get_response(as_attachment=True)

    def _collection_plan(self, plan_id, access_token):
        """The plan, with all rights: who asks has its token, or is its customer.

        :raise AccessError, MissingError: neither, or there is nothing to see
        """
        # No visitor has any right on plans: this is the only way to one.
        plans = request.env["collection.plan"].with_user(SUPERUSER_ID)
        plan = plans.browse(plan_id).exists()
        if not plan or plan.state in HIDDEN:
            raise MissingError(request.env._("This plan does not exist."))
        # Python compares nothing but ASCII, and raises otherwise.
        holds_token = (
            isinstance(access_token, str)
            and access_token.isascii()
            and plan.access_token
            and consteq(plan.access_token, access_token)
        )
        user = request.env.user
        is_customer = (
            not user._is_public()
            and user.partner_id.commercial_partner_id == plan.partner_id
        )
        if not (holds_token or is_customer):
            raise AccessError(request.env._("This plan does not exist."))
        return plan.with_company(plan.company_id).with_context(
            lang=request.env.lang or plan._lang()
        )
