from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..rules.forecast import ONE_WEEK, monday
from ..rules.statement import BUCKETS, LATE

MODULE = "account_debt_collection"
ONE_DAY = timedelta(days=1)


# pylint: disable=consider-merging-classes-inherited
class CollectionDashboard(models.AbstractModel):
    """The records behind each figure."""

    _inherit = "collection.dashboard"

    @api.model
    def open_figure(self, name, filters=None, key=None):
        """Return the action that shows the records behind a figure.

        Where the figure is a sum, theirs is the same.

        :param name: the “id” of a tile, or “bucket”, “evening”, “level”, “channels”,
            “debtor”, “week”, “later”, “doubtful”
        :param key: which bucket, day, level …
        :raise UserError: there is no such figure
        """
        scope = self._scope(filters or {})
        openers = self._openers()
        if name not in openers:
            raise UserError(self.env._("There is no such figure."))
        return openers[name](scope, key)

    def _openers(self):
        return {
            "overdue": lambda scope, _key: self._open_items(scope, LATE),
            "open": lambda scope, _key: self._open_items(scope),
            "bucket": self._open_bucket,
            "received": lambda scope, _key: self._open_receipts(scope),
            "days_late": lambda scope, _key: self._open_receipts(scope),
            "level": self._open_level,
            "channels": self._open_channels,
            "promises": lambda scope, _key: self._open_promises(scope),
            "dso": self._open_dso,
            "best_dso": self._open_best_dso,
            "effectiveness": self._open_effectiveness,
            "evening": self._open_evening,
            "debtor": self._open_debtor,
            "week": self._open_week,
            "later": lambda scope, _key: self._open_forecast(scope, "later"),
            "doubtful": lambda scope, _key: self._open_forecast(scope, "doubtful"),
        }

    # === WHAT IS OPEN === #

    def _open_items(self, scope, buckets=None):
        domain = Domain("bucket", "in", buckets) if buckets else Domain.TRUE
        return self._action("collection_ageing_report_action_list", scope, domain)

    def _open_bucket(self, scope, key):
        self._require(key in (*BUCKETS, "left_out"))
        return self._open_items(scope, [key])

    def _open_dso(self, scope, _key):
        if scope.is_open:
            return self._open_items(scope)
        return self._open_evenings(scope, [scope.until])

    def _open_best_dso(self, scope, _key):
        if scope.is_open:
            return self._open_items(scope, ["not_due"])
        return self._open_evenings(scope, [scope.until])

    def _open_effectiveness(self, scope, _key):
        """What was open before and after, evening by evening."""
        days = [scope.opening, scope.until - ONE_DAY if scope.is_open else scope.until]
        return self._open_evenings(scope, days)

    def _open_evening(self, scope, key):
        day = fields.Date.to_date(key)
        if day >= scope.today:
            return self._open_items(scope)
        return self._open_evenings(scope, [day])

    def _open_evenings(self, scope, days):
        return self._action(
            "collection_snapshot_action_list", scope, Domain("date", "in", days)
        )

    def _open_debtor(self, scope, key):
        return {
            "type": "ir.actions.act_window",
            "res_model": "collection.debtor",
            "res_id": int(key),
            "views": [(False, "form")],
        }

    # === WHAT CAME IN === #

    def _open_receipts(self, scope, extra=Domain.TRUE, since=None, until=None):
        domain = Domain(
            [("date", ">=", since or scope.since), ("date", "<=", until or scope.until)]
        )
        return self._action("collection_receipt_report_action", scope, domain & extra)

    def _open_level(self, scope, key):
        return self._open_receipts(scope, Domain("level_id", "=", int(key) or False))

    def _open_channels(self, scope, key):
        return self._open_receipts(scope, Domain("channels", "=", key or False))

    def _open_promises(self, scope):
        action = self._action("collection_promise_action", scope)
        return {**action, "domain": list(self._promises_domain(scope))}

    # === WHAT WILL COME IN === #

    def _open_week(self, scope, key):
        """Of a past week, what came in; else what is expected."""
        week = fields.Date.to_date(key)
        if week < monday(scope.today):
            last = week + ONE_WEEK - ONE_DAY
            return self._open_receipts(scope, since=week, until=last)
        return self._open_forecast(scope, "week", week)

    def _open_forecast(self, scope, kind, week=None):
        latest = self.env["collection.forecast"]._latest()
        domain = Domain([("kind", "=", kind), ("date_taken", "=", latest)])
        if week:
            domain &= Domain("week", "=", week)
        return self._action("collection_forecast_action", scope, domain)

    # === ACTIONS === #

    def _require(self, condition):
        if not condition:
            raise UserError(self.env._("There is no such figure."))

    def _action(self, xml_id, scope, domain=Domain.TRUE):
        """The action, for the companies and the salesperson that were chosen."""
        action = self.env["ir.actions.act_window"]._for_xml_id(f"{MODULE}.{xml_id}")
        domain &= Domain("company_id", "in", scope.companies.ids)
        if scope.user_id is not None:
            domain &= Domain("user_id", "=", scope.user_id or False)
        return {**action, "domain": list(domain), "context": {}}
