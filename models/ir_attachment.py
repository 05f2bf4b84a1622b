from hashlib import sha256

from odoo import api, fields, models
from odoo.exceptions import UserError

# Nothing that is read as part of the document.
UNSEALED = {"access_token", "thumbnail"}


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    collection_sha256 = fields.Char(
        string="Sealed With",
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="SHA-256 of what a reminder has archived. Such a document is never "
        "changed and never deleted.",
    )

    # === CRUD === #

    def write(self, vals):
        """What a reminder has archived stays as it is, whoever asks, in whose name."""
        if vals.keys() - UNSEALED and any(
            attachment._collection_differs(vals) for attachment in self._sealed()
        ):
            raise UserError(
                self.env._(
                    "This document was archived with a reminder that was sent, and "
                    "cannot be changed any more."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sealed(self):
        if self._sealed():
            raise UserError(
                self.env._(
                    "A document that was archived with a reminder cannot be deleted."
                )
            )

    # === BUSINESS METHODS === #

    @api.model
    def _collection_archive(self, vals_list):
        """Create documents that stay as they are, each sealed with its SHA-256.

        The caller has checked the rights.
        """
        for vals in vals_list:
            vals["collection_sha256"] = sha256(vals["raw"]).hexdigest()
        # Users have no access to the seal. An image is kept in the size that it has.
        archive = self.sudo().with_context(image_no_postprocess=True)
        return archive.create(vals_list).with_env(self.env)

    def _sealed(self):
        # Users have no access to the seal.
        return self.sudo().filtered("collection_sha256")

    def _collection_differs(self, vals):
        """Whether writing ``vals`` would change anything."""
        return any(
            self._fields[name].convert_to_write(self[name], self) != vals[name]
            for name in vals.keys() - UNSEALED
            if name in self._fields
        )

    def _collection_is_intact(self):
        """Whether the document is still the one that was archived."""
        # Users have no access to the seal.
        sealed = self.sudo()
        # The file itself is asked, whatever this transaction has read.
        sealed.invalidate_recordset()
        return sha256(sealed.raw or b"").hexdigest() == sealed.collection_sha256

    def _collection_is(self, content):
        """Whether this is the archived document with that content."""
        # Users have no access to the seal.
        return self.sudo().collection_sha256 == sha256(content).hexdigest()

    def _collection_open(self):
        """Show the document; its rights are those of the reminder."""
        if not self:
            raise UserError(self.env._("There is no document to open yet."))
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/web/content/{self.id}"}
