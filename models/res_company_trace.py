from odoo import fields, models


# pylint: disable=consider-merging-classes-inherited
class ResCompany(models.Model):
    """Whether it is recorded that customers open the e-mails of reminders."""

    _inherit = "res.company"

    collection_trace = fields.Boolean(
        string="Record Openings and Clicks",
        help="Each reminder shows when its e-mail was opened and its link used. A "
        "hint, no proof: many mail programs load no pictures, and the scanners of "
        "others open everything. The e-mail says so below, no network address is "
        "stored, and what was recorded is erased after a year.",
    )
    collection_trace_consumers = fields.Boolean(
        string="Of Consumers Too",
        help="In some countries, consumers have to agree beforehand: ask whoever "
        "answers for data protection.",
    )
