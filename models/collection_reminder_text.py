from functools import cache, partial
from math import ceil

from markupsafe import Markup
from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.i18n import format_list
from odoo.tools.image import image_data_uri
from odoo.tools.misc import format_amount, format_date, formatLang, get_lang

from ..rules.letter_date import letter_date

# Stands between texts that are rendered in one go. No value can contain it: PostgreSQL
# stores no such character.
SEPARATOR = "\0"

# What report/collection_blocks.xml renders of each reminder, in this order.
BLOCKS = ("claims_table", "charges_table", "payment_details", "signature")

# The window of the envelope: characters in a line, and lines, of the usual size.
LINE_IN_WINDOW, LINES_IN_WINDOW = 38, 7

# Where paper bears more than an e-mail: what a telephone scans, and a signature.
QR_MARK = Markup('<br class="o_collection_qr"/>')
SIGNATURE_MARK = Markup('<br class="o_collection_signature"/>')
SIGNATURE = Markup(
    '<div class="o_collection_signature" style="min-height:16mm;">%s</div>'
)
SIGNATURE_IMAGE = Markup(
    '<img src="%s" alt="" style="max-height:16mm;max-width:70mm;"/>'
)


# pylint: disable=consider-merging-classes-inherited
class CollectionReminder(models.Model):
    """What is written to the debtor: once for the e-mail and for the letter."""

    _inherit = "collection.reminder"

    claims_table = fields.Html(compute="_compute_blocks", sanitize=False)
    charges_table = fields.Html(compute="_compute_blocks", sanitize=False)
    payment_details = fields.Html(compute="_compute_blocks", sanitize=False)
    signature = fields.Html(compute="_compute_blocks", sanitize=False)
    total_text = fields.Char(
        compute="_compute_total_text",
        help="All that is asked for, one amount for each currency.",
    )
    total_words = fields.Char(
        compute="_compute_total_words", help="The same amounts in words."
    )
    deadline_text = fields.Char(compute="_compute_deadline_text")
    contact_text = fields.Char(
        compute="_compute_contact_text", help="Whom to ask: name, telephone, e-mail."
    )

    # === PLACEHOLDERS === #

    @api.depends("name", "line_ids", "date_done", "interest_basis", "signatory_id")
    @api.depends_context("lang")
    def _compute_blocks(self):
        rendered = (
            self.env["ir.qweb"]
            ._render(
                "account_debt_collection.reminder_blocks",
                {
                    "reminders": self,
                    "separator": SEPARATOR,
                    "format_day": cache(partial(format_date, self.env)),
                    "format_money": cache(partial(format_amount, self.env)),
                },
            )
            .split(SEPARATOR)
        )
        for index, name in enumerate(BLOCKS):
            blocks = rendered[index :: len(BLOCKS)]
            for reminder, block in zip(self, blocks, strict=False):
                reminder[name] = block.strip()

    @api.depends("line_ids")
    @api.depends_context("lang")
    def _compute_total_text(self):
        for reminder in self:
            reminder.total_text = " + ".join(
                formatLang(self.env, amount, currency_obj=currency)
                for currency, amount in reminder._amounts_to_pay()
            )

    @api.depends("line_ids")
    @api.depends_context("lang")
    def _compute_total_words(self):
        for reminder in self:
            words = [
                reminder._spell_out(amount, currency)
                for currency, amount in reminder._amounts_to_pay()
            ]
            reminder.total_words = format_list(self.env, words) if all(words) else ""

    def _spell_out(self, amount, currency):
        """An amount in words; Odoo's capitals are those of no sentence.

        German writes its nouns with capitals, and keeps them.
        """
        words = currency.amount_to_text(amount)
        german = (self.env.lang or "").startswith("de")
        return words if german or not words else words.lower()

    @api.depends("deadline")
    @api.depends_context("lang")
    def _compute_deadline_text(self):
        for reminder in self:
            reminder.deadline_text = self._long_date(reminder.deadline)

    @api.depends("signatory_id", "company_id")
    def _compute_contact_text(self):
        for reminder in self:
            person, company = reminder.signatory_id, reminder.company_id
            phone = person.phone or company.phone or ""
            ways = (
                person.name or company.name,
                phone.replace(" ", "\N{NO-BREAK SPACE}"),  # in one piece
                person.email or company.email,
            )
            reminder.contact_text = ", ".join(filter(None, ways))

    def _long_date(self, day):
        written = letter_date(get_lang(self.env).code, day)
        return format_date(self.env, day, date_format=written)

    # === TEXT === #

    def _text(self):
        """(subject, body) as sent, or as they would be sent today."""
        if self.body:
            return self.subject, self.body
        return self._render_texts()[self]

    def _letter_text(self, text=None, *, to_print=True):
        """(subject, body) with what only paper bears.

        :param text: (subject, body), where they are known already
        :param bool to_print: whether somebody is to scan it, not only to read it
        """
        subject, body = text or self._text()
        body = body.replace(QR_MARK, self._qr_code() if to_print else Markup())
        return subject, body.replace(SIGNATURE_MARK, self._signature_image())

    def _recipient_size(self, address):
        """Size of the letters in which ``address`` fits the window."""
        lines = sum(ceil(len(line) / LINE_IN_WINDOW) for line in address.split("\n"))
        return "11pt" if lines <= LINES_IN_WINDOW else "8.5pt"

    def _signature_image(self):
        """The signature, or the room for one."""
        # The company's signature is no secret in its own letters.
        signature = self.company_id.sudo().collection_signature
        image = signature and SIGNATURE_IMAGE % image_data_uri(signature)
        return SIGNATURE % (image or "")

    def _lang(self):
        """Language of the debtor, of the company when the debtor has none."""
        return self.debtor_id._lang()

    def _render_texts(self):
        """{reminder: (subject, body)}, each in the language of its debtor."""
        texts = {}
        for (level, template, lang), reminders in self.grouped(
            lambda reminder: (
                reminder.level_id,
                reminder.variant_id.template_id or reminder.level_id.template_id,
                reminder._lang(),
            )
        ).items():
            texts.update(reminders._render_level(level, template, lang))
        return texts

    def _render_level(self, level, template, lang):
        """{reminder: (subject, body)} of one level in one language."""
        if not template:
            raise UserError(
                self.env._(
                    "The level “%s” has no text: choose one in Collection > "
                    "Configuration > Policies.",
                    level.name,
                )
            )
        template = template.with_context(lang=lang, collection_compiled={})
        try:
            subjects = template._render_field("subject", self.ids)
            bodies = template._render_field("body_html", self.ids)
        except OperationalError:
            raise
        except Exception as error:
            raise UserError(
                self.env._(
                    "The text “%(template)s” of the level “%(level)s” contains a "
                    "mistake and could not be written. Correct it in Collection > "
                    "Configuration > Policies. (%(error)s)",
                    template=template.name,
                    level=level.name,
                    error=(str(error) or repr(error)).splitlines()[0],
                )
            ) from error
        return {r: (subjects[r.id], bodies[r.id]) for r in self}
