"""With Inventory: what was delivered, and only that, is evidence for a court."""

from odoo import Command, fields
from odoo.tests import new_test_user

MODULE = "account_debt_collection"


def invoiced(name, *, delivered):
    """An order of five, invoiced when it was ordered; its proceedings."""
    customer = env["res.partner"].create({"name": name, "is_company": True})
    order = env["sale.order"].create(
        {
            "partner_id": customer.id,
            "order_line": [
                Command.create({"product_id": product.id, "product_uom_qty": 5})
            ],
        }
    )
    order.action_confirm()
    if delivered:
        order.picking_ids.move_ids.quantity = delivered
        order.picking_ids.move_ids.picked = True
        order.picking_ids.with_context(skip_backorder=True).button_validate()
    invoice = order._create_invoices()
    invoice.invoice_date = invoice.invoice_date_due = fields.Date.today()
    invoice.invoice_payment_term_id = False
    invoice.action_post()
    env.cr.flush()
    claim = invoice.line_ids.filtered(
        lambda line: line.account_type == "asset_receivable"
    )
    proceeding = env["collection.proceeding"].create(
        {
            "debtor_id": customer.collection_debtor_id.id,
            "kind_id": env.ref(f"{MODULE}.proceeding_kind_payment_order").id,
            "line_ids": [Command.create({"claim_id": claim.id})],
        }
    )
    return order, proceeding


def delivery_of(proceeding):
    return proceeding.evidence_ids.filtered(lambda row: row.kind_id.code == "delivery")


product = env["product.product"].create(
    {
        "name": "Pallet",
        "is_storable": True,
        "invoice_policy": "order",
        "list_price": 100,
        "taxes_id": False,
    }
)
sent, proceeding = invoiced("Delivered SA", delivered=5)
note = env["ir.attachment"].create(
    {
        "name": "signed delivery note.txt",
        "raw": b"received",
        "res_model": "stock.picking",
        "res_id": sent.picking_ids.id,
    }
)
row = delivery_of(proceeding)
assert row.state == "found", row.state
assert sent.picking_ids.name in row.summary, row.summary
assert note in proceeding._find_delivery().documents

# Whoever sues reads deliveries as an accountant, which Odoo grants.
manager = new_test_user(env, "suing", f"{MODULE}.group_collection_manager")
as_manager = proceeding.with_user(manager)
assert delivery_of(as_manager).state == "found"
assert note in as_manager._find_delivery().documents

_order, proceeding = invoiced("Waiting SA", delivered=0)
assert delivery_of(proceeding).state == "missing", delivery_of(proceeding).state
print("    deliveries that are done are found, others are not")
