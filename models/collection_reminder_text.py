from psycopg2 import OperationalError

from odoo import models
from odoo.exceptions import UserError


# pylint: disable=consider-merging-classes-inherited
class CollectionReminder(models.Model):
    """What is written to the debtor: once for the e-mail and for the letter."""

    _inherit = "collection.reminder"

    def _text(self):
        """(subject, body) as sent, or as they would be sent today."""
        if self.body:
            return self.subject, self.body
        return self._render_texts()[self]

    def _lang(self):
        """Language of the debtor, of the company when the debtor has none."""
        return self.partner_id.lang or self.company_id.partner_id.lang or "en_US"

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
