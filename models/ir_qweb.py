from lxml import etree

from odoo import models


class IrQweb(models.AbstractModel):
    _inherit = "ir.qweb"

    def _generate_code_uncached(self, template):
        """The text of a level is compiled once for all reminders that bear it.

        Odoo would compile it anew for each.
        """
        compiled = self.env.context.get("collection_compiled")
        if compiled is None or not isinstance(template, etree._Element):
            return super()._generate_code_uncached(template)
        source = etree.tostring(template)
        if source not in compiled:
            compiled[source] = super()._generate_code_uncached(template)
        return compiled[source]
