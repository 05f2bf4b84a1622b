from odoo import api, fields, models


class ReportStatement(models.AbstractModel):
    _name = "report.account_debt_collection.report_statement"
    _description = "Statement of Account"

    @api.model
    def _get_report_values(self, docids, data=None):
        """
        :param data: {"day": date (default: today), "since": first day of the movements
            to show; without it, the open items}
        """
        data = data or {}
        today = fields.Date.context_today(self)
        statements = (
            self.env["collection.debtor"]
            .browse(docids)
            ._statements(
                fields.Date.to_date(data.get("day")) or today,
                fields.Date.to_date(data.get("since")),
            )
        )
        return {
            "today": today,
            "documents": [
                debtor._statement_values(statement)
                for debtor, statement in statements.items()
            ],
        }
