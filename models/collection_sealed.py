from odoo import api, models


class CollectionSealed(models.AbstractModel):
    """What the model itself writes is entered neither by a client's context nor by a
    user's own defaults: both would get past guards that look at the values given.

    Sealed are all fields that are read-only and stored, and those that the model names.
    That holds for superusers, too: our code runs as one with the context of the client.
    """

    _name = "collection.sealed"
    _description = "Takes No Defaults From Outside"
    _sealed_names = frozenset()

    @api.model
    def default_get(self, fields):
        sealed = [name for name in fields if self._is_sealed(name)]
        defaults = super().default_get([name for name in fields if name not in sealed])
        for name in sealed:
            field = self._fields[name]
            if field.default:
                value = field.convert_to_cache(field.default(self), self)
                defaults[name] = field.convert_to_write(value, self)
        return defaults

    @api.model
    def _is_sealed(self, name):
        field = self._fields.get(name)
        return bool(
            field and (name in self._sealed_names or (field.readonly and field.store))
        )
