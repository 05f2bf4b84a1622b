from datetime import timedelta

from odoo import api, fields, models

# The gravest first: a claim shows one of them.
DOUBTS = ("insolvency", "unreachable", "proceeding", "dispute", "old")


# pylint: disable=consider-merging-classes-inherited
class AccountMoveLine(models.Model):
    """Claims that may never be paid, and entries that write them off."""

    _inherit = "account.move.line"

    collection_doubt = fields.Selection(
        selection=[
            ("insolvency", "Insolvency"),
            ("unreachable", "Cannot be reached"),
            ("proceeding", "Proceeding"),
            ("dispute", "Dispute"),
            ("old", "Long overdue"),
        ],
        string="Doubtful",
        compute="_compute_collection_doubt",
        search="_search_collection_doubt",
        help="Why this claim may never be paid.",
    )
    collection_written_off_id = fields.Many2one(
        comodel_name="account.move.line",
        string="Writes Off",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The claim that this item settles once its entry is posted.",
    )

    @api.depends("reconciled", "date_maturity", "parent_state")
    def _compute_collection_doubt(self):
        claims = self.filtered(lambda item: item._is_open_claim())
        self.collection_doubt = False
        for doubt in reversed(DOUBTS):
            doubtful = claims.filtered_domain(self._collection_doubt_domain(doubt))
            doubtful.collection_doubt = doubt

    def _search_collection_doubt(self, operator, value):
        if operator != "in":
            return NotImplemented
        graver, wanted = fields.Domain.FALSE, fields.Domain.FALSE
        for doubt in DOUBTS:
            domain = self._collection_doubt_domain(doubt)
            if doubt in value:
                wanted |= domain & ~graver
            graver |= domain
        claims = self.env["collection.debtor"]._open_items_domain()
        open_claims = claims & fields.Domain("amount_residual", ">", 0)
        doubtful = open_claims & wanted
        return doubtful | ~(open_claims & graver) if False in value else doubtful

    @api.model
    def _collection_doubt_domain(self, doubt):
        """Domain of the items that are doubtful for this reason."""
        if doubt == "old":
            return self._collection_old_domain()
        # Why a claim is in doubt is no secret from whoever sees the claim.
        holds = (
            self.env["collection.hold"]
            .sudo()
            .search([("kind", "=", doubt), ("state", "=", "active")])
        )
        whole = holds.filtered(lambda hold: not hold.claim_ids)
        domain = fields.Domain("id", "in", holds.claim_ids.ids)
        for company, its_holds in whole.grouped("company_id").items():
            domain |= fields.Domain("company_id", "=", company.id) & fields.Domain(
                "partner_id", "in", its_holds.partner_id.ids
            )
        return domain

    @api.model
    def _collection_old_domain(self):
        today = fields.Date.context_today(self)
        return fields.Domain.OR(
            fields.Domain("company_id", "=", company.id)
            & fields.Domain(
                "date_maturity",
                "<",
                today - timedelta(days=company.collection_doubtful_days),
            )
            for company in self.env.companies
        )

    def _collection_unsettled_write_offs(self):
        """An entry that was reset to draft keeps what it has settled already."""
        return self.filtered(
            lambda item: item.collection_written_off_id and not item.matched_debit_ids
        )

    def action_collection_write_off(self):
        """Propose to write these claims off."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Propose to Write Off"),
            "res_model": "collection.write.off",
            "view_mode": "form",
            "target": "new",
            "context": {"default_claim_ids": self.ids},
        }
