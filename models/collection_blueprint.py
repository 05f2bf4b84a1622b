from odoo import models


class CollectionBlueprint(models.AbstractModel):
    """Copies of shipped records, which have no XML id that a .po file could name."""

    _name = "collection.blueprint"
    _description = "Copied from a Blueprint"

    def _translate_like(self, originals, field_name, langs):
        """Translate what still reads as one of ``originals`` and has no translation."""
        sources = {
            record.with_context(lang="en_US")[field_name]: record
            for record in originals
        }
        for record in self:
            english = record.with_context(lang="en_US")[field_name]
            if english not in sources:
                continue
            record.update_field_translations(
                field_name,
                {
                    lang: sources[english].with_context(lang=lang)[field_name]
                    for lang in langs
                    if record.with_context(lang=lang)[field_name] == english
                },
            )
