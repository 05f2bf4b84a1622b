from odoo.tests import TransactionCase, tagged

from .access_common import MODULE, table

# Odoo's own names for the same, where a route says nothing.
CSRF = {"http": "yes", "jsonrpc": "json"}


@tagged("post_install", "-at_install")
class TestRoutes(TransactionCase):
    """Every way in from outside is known, with who may take it."""

    def own_routes(self):
        """{(route, methods): (addon, auth, type, csrf)} of what answers now."""
        routes = {}
        router = self.env["ir.http"]
        installed = sorted(self.env["ir.module.module"]._installed())
        rules = router._generate_routing_rules(installed, router._get_converters())
        for url, endpoint in rules:
            addons = endpoint.func.__module__.split(".")[2:3]
            routing = endpoint.routing
            if any(addon.startswith(MODULE) for addon in addons):
                methods = "+".join(routing["methods"] or ["any"])
                kind = routing["type"]
                csrf = CSRF[kind] if routing.get("csrf", True) else "no"
                found = (*addons, routing["auth"], kind, csrf)
                routes[url, methods] = found
        return routes

    def test_routes_are_those_of_the_table(self):
        installed = self.env["ir.module.module"]._installed()
        expected = {
            (row["route"], row["methods"]): tuple(
                row[name] for name in ("addon", "auth", "type", "csrf")
            )
            for row in table("routes")
            if row["addon"] in installed
        }
        self.assertEqual(self.own_routes(), expected)

    def test_no_route_is_open_to_other_sites(self):
        for row in table("routes"):
            self.assertIn(row["csrf"], ("yes", "json"), row["route"])
            self.assertIn(row["auth"], ("user", "public"), row["route"])
            self.assertTrue(row["who"], row["route"])
