from functools import wraps

from odoo import SUPERUSER_ID, http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from . import answer_form
from .mail_picture import is_customer_looking

HEADERS = {
    # The link itself is the right: no other site hears of it, and nothing keeps it.
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}
ACCOUNT = "/my/collection/<string:ref>"
PAGE = {"type": "http", "website": True, "multilang": False, "sitemap": False}
ANSWERS = "any(promise,dispute,plan,paid,contact)"
LONGEST_ID = 10  # digits; a token is longer


def account_page(path, kind, method="GET"):
    """Let a page be asked for by the holder of a link, or by the customer logged in.

    The page receives the debtor, with all rights and in the customer's language.
    Whatever is wrong, the answer is the same: it tells nothing.

    :param path: after the account's own
    :param kind: of visit, see ``collection.portal.visit``
    """

    def decorate(page):
        @http.route(ACCOUNT + path, auth="public", methods=[method], **PAGE)
        @wraps(page)
        def asked(self, ref, **kwargs):
            kwargs.pop("debtor", None)  # it is never the visitor who says so
            debtor = self._collection_debtor(ref)
            too_often = debtor is None or (
                debtor and not self._collection_visits()._admit(kind, debtor.id)
            )
            if too_often:
                return self._collection_refuse("portal_too_often", 429)
            if not debtor:
                return self._collection_refuse("portal_no_account", 404)
            return self._collection_discreet(page(self, debtor, ref=ref, **kwargs))

        return asked

    return decorate


class CollectionAccount(CustomerPortal):
    """The customer's account: to see, and to answer from."""

    # === PAGES === #

    @http.route("/my/collection", auth="user", methods=["GET"], **PAGE)
    def collection_accounts(self, **kwargs):
        """The accounts of the customer who is logged in, one with each company."""
        debtors = self._collection_own()
        if len(debtors) == 1:
            return request.redirect(f"/my/collection/{debtors.id}")
        values = {"debtors": debtors, "page_name": "collection"}
        return request.render("account_debt_collection.portal_accounts", values)

    @account_page("", "page")
    def collection_account(self, debtor, ref, sent=None, mail=None, **kwargs):
        if mail and is_customer_looking():
            reminder = debtor.env["collection.reminder"]._marked(mail)
            reminder.filtered(lambda r: r.debtor_id == debtor)._note_click()
        values = self._collection_values(debtor, ref)
        values["thanks"] = answer_form.thanks(request.env).get(sent)
        return request.render("account_debt_collection.portal_account", values)

    @account_page("/statement", "document")
    def collection_account_statement(self, debtor, ref, **kwargs):
        today = debtor._portal_today()
        content, extension = debtor._print_statements(today)[debtor]
        name = f"{debtor._statement_name(today)}.{extension}"
        return self._collection_file(name, content)

    @account_page("/document/<int:item_id>", "document")
    def collection_account_document(self, debtor, ref, item_id, **kwargs):
        try:
            return self._collection_file(*debtor._portal_document(item_id))
        except UserError:
            return self._collection_refuse("portal_no_account", 404)

    @account_page(f"/<{ANSWERS}:answer>", "page")
    def collection_answer(self, debtor, ref, answer, **kwargs):
        return self._collection_form(debtor, ref, answer)

    @account_page(f"/<{ANSWERS}:answer>", "answer", "POST")
    def collection_answer_send(self, debtor, ref, answer, **kwargs):
        form = answer_form.AnswerForm(debtor, request.httprequest)
        try:
            with request.env.cr.savepoint():
                url = form.send(answer)
        except UserError as error:
            return self._collection_form(debtor, ref, answer, str(error), form)
        return request.redirect(url or f"/my/collection/{ref}?sent={answer}")

    # === WHO ASKS === #

    def _collection_debtor(self, ref):
        """The debtor of a link, or of the customer who is logged in; none, if neither.

        None where this address has asked too often.
        """
        address = request.httprequest.remote_addr
        visits = self._collection_visits()
        if not visits._is_welcome("wrong", address):
            return None
        if not visits._admit("address", address):
            return None
        if ref.isascii() and ref.isdigit() and len(ref) <= LONGEST_ID:
            debtor = self._collection_own().filtered(lambda own: own.id == int(ref))
            lang = request.env.lang
        else:
            debtor = self._collection_debtors()._portal_find(ref)
            lang = debtor and debtor._lang()
        if not debtor:
            visits._admit("wrong", address)
            return debtor
        lang = self._collection_speak(lang)
        return debtor.with_company(debtor.company_id).with_context(lang=lang)

    def _collection_speak(self, lang):
        """Have this page, and those of Odoo that follow, in the customer's language."""
        lang = request.env["ir.http"].get_nearest_lang(lang) or request.lang.code
        request.lang = request.env["res.lang"]._get_data(code=lang)
        request.update_context(lang=lang)
        request.future_response.set_cookie("frontend_lang", lang)
        return lang

    def _collection_own(self):
        user = request.env.user
        if user._is_public():
            return self._collection_debtors()
        customer = user.partner_id.commercial_partner_id
        return self._collection_debtors().search([("partner_id", "=", customer.id)])

    def _collection_debtors(self):
        # No visitor has any right on debtors: this is the only way to one.
        return request.env["collection.debtor"].with_user(SUPERUSER_ID)

    def _collection_visits(self):
        # Nobody reads or writes the visits but this.
        return request.env["collection.portal.visit"].sudo()

    # === WHAT IS ANSWERED === #

    def _collection_values(self, debtor, ref):
        return debtor._portal_values() | {
            "url": f"/my/collection/{ref}",
            "res_company": debtor.company_id,
            "page_name": "collection",
        }

    def _collection_form(self, debtor, ref, answer, problem="", form=None):
        form = form or answer_form.AnswerForm(debtor, request.httprequest)
        values = self._collection_values(debtor, ref) | {
            "answer": answer,
            "form": form,
            "problem": problem,
            "reasons": debtor.env["collection.dispute.reason"].search([]),
        }
        template = "plan_request" if answer == "plan" else answer
        return request.render(f"account_debt_collection.portal_{template}", values)

    def _collection_file(self, name, content):
        kind = "application/pdf" if name.endswith(".pdf") else "text/html"
        return request.make_response(
            content,
            [
                ("Content-Type", kind),
                ("Content-Length", len(content)),
                ("Content-Disposition", http.content_disposition(name)),
            ],
        )

    def _collection_refuse(self, template, status):
        page = request.render(f"account_debt_collection.{template}", status=status)
        return self._collection_discreet(page)

    def _collection_discreet(self, response):
        response.headers.update(HEADERS)
        return response
