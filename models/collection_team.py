from odoo import fields, models


class CollectionTeam(models.Model):
    """People who share their debtors: each sees what waits for the others."""

    _name = "collection.team"
    _description = "Collection Team"
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(comodel_name="res.company", index=True)
    member_ids = fields.Many2many(
        comodel_name="res.users",
        relation="collection_team_res_users_rel",
        string="Members",
        domain=[("share", "=", False)],
    )
