from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

# What a person may complete afterwards: all else is what happened.
COMPLETED_FIELDS = {"date_end", "reference", "legal_basis", "note"}
PROOF = {"document", "document_name"}
# What the debtor does itself.
ACKNOWLEDGMENTS = {"acknowledgment", "plan_signed", "part_payment"}
# What whoever records an event by hand does not say.
FORGED_FIELDS = {
    "origin_model",
    "origin_id",
    "partial_id",
    "is_void",
    "void_reason",
    "is_confirmed",
    "user_id",
}


class CollectionLimitationEvent(models.Model):
    """What stops the limitation period of claims, or makes it run anew.

    A fact of one day: it is never changed or deleted, but may turn out to be void.
    Which effect each kind has, by which article, is said in ``rules/limitation.py``.
    """

    _name = "collection.limitation.event"
    _description = "Limitation Event"
    _inherit = ["collection.sealed"]
    _order = "date desc, id desc"
    _check_company_auto = True

    debtor_id = fields.Many2one(
        comodel_name="collection.debtor",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    partner_id = fields.Many2one(
        related="debtor_id.partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(related="debtor_id.company_id", store=True, index=True)
    available_claim_ids = fields.Many2many(related="debtor_id.claim_ids")
    claim_ids = fields.Many2many(
        comodel_name="account.move.line",
        relation="collection_limitation_event_claim_rel",
        column1="event_id",
        column2="claim_id",
        string="Claims",
        domain="[('id', 'in', available_claim_ids), ('amount_residual', '>', 0)]",
    )
    kind = fields.Selection(
        selection=[
            ("acknowledgment", "Acknowledgment of debt"),
            ("plan_signed", "Payment plan signed"),
            ("part_payment", "Part payment"),
            ("court_act", "Claim filed in court"),
            ("service", "Payment order served"),
            ("enforcement", "Enforcement"),
            ("title", "Enforceable title"),
            ("mediation", "Mediation"),
            ("conciliation", "Small-claims procedure accepted"),
            ("insolvency", "Declared in insolvency"),
            ("other", "Other"),
        ],
        required=True,
        default="acknowledgment",
        index=True,
    )
    date = fields.Date(
        required=True,
        default=fields.Date.context_today,
        help="Day of the act: the signature, the payment, the filing, the service …",
    )
    date_end = fields.Date(
        string="Until",
        help="Court proceedings, insolvency and mediation: the day on which they "
        "ended. Empty: they go on.",
    )
    is_void = fields.Boolean(
        string="Void",
        readonly=True,
        copy=False,
        help="It has no effect: a court claim that was withdrawn, has lapsed or was "
        "dismissed (art. 2243 of the French civil code), or a mistake.",
    )
    void_reason = fields.Char(string="Why It Is Void", readonly=True, copy=False)
    is_confirmed = fields.Boolean(
        string="Relied Upon",
        readonly=True,
        copy=False,
        help="Somebody has checked that this part payment acknowledges these claims.",
    )
    legal_basis = fields.Char(
        help="Article or decision, where it is not the usual one."
    )
    reference = fields.Char(help="File number, number of the plan or of the payment.")
    origin_model = fields.Char(readonly=True, copy=False)
    origin_id = fields.Many2oneReference(
        model_field="origin_model",
        string="Comes From",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    partial_id = fields.Many2one(
        comodel_name="account.partial.reconcile",
        string="Allocation",
        readonly=True,
        copy=False,
        ondelete="cascade",  # what was paid is not paid any more
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Recorded By",
        readonly=True,
        default=lambda self: self.env.user,
    )
    document = fields.Binary(
        string="Proof", attachment=True, copy=False, help="Scan or file of the act."
    )
    document_name = fields.Char(copy=False)
    note = fields.Text()

    _end_after_start = models.Constraint(
        "CHECK(date_end >= date)", "An event cannot end before its day."
    )
    _partial_uniq = models.UniqueIndex("(partial_id) WHERE partial_id IS NOT NULL")
    _origin_idx = models.Index("(origin_model, origin_id) WHERE origin_id IS NOT NULL")

    # === CONSTRAINTS === #

    @api.constrains("claim_ids", "debtor_id")
    def _check_claims(self):
        for event in self:
            debtor = event.debtor_id
            wrong = event.claim_ids.filtered(
                lambda item, d=debtor: (
                    item.partner_id != d.partner_id or item.company_id != d.company_id
                )
            )
            if wrong or not event.claim_ids:
                raise ValidationError(
                    self.env._("Choose the claims of this customer that it is about.")
                )

    # === COMPUTES === #

    @api.depends("kind", "date", "partner_id.name")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for event in self:
            name = event.partner_id.name or ""
            event.display_name = f"{kinds.get(event.kind, '')} – {name}"

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        forged = any(vals.get(name) for vals in vals_list for name in FORGED_FIELDS)
        if forged and not self.env.su:
            raise AccessError(
                self.env._("Payments, plans and proceedings record this themselves.")
            )
        events = super().create(vals_list)
        if not self.env.su:
            for event in events:
                event._check_recorded_by_hand()
        events._follow_claims()
        return events

    def _check_recorded_by_hand(self):
        if self.kind in ACKNOWLEDGMENTS and not self.document:
            raise UserError(
                self.env._(
                    "Attach what the customer has written, signed or paid: without it, "
                    "the acknowledgment cannot be proved."
                )
            )
        if self.kind == "other" and not self.legal_basis:
            raise UserError(
                self.env._("Say by which article or decision the period runs anew.")
            )

    def write(self, vals):
        """What happened stays as it was recorded; it may be completed, or void."""
        if not self.env.su:
            proved = any(event.document for event in self)
            free = COMPLETED_FIELDS if proved else COMPLETED_FIELDS | PROOF
            if vals.keys() - free:
                raise AccessError(
                    self.env._(
                        "What happened is not changed afterwards: declare it void, and "
                        "record it again."
                    )
                )
        result = super().write(vals)
        if vals.keys() - PROOF - {"note", "reference"}:
            self._follow_claims()
        return result

    # === ACTIONS === #

    def action_void(self):
        """It turns out to have no effect; it stays on file."""
        self.check_access("write")
        # The right is checked above; nobody writes this by hand.
        self.sudo()._void(self.env._("Declared void by %s.", self.env.user.name))

    def action_rely(self):
        """The part payment acknowledges the claims: the debtor meant to pay them."""
        self.check_access("write")
        self.sudo().is_confirmed = True  # the right is checked above

    def action_no_longer_rely(self):
        self.check_access("write")
        self.sudo().is_confirmed = False  # the right is checked above

    # === BUSINESS METHODS === #

    @api.model
    def _record(self, claims, kind, date, origin=None, **values):
        """Record what happened to ``claims``; recorded already, it is left as it is.

        :param claims: journal items, of one or several debtors
        :param str kind: one of the kinds of this model
        :param date: day of the act
        :param origin: the record (a plan, a proceeding ...) that it comes from
        :param values: further fields: ``date_end``, ``reference``, ``legal_basis``,
            ``document``, ``document_name``, ``note``
        :return: the events, one for each debtor
        """
        # Whoever may do what interrupts limitation has it recorded.
        events = self.sudo()
        if known := events._of_origin(origin, [kind]).filtered(
            lambda event: event.date == date and not event.is_void
        ):
            return known
        if origin:
            values.update(origin_model=origin._name, origin_id=origin.id)
            values.setdefault("reference", origin.display_name)
        # Events are recorded from postings, too, by people without debtors.
        debtors = self.env["collection.charge"].sudo()._debtors_of(claims)
        return events.create(
            [
                {
                    **values,
                    "debtor_id": debtor.id,
                    "kind": kind,
                    "date": date,
                    "claim_ids": [Command.set(own.ids)],
                }
                for debtor, own in claims.grouped(debtors.get).items()
            ]
        )

    @api.model
    def _of_origin(self, origins, kinds=None):
        """The events that these records have caused."""
        if not origins:
            return self.browse()
        domain = fields.Domain(
            [("origin_model", "=", origins._name), ("origin_id", "in", origins.ids)]
        )
        if kinds:
            domain &= fields.Domain("kind", "in", kinds)
        return self.sudo().search(domain)  # whoever owns the origin may end them

    @api.model
    def _end_of(self, origins, date_end, kinds=None):
        """What these records have begun has ended: the period runs anew, or goes on.

        :param date_end: last day; None: it goes on again
        :return: the events
        """
        events = self._of_origin(origins, kinds).filtered(lambda e: not e.is_void)
        events.date_end = date_end
        return events

    @api.model
    def _void_of(self, origins, reason, kinds=None):
        """What these records have caused has no effect (withdrawn, lapsed, dismissed).

        :param reason: sentence
        :return: the events
        """
        events = self._of_origin(origins, kinds).filtered(lambda e: not e.is_void)
        events._void(reason)
        return events

    def _void(self, reason):
        self.write({"is_void": True, "void_reason": reason})

    def _follow_claims(self):
        """Have the last safe day of the claims counted before the commit."""
        self.claim_ids._collection_touch_limitation()
