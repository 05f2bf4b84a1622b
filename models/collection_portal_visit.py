from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.misc import hmac

KEPT_DAYS = 1

# kind of visit: (most visits, within minutes)
LIMITS = {
    "address": (600, 10),  # a whole company may stand behind one
    "wrong": (20, 10),  # links that open nothing, of one address
    "page": (200, 10),  # of one account
    "document": (40, 10),
    "picture": (20, 60),  # of one e-mail
    "answer": (20, 60),
}


class CollectionPortalVisit(models.Model):
    """Who has asked for what on the customers' pages, to stop whoever asks too often.

    Rows are only added, so that two visits never wait for each other. Addresses are
    kept for a day, as a digest.
    """

    _name = "collection.portal.visit"
    _description = "Visit of the Customers' Pages"
    _inherit = ["collection.sealed"]
    _log_access = False

    visitor = fields.Char(required=True, readonly=True)
    moment = fields.Datetime(required=True, readonly=True)

    _visitor_idx = models.Index("(visitor, moment)")

    @api.model
    def _admit(self, kind, who):
        """Count a visit; return whether there are few enough of this kind.

        :param kind: key of LIMITS
        :param who: an address, or the id of a debtor
        """
        visitor = self._visitor(kind, who)
        if not self._is_welcome(kind, who):
            return False
        self.create({"visitor": visitor, "moment": fields.Datetime.now()})
        return True

    @api.model
    def _is_welcome(self, kind, who):
        most, minutes = LIMITS[kind]
        since = fields.Datetime.now() - timedelta(minutes=minutes)
        visits = [("visitor", "=", self._visitor(kind, who)), ("moment", ">", since)]
        return self.search_count(visits, limit=most) < most

    @api.model
    def _visitor(self, kind, who):
        return hmac(self.env, "collection-portal-visit", (kind, str(who)))[:32]

    @api.autovacuum
    def _gc_visits(self):
        past = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        # Nobody has rights on visits: they are kept for the limits alone.
        self.sudo().search([("moment", "<", past)]).unlink()
