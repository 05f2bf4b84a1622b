from odoo import models


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    def _load_module_terms(self, modules, langs, overwrite=False):
        """A new language reaches the companies' copies of the default policy, too."""
        result = super()._load_module_terms(modules, langs, overwrite=overwrite)
        if "account_debt_collection" in modules:
            self.env["collection.policy"]._translate_as_blueprint(langs)
        return result
