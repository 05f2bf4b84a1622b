from odoo import fields, models


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """Who is to be called."""

    _inherit = "collection.debtor"

    def _schedule(self, activity_type, prepare, date_deadline=None):
        """Give the person responsible for each debtor something to do, without a mail.

        It replaces what is planned of the same kind.

        :param activity_type: XML id
        :param prepare: returns the values for a debtor, in that person's language
        """
        self.activity_unlink([activity_type])
        self.partner_id.mapped("name")  # read at once: each activity bears it
        fixed = {
            "activity_type_id": self.env.ref(activity_type).id,
            "automated": True,
            "date_deadline": date_deadline or fields.Date.context_today(self),
            "res_model_id": self.env["ir.model"]._get_id(self._name),
        }
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    **fixed,
                    "res_id": debtor.id,
                    "user_id": owner.id,
                    **prepare(debtor.with_context(lang=owner.lang)),
                }
                for debtor in self
                for owner in [debtor._responsible()]
            ]
        )
