from psycopg2 import OperationalError

from odoo import Command, fields, models
from odoo.exceptions import UserError

from .res_company import PICTURE_MARK, PORTAL_MARK

PICTURE = "/collection/picture/%s.gif"


# pylint: disable=consider-merging-classes-inherited
class CollectionDebtor(models.Model):
    """E-mails to debtors that are no reminders: they show, and are answered, here."""

    _inherit = "collection.debtor"

    def _lang(self):
        """Language of the debtor, of the company when the debtor has none."""
        return self.partner_id.lang or self.company_id.partner_id.lang or "en_US"

    def _render_mails(self, template, **context):
        """{debtor: (subject, body)}, each in the language of its debtor.

        :param template: a ``mail.template`` of debtors
        :raise UserError: the template contains a mistake
        """
        texts = {}
        for lang, debtors in self.grouped(lambda debtor: debtor._lang()).items():
            speaking = template.with_context(
                lang=lang, collection_compiled={}, **context
            )
            subjects, bodies = debtors._render_fields(speaking)
            texts.update({d: (subjects[d.id], bodies[d.id]) for d in debtors})
        return texts

    def _render_fields(self, template):
        """({id: subject}, {id: body}) in the language of ``template``."""
        try:
            return (
                template._render_field("subject", self.ids),
                template._render_field("body_html", self.ids),
            )
        except OperationalError:
            raise
        except Exception as error:
            raise UserError(
                self.env._(
                    "The text “%(template)s” contains a mistake and could not be "
                    "written. Correct it in Settings > Technical > Email Templates. "
                    "(%(error)s)",
                    template=template.name,
                    error=(str(error) or repr(error)).splitlines()[0],
                )
            ) from error

    def _prepare_mails(self, texts):
        """Values of one ``mail.mail`` each; what is the same for many is made once.

        :param texts: {debtor: (subject, body)}
        """
        frames = {
            key: key[0]._collection_mail_frame(key[1])
            for key in {(debtor.company_id, debtor._lang()) for debtor in self}
        }
        values = [
            debtor._prepare_mail(
                *texts[debtor], frames[debtor.company_id, debtor._lang()]
            )
            for debtor in self
        ]
        replies = self._notify_get_reply_to_batch(
            defaults={mail["res_id"]: mail["email_from"] for mail in values},
            author_ids={mail["res_id"]: mail["author_id"] for mail in values},
        )
        return [mail | {"reply_to": replies[mail["res_id"]]} for mail in values]

    def _in_frame(self, body, frame, mark=""):
        """``body`` in the frame of the company, with the link to the own account.

        The link counts from today, also where the text was written long ago.

        :param frame: of ``res.company._collection_mail_frame``
        :param mark: of the reminder, where openings and clicks are recorded
        """
        above, below = frame
        url = self._portal_url(fields.Date.context_today(self))
        if mark:
            picture = self.get_base_url() + PICTURE % mark
            below = below.replace(PICTURE_MARK, picture)
            url = url and f"{url}?mail={mark}"
        return above + body + below.replace(PORTAL_MARK, url)

    def _prepare_mail(self, subject, body, frame):
        author = self._responsible()
        company = self.company_id.with_context(lang=self._lang())
        return {
            "model": self._name,
            "res_id": self.id,
            "message_type": "email_outgoing",
            "subject": subject,
            "body": body,
            "body_html": self._in_frame(body, frame),
            "author_id": author.partner_id.id,
            "email_from": company.email_formatted or author.email_formatted,
            "recipient_ids": [Command.set(self._contact("email_normalized").ids)],
            "auto_delete": False,
        }

    def _message_receive_bounce(self, email, partner):
        """The customer's mail server sent the last e-mail back."""
        result = super()._message_receive_bounce(email, partner)
        sentence = self.env._("The e-mail to %s came back.", email)
        # The mail gateway knows nothing of collection's rights.
        for debtor in self.sudo():
            mailed = debtor.reminder_ids.filtered("mail_id").sorted("date_done, id")
            if debtor._statement_is_the_latest_mail():
                debtor._statement_comes_back(sentence)
            else:
                mailed[-1:]._come_back_by("email", sentence)
        return result
