from io import BytesIO

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import format_date, formatLang

from ..rules.case_index import safe_name
from .case_bundle import Bundle
from .collection_case_file import MANAGER

REPORT = "account_debt_collection.action_report_proceeding_document"

# What a person enters, as long as it is a draft.
EDITABLE_FIELDS = {"kind", "recipient_id", "particulars", "signatory"}


class CollectionProceedingDocument(models.Model):
    """A letter or an application that is filled in, and a draft until counsel has read
    it: each of its pages says so, until a manager removes the mark."""

    _name = "collection.proceeding.document"
    _description = "Document of a Proceeding"
    _inherit = ["collection.sealed"]
    _order = "id desc"
    _check_company_auto = True

    proceeding_id = fields.Many2one(
        comodel_name="collection.proceeding",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="proceeding_id.company_id", store=True)
    kind = fields.Selection(
        selection=[
            ("handover", "Handover letter"),
            ("mandate", "Mandate to collect"),
            ("payment_order", "Application for a payment order"),
            ("registration", "Request for a registration extract"),
        ],
        required=True,
    )
    recipient_id = fields.Many2one(
        comodel_name="res.partner",
        compute="_compute_recipient_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        check_company=True,
        help="Whose address it bears; empty: none, or the court's name.",
    )
    particulars = fields.Text(
        help="What only you know: what was ordered, when it was delivered, what was "
        "said about it."
    )
    signatory = fields.Char(
        string="Signed By",
        default=lambda self: self.env.user.name,
        help="Name and capacity of whoever signs.",
    )
    is_draft = fields.Boolean(default=True, readonly=True, copy=False)
    date = fields.Date(
        string="Dated", default=fields.Date.context_today, readonly=True, copy=False
    )
    checked_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, index="btree_not_null"
    )
    attachment_id = fields.Many2one(
        comodel_name="ir.attachment",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    # === COMPUTES === #

    @api.depends("kind", "proceeding_id.partner_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        titles = dict(self._fields["kind"]._description_selection(self.env))
        for document in self:
            customer = document.proceeding_id.partner_id.name or ""
            document.display_name = f"{titles.get(document.kind, '')} – {customer}"

    @api.depends("kind", "proceeding_id.counterpart_id")
    def _compute_recipient_id(self):
        for document in self:
            counterpart = document.proceeding_id.counterpart_id
            for_them = document.kind in ("handover", "mandate")
            document.recipient_id = counterpart if for_them else False

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        allowed = EDITABLE_FIELDS | {"proceeding_id"}
        if not self.env.su and any(vals.keys() - allowed for vals in vals_list):
            raise AccessError(self.env._("A document begins as a draft, and today."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            if vals.keys() - EDITABLE_FIELDS:
                raise AccessError(
                    self.env._("The draft mark is removed by its button only.")
                )
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_checked(self):
        self._check_draft()

    # === ACTIONS === #

    def action_print(self):
        """Print the draft, or open the document as it was archived."""
        self.ensure_one()
        self.check_access("read")
        if self.attachment_id:
            return self.attachment_id._collection_open()
        return self.env.ref(REPORT).report_action(self)

    def action_remove_mark(self):
        """Counsel has read it: archive it without the mark, as it is now."""
        self.check_access("write")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Only a collection manager may remove the draft mark.")
            )
        self._check_draft()
        for document in self:
            # The right is checked above; nobody writes these by hand.
            record = document.sudo()
            record.write(
                {
                    "is_draft": False,
                    "date": fields.Date.context_today(document),
                    "checked_by_id": self.env.uid,
                }
            )
            record.attachment_id = record._archive()
            document.proceeding_id.message_post(
                body=self.env._(
                    "The draft mark was removed: %(document)s. SHA-256: %(seal)s.",
                    document=document.display_name,
                    # Users have no access to the seal.
                    seal=record.attachment_id.collection_sha256,
                )
            )

    # === BUSINESS METHODS === #

    def _check_draft(self):
        if any(not document.is_draft for document in self):
            raise UserError(
                self.env._(
                    "This document has been checked and archived: prepare another one."
                )
            )

    def _archive(self):
        """The document as it is, sealed, on the proceeding."""
        report = self.env["ir.actions.report"]
        content, extension = report._render_qweb_pdf(REPORT, self.ids)
        speaking = self.with_context(lang=self._lang())
        return self.env["ir.attachment"]._collection_archive(
            [
                {
                    "name": f"{safe_name(speaking.display_name)}.{extension}",
                    "raw": content,
                    "res_model": "collection.proceeding",
                    "res_id": self.proceeding_id.id,
                }
            ]
        )

    def _lang(self):
        """The language of its reader; French where the debtor is in France."""
        cases = self.env["collection.case.file"]
        return cases._lang_of(self.proceeding_id.debtor_id, self.proceeding_id)

    def _mark(self):
        """What each page of a draft says."""
        return self.env._("Draft, to be checked by counsel")

    def _stamped(self, content):
        """``content``, a PDF with page numbers, with the mark under each page."""
        stream = BytesIO()
        bundle = Bundle(stream)
        pages = bundle.add(content)
        mark = self.with_context(lang=self._lang())._mark()
        stamps = [(page, mark, "") for page in pages]
        bundle.finish(stamps, [], self.display_name, self._lang())
        return stream.getvalue()

    # === WHAT IT SAYS === #

    def _values(self):
        """What the templates show, in the language of the document."""
        proceeding = self.proceeding_id
        case = self.env["collection.case.file"].new(
            {
                "debtor_id": proceeding.debtor_id.id,
                "proceeding_id": proceeding.id,
                "lang": self._lang(),
                "date": self.date,
            }
        )
        case = case.with_context(lang=self._lang())
        interest = case._interest()
        claims = proceeding._claims().sorted(lambda item: item._collection_due_date())
        if self.kind == "payment_order":  # only what is due can be ordered
            claims = claims._collection_overdue(self.date)
        return {
            "document": self,
            "proceeding": proceeding,
            "company": self.company_id,
            "debtor": proceeding.partner_id,
            "recipient": self.recipient_id,
            "claims": claims,
            "accrued": dict(interest["rows"]),
            "interest": interest,
            "owed": case._owed(interest, claims),
            "cost": proceeding.cost_foreseen,
            "exhibits": list(case._papers()),
            "notices": proceeding._served_notices().sorted("served_on"),
            **self._helpers(),
        }

    def _helpers(self):
        env = self.with_context(lang=self._lang()).env
        return {
            "format_day": lambda day, **kwargs: format_date(env, day, **kwargs),
            "format_long": env["collection.reminder"]._long_date,
            "format_money": lambda amount, currency: formatLang(
                env, float(amount), currency_obj=currency
            ),
        }
