from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ..rules import guard

RIGHT = "account_debt_collection.group_collection_credit"
STOPPED = "account_debt_collection.mail_activity_guard"
ALERT_LEVELS = {"warn": "warning", "block": "danger"}
SHOWN = 10  # documents that an error message tells of


class CollectionGuarded(models.AbstractModel):
    """A document by which a customer takes credit: it stops where there is none left.

    Whoever asks, by whatever way: the guard stands where the state is written. Only a
    release lets a document pass, see ``collection.guard.release``.
    """

    _name = "collection.guarded"
    _description = "Document under the Credit Guard"

    collection_guard_stopped_on = fields.Date(
        string="Stopped On",
        readonly=True,
        copy=False,
        groups="base.group_user",  # not the customer itself, on the portal
        help="Day on which the credit guard stopped this document when nobody was "
        "there to be told.",
    )
    collection_release_ids = fields.One2many(
        comodel_name="collection.guard.release",
        inverse_name="res_id",
        string="Releases",
        groups="account.group_account_invoice,account.group_account_readonly",
    )
    collection_guard_stops = fields.Boolean(
        string="Would Stop",
        compute="_compute_collection_guard_stops",
        groups="base.group_user",
    )

    @api.depends_context("uid")
    def _compute_collection_guard_stops(self):
        blocked = self._collection_blocked(self._collection_judge())
        for document in self:
            document.collection_guard_stops = document in blocked

    # === WHAT EACH KIND OF DOCUMENT SAYS OF ITSELF === #

    def _collection_gives_credit(self):
        """Those of self by which customers take credit, whatever their state."""
        raise NotImplementedError

    def _collection_concerned(self):
        """Those of them that the guard judges: they are not in force yet."""
        raise NotImplementedError

    def _collection_customer(self):
        """Commercial partner who will owe the money."""
        raise NotImplementedError

    def _collection_documents(self, company):
        """{document of self: ``guard.Document``}, in a constant number of queries."""
        raise NotImplementedError

    def _collection_person(self):
        """Who sees to it when the document stops and nobody is there."""
        raise NotImplementedError

    # === THE VERDICT === #

    def _collection_mode(self):
        self.ensure_one()
        return self.company_id.sudo().collection_guard  # customers may sign, too

    def _collection_guarded(self):
        """Those of self that the guard of their company looks at."""
        on = self.filtered(lambda document: document._collection_mode() != "off")
        return on._collection_concerned()

    def _collection_judge(self):
        """{document of self: reasons}, for those that should stop."""
        verdicts = {}
        guarded = self._collection_guarded()
        for company, documents in guarded.grouped("company_id").items():
            # The guard sees all, whoever asks.
            verdicts |= documents.sudo()._collection_judge_in(company.sudo())
        return verdicts

    def _collection_judge_in(self, company):
        by_customer = self.grouped(lambda document: document._collection_customer())
        partners = self.env["res.partner"].union(*by_customer)
        standings = self.env["collection.guard"]._standings(partners, company)
        conditions = company._collection_conditions()
        described = self._collection_documents(company)
        verdicts = {}
        for partner, documents in by_customer.items():
            theirs = [described[document] for document in documents]
            verdicts |= guard.judge(conditions, standings[partner], theirs)
        return verdicts

    def _collection_blocked(self, verdicts):
        """Those of self that stop; others pass with a warning at most."""
        return self.filtered(
            lambda document: (
                document in verdicts and document._collection_mode() == "block"
            )
        )

    # === STOPPING === #

    def _collection_guard(self):
        """Stop those of self that have to, and return them: the caller leaves them.

        The others may go on, as if they had come one by one. Only when none of them
        could, and somebody is there to read why, it is an error.

        :raise UserError: all of self stop
        """
        verdicts = self._collection_judge()
        stopped = self._collection_blocked(verdicts)
        warned = (self - stopped).filtered(lambda document: document in verdicts)
        warned._collection_note_warning(verdicts)
        (self - stopped)._collection_take_turns()
        if stopped and self._collection_is_watched():
            if stopped == self:
                raise UserError(stopped._collection_refusal(verdicts))
            stopped._collection_tell(verdicts)
        stopped._collection_wait(verdicts)
        return stopped

    def _collection_is_watched(self):
        """Whether somebody who works here waits for the answer.

        Not a customer who signs or pays, and not a scheduled action.
        """
        user = self.env.user
        automatic = self.env.uid == SUPERUSER_ID or "cron_id" in self.env.context
        return user._is_internal() and not automatic

    def _collection_refusal(self, verdicts):
        """What stops, why, and what can be done about it."""
        parts = [d._collection_describe(verdicts[d]) for d in self[:SHOWN]]
        if len(self) > SHOWN:
            parts.append(self.env._("… and %s more.", len(self) - SHOWN))
        parts.append(
            self.env._(
                "Ask the customer to pay, or somebody with the right “Credit override” "
                "to let the document pass."
            )
        )
        return "\n\n".join(parts)

    def _collection_describe(self, reasons):
        describe = self.env["collection.guard"]._describe
        # Whoever confirms the document may read its name and its customer's.
        head = self.env._(
            "%(document)s of %(customer)s is stopped by the credit guard:",
            document=self.sudo()._collection_label(),
            customer=self.sudo()._collection_customer().display_name,
        )
        return "\n".join([head, *(describe(r, self.company_id) for r in reasons)])

    def _collection_label(self):
        return self.display_name

    def _collection_tell(self, verdicts):
        """Tell the user of a batch which documents are left behind."""
        self.env.user._bus_send(
            "simple_notification",
            {
                "type": "warning",
                "title": self.env._("Stopped by the credit guard: %s", len(self)),
                "message": self._collection_refusal(verdicts),
                "sticky": True,
            },
        )

    def _collection_wait(self, verdicts):
        """Leave a note and an activity on each, once."""
        # Whoever posts or signs need not have the right to plan activities.
        for document in self.sudo().filtered(
            lambda document: not document.collection_guard_stopped_on
        ):
            document.collection_guard_stopped_on = fields.Date.context_today(self)
            sentence = document._collection_sentence(verdicts[document])
            document._message_log(body=sentence)
            document.activity_schedule(
                STOPPED, note=sentence, user_id=document._collection_person().id
            )

    def _collection_sentence(self, reasons):
        """For the chatter, which sales people read: no figures."""
        words = self.env["collection.guard"]
        causes = " ".join(words._name_cause(reason.cause) for reason in reasons)
        return self.env._("Stopped by the credit guard. %s", causes)

    def _collection_note_warning(self, verdicts):
        words = self.env["collection.guard"]
        for document in self:
            causes = [words._name_cause(reason.cause) for reason in verdicts[document]]
            # Whoever may post may leave a note about it.
            document.sudo()._message_log(
                body=self.env._("Passed with a warning. %s", " ".join(causes))
            )

    def _collection_passed(self):
        """What waited is in force now, or may be: nobody has to see to it any more."""
        # Whoever may post may finish what was planned about it.
        waiting = self.sudo().filtered("collection_guard_stopped_on")
        waiting.collection_guard_stopped_on = False
        waiting.activity_unlink([STOPPED])

    # === RELEASES === #

    def _collection_is_released(self):
        self.ensure_one()
        return any(release._holds_for(self) for release in self.collection_release_ids)

    def action_collection_release(self):
        """Ask why this document may pass."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Let It Pass"),
            "res_model": "collection.guard.override",
            "view_mode": "form",
            "target": "new",
            "context": {"default_res_model": self._name, "default_res_id": self.id},
        }

    # === BANNERS === #

    def _collection_warning(self):
        """What the banner says, or an empty text."""
        self.ensure_one()
        reasons = self._collection_judge().get(self, ())
        words = self.env["collection.guard"]
        return "\n".join(words._describe(r, self.company_id) for r in reasons)
