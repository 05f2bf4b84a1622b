from datetime import datetime, time, timedelta

import pytz
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..rules.facts import Calendar

# Stands in the frame of many mails for the link of each.
PORTAL_MARK = "https://account.invalid/"
PICTURE_MARK = "https://picture.invalid/"


class ResCompany(models.Model):
    _inherit = "res.company"

    collection_policy_id = fields.Many2one(
        comodel_name="collection.policy",
        string="Default Collection Policy",
        ondelete="restrict",
        help="For customers and invoices without a policy of their own.",
    )
    collection_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible for Collection",
        help="Makes the calls to customers without a responsible of their own.",
    )
    collection_registered_provider_id = fields.Many2one(
        comodel_name="collection.registered.provider",
        string="Provider of Registered Letters",
        ondelete="set null",  # at uninstallation only, see the provider
        help="Carries the registered letters of this company. Empty: they are printed, "
        "and somebody takes them to the post.",
    )

    collection_optional_kind_ids = fields.Many2many(
        comodel_name="collection.proceeding.kind",
        relation="res_company_collection_kind_rel",
        string="Further Proceedings",
        domain=[("is_optional", "=", True)],
        help="Kinds of proceedings that are new, or not for everybody: those chosen "
        "here are offered when claims are handed over.",
    )
    collection_contract_rate = fields.Float(
        string="Agreed Interest Rate (%)",
        digits=(8, 4),
        help="Late-payment interest of your terms, percent a year, for business "
        "customers. Zero: the legal rate.",
    )
    collection_foreign_law = fields.Boolean(
        string="Law of the Customer's Country",
        help="Which law grants interest against foreign businesses: without it, that "
        "of your own country. Consumers always have the law of theirs.",
    )
    collection_interest_first = fields.Boolean(
        string="Payments Count Against Interest First",
        help="A part payment settles the interest before the principal (in France "
        "article 1343-1 of the civil code), so that more principal bears interest.",
    )
    collection_doubtful_days = fields.Integer(
        string="Days Until Doubtful",
        default=180,
        help="Claims overdue for longer stand in the list of doubtful claims.",
    )
    collection_invoice_clause = fields.Boolean(
        string="Print on Invoices",
        help="The rate of the interest, the indemnity and the terms of early payment, "
        "as the customer's interest scheme has them.",
    )
    collection_charge_journal_id = fields.Many2one(
        comodel_name="account.journal",
        string="Journal of the Charges",
        domain=[("type", "=", "sale")],
        check_company=True,
        help="Empty: the first sales journal.",
    )
    collection_interest_account_id = fields.Many2one(
        comodel_name="account.account",
        string="Interest Account",
        check_company=True,
        help="Income account of late-payment interest.",
    )
    collection_indemnity_account_id = fields.Many2one(
        comodel_name="account.account",
        string="Indemnity Account",
        check_company=True,
        help="Income account of indemnities for recovery costs.",
    )

    collection_bank_days = fields.Integer(
        string="Oldest Bank Entry (days)",
        default=7,
        help="When the newest bank entry is older than this, the night warns that it "
        "cannot know who has paid. Zero: it never does.",
    )
    collection_bank_waits = fields.Boolean(
        string="Reminders Wait for the Bank",
        help="Automatic reminders wait while the bank entries are too old, and while "
        "unmatched receipts of the customer could cover the debt. What a person "
        "approves or sends is not held up.",
    )
    collection_thanks = fields.Boolean(
        string="Thank Customers Who Have Paid",
        help="A customer who was reminded, and has paid, is thanked by e-mail.",
    )

    _collection_bank_days_positive = models.Constraint(
        "CHECK(collection_bank_days >= 0)",
        "The age of the newest bank entry cannot be negative: enter a number of days, "
        "or zero for no warning.",
    )
    collection_monthly_statement = fields.Boolean(
        string="Monthly Statements",
        help="Customers with open items get a statement of account by e-mail on the "
        "first day of each month, unless their debtor says otherwise.",
    )

    @api.constrains("collection_contract_rate")
    def _check_collection_contract_rate(self):
        # Whoever may set the rate is told what the law allows.
        schemes = self.env["collection.interest.scheme"].sudo()
        schemes = schemes.search([("customer_kind", "=", "business")])
        for company in self:
            scheme = schemes._choose(company.country_id, "business", company)
            scheme._check_agreed(company.collection_contract_rate)

    collection_signature = fields.Image(
        string="Signature on Letters",
        max_width=1000,
        max_height=400,
        help="A scan of the signature; without it, letters leave room to sign by hand.",
    )
    collection_portal_days = fields.Integer(
        string="Links to the Account (days)",
        default=60,
        help="Days for which the link in a mail or letter opens the customer's account "
        "without a password. Zero: no links.",
    )
    _collection_portal_days_limits = models.Constraint(
        "CHECK(collection_portal_days BETWEEN 0 AND 730)",
        "A link works for two years at most: enter a number of days, or zero for no "
        "links.",
    )
    collection_mediator = fields.Char(
        string="Consumer Mediator",
        help="Name and address of the mediator whom consumers may refer to; their "
        "letters name it from the last reminder on.",
    )

    @api.constrains("collection_policy_id")
    def _check_collection_policy(self):
        for company in self:
            owner = company.collection_policy_id.company_id
            if owner and owner not in company.parent_ids:
                raise ValidationError(
                    self.env._(
                        "The policy “%s” belongs to another company.",
                        company.collection_policy_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        # Whoever may create a company gets its policy with it.
        companies.sudo()._create_collection_policy()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"collection_policy_id", "resource_calendar_id"}:
            # Whoever may configure a company may change what the night decides.
            self.env["collection.debtor"].sudo()._wake_all()
        return result

    def _create_collection_policy(self):
        """Give a copy of the blueprint to each company that has no policy yet."""
        blueprint = self.env["collection.policy"]._blueprint()
        for company in self.filtered(lambda company: not company.collection_policy_id):
            company.collection_policy_id = blueprint and blueprint.with_context(
                collection_blueprint=True  # the copy bears the same name
            ).copy({"company_id": company.id, "active": True})

    def _collection_charge_journal(self):
        """The sales journal for interest and indemnity.

        :raise UserError: there is none, or the accounts are not set
        """
        self.ensure_one()
        if not (
            self.collection_interest_account_id and self.collection_indemnity_account_id
        ):
            raise UserError(
                self.env._(
                    "Say first on which accounts interest and indemnity are booked: "
                    "Accounting > Configuration > Settings, section Collection."
                )
            )
        sales = [
            *self.env["account.journal"]._check_company_domain(self),
            ("type", "=", "sale"),
        ]
        return self.collection_charge_journal_id or self.env["account.journal"].search(
            sales, limit=1
        )

    def _has_field_access(self, field, operation):
        """Customers on the portal read their supplier, not how it collects."""
        allowed = super()._has_field_access(field, operation)
        if self.env.su or not field.name.startswith("collection_"):
            return allowed
        return allowed and self.env.user._is_internal()

    def _collection_responsible(self, leaving=()):
        """The person who answers for collection in this company, and has not left.

        :param leaving: users who are about to leave
        """
        user = self.collection_user_id
        if user.active and user not in leaving:
            return user
        # Not with ref(), which asks the database each time whether it is still there.
        admin = self.env["ir.model.data"]._xmlid_to_res_id("base.user_admin")
        return user.browse(admin or ())

    def _collection_mail_frame(self, lang, traced=False):
        """What stands above and below the text of an e-mail, in this language.

        The link to the account is PORTAL_MARK: see ``collection.debtor._in_frame``.

        :param traced: with the picture PICTURE_MARK, by which an opening is known
        """
        mixin = self.env["mail.render.mixin"].with_context(lang=lang)
        frame = mixin._render_encapsulate(
            "account_debt_collection.mail_layout",
            Markup("\0"),  # PostgreSQL stores no such character
            add_context={
                "company": self.with_context(lang=lang),
                "portal_url": PORTAL_MARK if self.collection_portal_days else "",
                "picture_url": PICTURE_MARK if traced else "",
            },
        )
        return frame.split("\0")

    def _collection_calendar(self, today, days):
        """Working days of this company from ``today`` on, as ``facts.Calendar``.

        None where its calendar knows no working day at all: reminders go out then.
        """
        calendar = self.resource_calendar_id
        zone = pytz.timezone(calendar.tz or "UTC")
        start = zone.localize(datetime.combine(today, time.min))
        end = start + timedelta(days=days)
        intervals = calendar._work_intervals_batch(start, end)[False]
        open_days = frozenset(begin.date() for begin, _end, _what in intervals)
        return Calendar(open_days, end.date()) if open_days else None
