"""The rules: plain Python, without Odoo, clock or database."""
