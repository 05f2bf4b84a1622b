from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import format_date, formatLang

OFFICER = "account_debt_collection.group_collection_officer"
MANAGER = "account_debt_collection.group_collection_manager"


class CollectionCaseFile(models.Model):
    """All that a court, a lawyer or an agency needs, bound on one day: it stays so."""

    _name = "collection.case.file"
    _description = "Case File"
    _inherit = ["collection.sealed"]
    _order = "id desc"
    _check_company_auto = True

    debtor_id = fields.Many2one(
        comodel_name="collection.debtor",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    proceeding_id = fields.Many2one(
        comodel_name="collection.proceeding",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    partner_id = fields.Many2one(
        related="debtor_id.partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(related="debtor_id.company_id", store=True, index=True)
    date = fields.Date(string="Made On", required=True, readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Made By", required=True, readonly=True
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        required=True,
        readonly=True,
    )
    exhibit_count = fields.Integer(string="Exhibits", readonly=True)
    page_count = fields.Integer(string="Pages", readonly=True)
    replaced_count = fields.Integer(
        string="Not Reproduced",
        readonly=True,
        help="Documents that could not be printed: a page says so in their place, and "
        "the ZIP has them as they are.",
    )
    pdf_id = fields.Many2one(
        comodel_name="ir.attachment", string="PDF", readonly=True, ondelete="restrict"
    )
    zip_id = fields.Many2one(
        comodel_name="ir.attachment", string="ZIP", readonly=True, ondelete="restrict"
    )
    pdf_sha256 = fields.Char(string="SHA-256 of the PDF", readonly=True)
    zip_sha256 = fields.Char(string="SHA-256 of the ZIP", readonly=True)

    # === COMPUTES === #

    @api.depends("partner_id.name", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for case in self:
            case.display_name = self.env._(
                "Case file %(customer)s, %(day)s",
                customer=case.partner_id.name or "",
                day=format_date(self.env, case.date),
            )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(
                self.env._("A case file is made by the button of a proceeding.")
            )
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            raise AccessError(self.env._("A case file stays as it was made."))
        return super().write(vals)

    # === ACTIONS === #

    def action_open_pdf(self):
        self.ensure_one()
        return self.pdf_id._collection_open()

    def action_download_zip(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.zip_id.id}?download=true",
        }

    # === BUSINESS METHODS === #

    @api.model
    def _make(self, debtor, proceeding=None):
        """Bind the case file of ``proceeding``, else of all that ``debtor`` owes.

        :raise AccessError: proceedings are for officers, all the rest for managers
        """
        group = OFFICER if proceeding else MANAGER
        if not self.env.user.has_group(group):
            raise AccessError(
                self.env._(
                    "Case files are made by collection officers, from a proceeding; "
                    "without a proceeding, by collection managers."
                )
            )
        (proceeding or debtor).check_access("read")
        # The rights are checked above; nobody makes case files by hand.
        case = self.sudo().create(
            {
                "debtor_id": debtor.id,
                "proceeding_id": proceeding.id if proceeding else False,
                "date": fields.Date.context_today(self),
                "user_id": self.env.uid,
                "lang": self._lang_of(debtor, proceeding),
            }
        )
        # What is bound is what this user may read.
        case.with_env(self.env)._bind()
        case._announce()
        return case.with_env(self.env)

    @api.model
    def _lang_of(self, debtor, proceeding):
        """French for a debtor in France, else of whoever is to read it."""
        installed = dict(self.env["res.lang"].get_installed())
        french = next((code for code in installed if code.startswith("fr")), None)
        if french and debtor.partner_id.country_code in (False, "FR", "MC"):
            known = debtor.partner_id.lang
            return known if known and known.startswith("fr") else french
        lang = proceeding._lang() if proceeding else debtor._lang()
        return lang if lang in installed else next(iter(installed))

    def _announce(self):
        """Write in the thread what was made, and how to know that it is unchanged."""
        told = self.proceeding_id or self.debtor_id
        told.message_post(
            body=self.env._(
                "Case file made: %(exhibits)s exhibits on %(pages)s pages. SHA-256 of "
                "the PDF: %(pdf)s; of the ZIP: %(zip)s.",
                exhibits=self.exhibit_count,
                pages=self.page_count,
                pdf=self.pdf_sha256,
                zip=self.zip_sha256,
            ),
            author_id=self.user_id.partner_id.id,
        )

    def _claims(self):
        """The claims that it is about: receivable items."""
        if self.proceeding_id:
            return self.proceeding_id._claims()
        return self.debtor_id.claim_ids.filtered(lambda item: item.balance > 0)

    def _day_of_interest(self):
        """Last day on which interest is counted: before an insolvency, else today."""
        judgment = self.debtor_id.insolvency_id.date_judgment
        return fields.Date.subtract(judgment, days=1) if judgment else self.date

    def _helpers(self):
        """Functions that speak the language of the case file."""
        env = self.with_context(lang=self.lang).env
        return {
            "format_day": lambda day, **kwargs: format_date(env, day, **kwargs),
            "format_long": env["collection.reminder"]._long_date,
            "format_money": lambda amount, currency: formatLang(
                env, float(amount), currency_obj=currency
            ),
            "format_rate": lambda rate: formatLang(env, float(rate), digits=2),
        }

    def _open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    def _check_papers(self, papers):
        if not papers:
            raise UserError(
                self.env._("There is no document yet that a case file could contain.")
            )
