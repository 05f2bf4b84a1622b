from base64 import b64encode
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.image import image_data_uri

from ..rules import portal_link
from ..rules.portal_link import Link

VERSIONS = 2**16
OPEN_ACCOUNT = "/my/collection/%s"


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """The link by which the customer sees its account and answers, see rules."""

    _inherit = "collection.debtor"

    portal_version = fields.Integer(
        string="Version of the Links",
        readonly=True,
        groups="account_debt_collection.group_collection_officer",
        help="A link works for the version that it was made for.",
    )

    # === ACTIONS === #

    def action_open_portal(self):
        """See the account as the customer sees it."""
        self.ensure_one()
        self.check_access("write")
        url = self._portal_url(fields.Date.context_today(self))
        if not url:
            raise UserError(
                self.env._(
                    "%s gives no links to the account. Ask your administrator to say "
                    "for how many days they work: Accounting > Configuration > "
                    "Settings, section Collection, Links to the account.",
                    self.company_id.name,
                )
            )
        return {"type": "ir.actions.act_url", "target": "new", "url": url}

    def action_revoke_portal(self):
        """End all links to this account, in whatever mail or letter they stand."""
        self.check_access("write")
        # The right is checked above; nobody writes the version by hand.
        for debtor in self.sudo():
            debtor.portal_version = (debtor.portal_version + 1) % VERSIONS
            debtor.plan_ids.access_token = False  # of the pages of its plans
            debtor.message_post(
                body=self.env._("All links to the customer's account were revoked.")
            )

    # === LINKS === #

    def _portal_url(self, today):
        """The link for what is written today; "" where the company has none.

        It is made without asking or writing anything: a night makes thousands.
        """
        self.ensure_one()
        token = self._portal_token(today)
        return token and self.get_base_url() + OPEN_ACCOUNT % token

    def _portal_code(self, today):
        """The link as a code to scan from paper, as a data URI, or ""."""
        url = self._portal_url(today)
        if not url:
            return ""
        report = self.env["ir.actions.report"]
        image = report.barcode("QR", url, width=180, height=180, quiet=False)
        return image_data_uri(b64encode(image))

    def _portal_token(self, today):
        # Whoever writes to a debtor may send it the link to its own account.
        debtor = self.sudo()
        days = debtor.company_id.collection_portal_days
        if not days:
            return ""
        link = Link(self.id, debtor.portal_version, today + timedelta(days=days))
        return portal_link.make_token(link, self._portal_secret())

    @api.model
    def _portal_secret(self):
        # The secret of the database is for its superuser.
        parameters = self.env["ir.config_parameter"].sudo()
        return parameters.get_param("database.secret").encode()

    @api.model
    def _portal_find(self, token):
        """The debtor whose link this is; none, whatever is wrong with it."""
        today = fields.Date.context_today(self)
        link = portal_link.read_token(token, self._portal_secret(), today)
        # The link is all the right that its holder has.
        debtor = self.sudo().browse(link.debtor_id if link else ()).exists()
        return debtor.filtered(
            lambda found: (
                found.portal_version == link.version
                and found.company_id.collection_portal_days
            )
        )
