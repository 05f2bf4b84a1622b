from io import BytesIO
from itertools import chain

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.pdf import PdfFileReader, PdfFileWriter


# pylint: disable=consider-merging-classes-inherited
class CollectionReminder(models.Model):
    """The print queue: archived letters, as one PDF in the order of the addresses."""

    _inherit = "collection.reminder"

    print_state = fields.Selection(
        selection=[
            ("to_print", "To print"),
            ("printed", "Printed"),
            ("skipped", "Not to print"),
        ],
        string="Printing",
        readonly=True,
        index="btree_not_null",
    )
    printed_by_id = fields.Many2one(comodel_name="res.users", readonly=True)
    printed_on = fields.Datetime(readonly=True)
    is_registered = fields.Boolean(
        string="Registered", compute="_compute_is_registered"
    )
    postal_address = fields.Char(string="Address", compute="_compute_postal_address")
    open_balance = fields.Monetary(
        related="debtor_id.balance", string="Still Owed Today"
    )

    @api.depends("channel_ids.code")
    def _compute_is_registered(self):
        for reminder in self:
            reminder.is_registered = "registered" in reminder.channel_ids.mapped("code")

    @api.depends("debtor_id")
    def _compute_postal_address(self):
        for reminder in self:
            contact = reminder.debtor_id._postal_contact()
            lines = contact._collection_address_lines(reminder.company_id.partner_id)
            reminder.postal_address = ", ".join(lines)

    # === ACTIONS === #

    def action_print(self):
        """Return one PDF of these letters, whether printed before or not."""
        self.check_access("write")
        letters = self.filtered("letter_id")
        if not letters:
            raise UserError(self.env._("There is no letter to print."))
        content = letters._merge_letters()
        letters.filtered("print_state")._set_print_state(
            "printed", printed_by_id=self.env.uid, printed_on=fields.Datetime.now()
        )
        today = fields.Date.context_today(self)
        return self._open_file(self.env._("Letters %s.pdf", today), content)

    def action_print_all(self):
        """Return one PDF of all that waits in the queue."""
        return self._to_print().action_print()

    def action_skip_printing(self):
        """Take letters out of the queue: they are not to be sent."""
        self.check_access("write")
        waiting = self.filtered(lambda reminder: reminder.print_state == "to_print")
        waiting._set_print_state("skipped")

    # === BUSINESS METHODS === #

    @api.model
    def _to_print(self):
        """What waits, of customers who still owe; no two people print the same."""
        waiting = self.search(
            [("print_state", "=", "to_print"), ("debtor_id.balance", ">", 0)]
        )
        return waiting.try_lock_for_update()

    def _set_print_state(self, state, **values):
        # The caller checks the rights; nobody writes these fields by hand.
        self.sudo().write({"print_state": state, **values})

    def _merge_letters(self):
        """The letters as one PDF; none is left out in silence."""
        letters = self._in_postal_order()
        pages = [letter._letter_pages() for letter in letters]
        broken = [
            letter.display_name
            for letter, its_pages in zip(letters, pages, strict=True)
            if not its_pages
        ]
        if broken:
            raise UserError(
                self.env._(
                    "The archived letter cannot be read: %s. Nothing was printed; "
                    "choose the others, and print those.",
                    ", ".join(dict.fromkeys(broken)),
                )
            )
        writer, content = PdfFileWriter(), BytesIO()
        for page in chain(*pages):
            writer.addPage(page)
        writer.write(content)
        return content.getvalue()

    def _letter_pages(self):
        """Pages of the archived letter; none when it is not a readable PDF."""
        try:
            reader = PdfFileReader(BytesIO(self.letter_id.raw), strict=False)
            return list(reader.pages)
        except Exception:  # noqa: BLE001  the PDF library raises whatever it meets
            return []

    def _in_postal_order(self):
        """A list: registered letters, then the others; both by address.

        Who gets both, a registered letter and a plain one, is in it twice.
        """
        in_order = self.sorted(lambda reminder: reminder._postal_key())
        registered = in_order.filtered(
            lambda r: r.is_registered and not r.registered_provider_id
        )
        plain = in_order.filtered(
            lambda r: r not in registered or "letter" in r.channel_ids.mapped("code")
        )
        return [*registered, *plain]

    def _postal_key(self):
        contact = self.debtor_id._postal_contact()
        lines = (
            contact.country_id.name,
            contact.zip,
            contact.city,
            contact.street,
            contact.commercial_partner_id.name,
        )
        return (*((line or "").casefold() for line in lines), self.id)

    @api.model
    def _open_file(self, name, content):
        """Show a file that only the person who asked for it may read."""
        attachment = self.env["ir.attachment"].create(
            {"name": name, "raw": content, "res_model": self._name}
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}",
        }

    @api.autovacuum
    def _gc_printed(self):
        """What was printed is archived letter by letter: the whole is not kept."""
        yesterday = fields.Datetime.subtract(self.env.cr.now(), days=1)
        self.env["ir.attachment"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", False),
                ("create_date", "<", yesterday),
            ]
        ).unlink()
