from datetime import timedelta

from odoo import Command, api, fields, models

# Each customer: its values, then its invoices as (amount, days until due, what for).
# Days are relative to today, negative when the due date is past.
CUSTOMERS = {
    "Boulangerie du Vieux Port": {
        "values": {"street": "4 quai des Belges", "zip": "13001", "city": "Marseille",
                   "email": "compta@boulangerie-vieux-port.example"},
        "invoices": [(480, 24, "Four à sole : entretien"), (1250, 12, "Pétrin"),
                     (320, 4, "Pièces détachées"), (95, 18, "Déplacement")],
    },
    "Menuiserie Kervella": {
        "values": {"street": "12 rue de Siam", "zip": "29200", "city": "Brest",
                   "email": "contact@menuiserie-kervella.example"},
        "invoices": [(2140, -2, "Dégauchisseuse : révision"), (680, 9, "Lames"),
                     (150, 20, "Affûtage")],
    },
    "Garage des Trois Fontaines": {
        "values": {"street": "87 avenue Jean Jaurès", "zip": "69007", "city": "Lyon",
                   "email": "direction@garage-3-fontaines.example",
                   "phone": "+33 4 72 00 00 11"},
        "invoices": [(3900, -12, "Pont élévateur"), (410, -9, "Vérification annuelle"),
                     (260, -4, "Flexibles"), (1180, 15, "Compresseur")],
    },
    "Imprimerie Salengro": {
        "values": {"street": "30 rue Roger Salengro", "zip": "59000", "city": "Lille",
                   "email": "factures@imprimerie-salengro.example",
                   "phone": "+33 3 20 00 00 12"},
        "invoices": [(5200, -37, "Presse : remise en état"), (890, -20, "Rouleaux"),
                     (1460, -6, "Maintenance trimestrielle"), (1460, 25, "Maintenance")],
    },
    "Hôtel Bellerive": {
        "values": {"street": "1 promenade du Lac", "zip": "74000", "city": "Annecy",
                   "email": "comptabilite@hotel-bellerive.example",
                   "phone": "+33 4 50 00 00 13"},
        "invoices": [(7800, -96, "Chambre froide"), (640, -71, "Mise en service"),
                     (520, -40, "Dépannage"), (520, -10, "Dépannage"),
                     (310, 6, "Joints de porte")],
    },
    "Transports Delmas et Fils": {
        "values": {"street": "Zone industrielle Nord, bâtiment C", "zip": "31200",
                   "city": "Toulouse", "email": "delmas@transports-delmas.example"},
        "invoices": [(2450, -33, "Hayon élévateur"), (980, -18, "Pneumatiques"),
                     (1720, -3, "Groupe frigorifique"), (2300, 11, "Hayon élévateur"),
                     (450, 27, "Contrôle")],
        "paid": {0: 0.6},
    },
    "Clinique vétérinaire des Remparts": {
        "values": {"street": "16 boulevard des Remparts", "zip": "35400",
                   "city": "Saint-Malo", "email": "accueil@veto-remparts.example"},
        "invoices": [(1900, -25, "Autoclave"), (240, -11, "Qualification"),
                     (240, 14, "Qualification")],
        "credits": [(300, -8, "Avoir : remise commerciale")],
    },
    "Épicerie Bio de la Halle": {
        "values": {"street": "Place de la Halle", "zip": "33000", "city": "Bordeaux",
                   "email": "bonjour@bio-halle.example"},
        "invoices": [(210, -17, "Balance : étalonnage"), (130, -1, "Rouleaux de caisse"),
                     (360, 30, "Vitrine")],
        "credits": [(900, -15, "Avoir : matériel repris")],
    },
    "Scierie du Haut-Doubs": {
        "values": {"street": "Route de la Forêt", "zip": "25300", "city": "Pontarlier",
                   "phone": "+33 3 81 00 00 16"},  # no e-mail
        "invoices": [(3300, -14, "Lame de ruban"), (760, -5, "Affûtage"),
                     (760, 22, "Affûtage")],
    },
    "Auberge du Col": {
        "values": {"email": "auberge@auberge-du-col.example"},  # no address
        "invoices": [(1150, -28, "Hotte"), (420, -7, "Filtres"), (420, 16, "Filtres")],
    },
    "Atelier Sans Nouvelles": {
        "values": {"phone": "+33 1 40 00 00 18"},  # neither e-mail nor address
        "invoices": [(640, -13, "Établi"), (95, -6, "Serre-joints")],
    },
    "Claire Fontaine": {
        "values": {"is_company": False, "street": "9 allée des Tilleuls",
                   "zip": "44000", "city": "Nantes",
                   "email": "claire.fontaine@courriel.example"},
        "invoices": [(270, -16, "Réparation d'une machine à coudre"), (60, 8, "Courroie")],
    },
    "Harbour & Sons Ltd": {
        "values": {"street": "21 Marine Parade", "zip": "CT17 9BU", "city": "Dover",
                   "email": "accounts@harbour-sons.example", "lang": "en_US"},
        "country": "base.uk",
        "invoices": [(4100, -19, "Conveyor belt"), (530, -9, "Bearings"),
                     (530, 13, "Bearings"), (870, 29, "Inspection")],
    },
    "Blue Ridge Tools Inc.": {
        "values": {"street": "400 Patton Avenue", "zip": "28801", "city": "Asheville",
                   "email": "ap@blueridge-tools.example", "lang": "en_US"},
        "country": "base.us",
        "currency": "USD",
        "invoices": [(6200, -34, "Spindle"), (1500, -15, "Training"),
                     (1500, 17, "Training")],
    },
    "Mairie de Sainte-Colombe": {
        "values": {"street": "1 place de la Mairie", "zip": "77650",
                   "city": "Sainte-Colombe", "email": "mairie@sainte-colombe.example"},
        "policy": "never",
        "invoices": [(2900, -45, "Tondeuse autoportée"), (380, -12, "Entretien"),
                     (380, 18, "Entretien")],
    },
    "Chaudronnerie Vasseur": {
        "values": {"street": "55 rue de la Fonderie", "zip": "57100",
                   "city": "Thionville", "email": "vasseur@chaudronnerie.example"},
        "term": True,
        "invoices": [(9000, -65, "Poste à souder, en trois échéances"),
                     (1280, -8, "Consommables"), (640, 19, "Consommables")],
        "paid": {1: 1.0},
    },
}

PAST_NIGHTS = range(-63, -1, 7)  # days on which the demo company has already reminded


class CollectionDemo(models.AbstractModel):
    """A French company whose customers show what the module does."""

    _name = "collection.demo"
    _description = "Collection Demo Data"

    @api.model
    def _load(self):
        company = self._create_company()
        self = self.with_company(company).with_context(
            allowed_company_ids=company.ids, tracking_disable=True
        )
        today = fields.Date.context_today(self)
        moves = self._create_moves(today)
        for move in moves.sorted("invoice_date"):
            move.action_post()
        self._register_payments(moves)
        self._remind_in_the_past(today)

    # === COMPANY === #

    def _create_company(self):
        # "install_mode": demo data must not install the country's other modules.
        company = self.env["res.company"].with_context(install_mode=True).create(
            {
                "name": "Mécanique des Cordeliers",
                "country_id": self.env.ref("base.fr").id,
                "currency_id": self.env.ref("base.EUR").id,
                "street": "18 rue des Cordeliers",
                "zip": "21000",
                "city": "Dijon",
                "phone": "+33 3 80 00 00 10",
                "company_registry": "73282932000074",
                "vat": "FR44732829320",
            }
        )
        # Not at creation: Odoo would look the domain up on the internet.
        company.email = "comptabilite@cordeliers.example"
        admin = self.env.ref("base.user_admin")
        admin.write({"company_ids": [Command.link(company.id)], "company_id": company.id})
        company.collection_user_id = self.env["res.users"].create(
            {
                "name": "Service comptabilité",
                "login": "comptabilite",
                "email": "comptabilite@cordeliers.example",
                "company_ids": [Command.set(company.ids)],
                "company_id": company.id,
                "lang": self._lang("fr_FR"),
                "group_ids": [
                    Command.link(
                        self.env.ref(
                            "account_debt_collection.group_collection_officer"
                        ).id
                    )
                ],
            }
        )
        company.partner_id.lang = self._lang("fr_FR")
        french = self.env["ir.module.module"].search(
            [("name", "=", "l10n_fr_account"), ("state", "=", "installed")]
        )
        self.env["account.chart.template"].try_loading(
            "fr" if french else "generic_coa", company.with_env(self.env)
        )
        company.currency_id = self.env.ref("base.EUR")  # the generic chart is in dollars
        self._set_up_bank(company.with_env(self.env))
        return company.with_env(self.env)

    def _set_up_bank(self, company):
        """An IBAN for the letters; payments post straight to the bank's account."""
        journal = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
        )
        journal.bank_account_id = self.env["res.partner.bank"].create(
            {
                "acc_number": "FR76 3000 6000 0112 3456 7890 189",
                "partner_id": company.partner_id.id,
                "company_id": company.id,
            }
        )
        journal.inbound_payment_method_line_ids.payment_account_id = (
            journal.default_account_id
        )
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": dollar.id,
                "company_id": company.id,
                "name": fields.Date.today() - timedelta(days=400),
                "rate": 1.12,
            }
        )

    def _lang(self, code):
        return code if self.env["res.lang"]._get_data(code=code) else False

    # === CUSTOMERS AND INVOICES === #

    def _create_moves(self, today):
        moves = self.env["account.move"]
        for name, customer in CUSTOMERS.items():
            partner = self._create_partner(name, customer)
            for index, invoice in enumerate(customer["invoices"]):
                term = customer.get("term") and not index
                moves += self._create_move(partner, customer, invoice, today, term)
            for credit in customer.get("credits", ()):
                moves += self._create_move(
                    partner, customer, credit, today, move_type="out_refund"
                )
        return moves

    def _create_partner(self, name, customer):
        country = self.env.ref(customer.get("country", "base.fr"))
        values = {"is_company": True, "lang": "fr_FR", **customer["values"]}
        values["lang"] = self._lang(values["lang"])
        partner = self.env["res.partner"].create(
            {"name": name, "country_id": country.id, **values}
        )
        if customer.get("policy") == "never":
            partner.collection_policy_id = self.env["collection.policy"].create(
                {"name": "Sans relance", "company_id": self.env.company.id}
            )
        return partner

    def _create_move(
        self, partner, customer, invoice, today, term=False, move_type="out_invoice"
    ):
        amount, days, label = invoice
        due = today + timedelta(days=days)
        # French customers pay VAT; exports and their services are simplified here.
        taxes = self.env.company.account_sale_tax_id
        if customer.get("country"):
            taxes = taxes.browse()
        currency = self.env["res.currency"].search(
            [("name", "=", customer.get("currency", "EUR"))]
        )
        dates = {
            "invoice_date": due - timedelta(days=30),
            "invoice_date_due": due,
            "invoice_payment_term_id": False,
        }
        if term:
            dates = {"invoice_date": due, "invoice_payment_term_id": self._term().id}
        return self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": partner.id,
                "currency_id": currency.id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": label,
                            "price_unit": amount,
                            "quantity": 1,
                            "tax_ids": [Command.set(taxes.ids)],
                        }
                    )
                ],
                **dates,
            }
        )

    def _term(self):
        return self.env["account.payment.term"].create(
            {
                "name": "Trois échéances : 30, 60 et 90 jours",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": share, "nb_days": days}
                    )
                    for share, days in ((30, 30), (30, 60), (40, 90))
                ],
            }
        )

    def _register_payments(self, moves):
        for name, customer in CUSTOMERS.items():
            invoices = moves.filtered(
                lambda move, name=name: move.partner_id.name == name
                and move.move_type == "out_invoice"
            ).sorted("id")
            for index, share in customer.get("paid", {}).items():
                self._pay(invoices[index], share)

    def _pay(self, invoice, share):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create(
            {
                "amount": invoice.currency_id.round(invoice.amount_residual * share),
                "payment_date": invoice.invoice_date_due,
                "payment_difference_handling": "open",
            }
        )._create_payments()

    # === WHAT HAS HAPPENED SO FAR === #

    def _remind_in_the_past(self, today):
        """Live through the last weeks, so that every level can be seen tonight."""
        debtors = self.env["collection.debtor"]
        reminders = self.env["collection.reminder"]
        for days in PAST_NIGHTS:
            night = today + timedelta(days=days)
            debtors._plan_night(night)
            ready = reminders._ready(night)
            ready._dispatch(night)
            ready.mail_id.write({"date": night, "state": "sent"})
        debtors._refresh()
