from functools import cache, partial

from psycopg2 import OperationalError

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_amount, format_date

# Stands between texts that are rendered in one go. No value can contain it: PostgreSQL
# stores no such character.
SEPARATOR = "\0"


# pylint: disable=consider-merging-classes-inherited
class CollectionReminder(models.Model):
    """What is written to the debtor: once for the e-mail and for the letter."""

    _inherit = "collection.reminder"

    @api.depends("line_ids")
    @api.depends_context("lang")
    def _compute_blocks(self):
        blocks = (
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
        for index, reminder in enumerate(self):
            reminder.claims_table = blocks[2 * index]
            reminder.payment_details = blocks[2 * index + 1]

    def _text(self):
        """(subject, body) as sent, or as they would be sent today."""
        if self.body:
            return self.subject, self.body
        return self._render_texts()[self]

    def _lang(self):
        """Language of the debtor, of the company when the debtor has none."""
        return self.debtor_id._lang()

    def _render_texts(self):
        """{reminder: (subject, body)}, each in the language of its debtor."""
        texts = {}
        for (level, lang), reminders in self.grouped(
            lambda reminder: (reminder.level_id, reminder._lang())
        ).items():
            texts.update(reminders._render_level(level, lang))
        return texts

    def _render_level(self, level, lang):
        """{reminder: (subject, body)} of one level in one language."""
        if not level.template_id:
            raise UserError(
                self.env._(
                    "The level “%s” has no text: choose one in Collection > "
                    "Configuration > Policies.",
                    level.name,
                )
            )
        template = level.template_id.with_context(lang=lang, collection_compiled={})
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
