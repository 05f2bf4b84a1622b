"""The customers of the demo company, and what was invoiced to them."""

# Each customer: its values, then its invoices as (amount, days until due, what for).
# Days are relative to today, negative when the due date is past. Contacts are
# (kind of address, name, e-mail address); a hold is (index of its invoice, reason).
# A story is what became of its claims, see collection_demo_story.py.
CUSTOMERS = {
    "Boulangerie du Vieux Port": {
        "values": {
            "street": "4 quai des Belges",
            "zip": "13001",
            "city": "Marseille",
            "email": "compta@boulangerie-vieux-port.example",
        },
        "invoices": [
            (480, 24, "Four à sole : entretien"),
            (1250, 12, "Pétrin"),
            (320, 4, "Pièces détachées"),
            (95, 18, "Déplacement"),
            (640, 33, "Façonneuse"),
        ],
    },
    "Carrosserie du Lac": {
        "values": {
            "street": "9 avenue d'Albigny",
            "zip": "74000",
            "city": "Annecy",
            "email": "comptabilite@carrosserie-lac.example",
            "phone": "+33 4 50 00 00 21",
        },
        "story": "promise",
        "note": "Par téléphone : virement à la fin du mois.",
        "credit_limit": 5000,
        "invoices": [(2680, -19, "Cabine de peinture : filtres"), (540, 16, "Filtres")],
    },
    "Brasserie Saint-Michel": {
        "values": {
            "street": "2 place Saint-Michel",
            "zip": "33000",
            "city": "Bordeaux",
            "email": "gestion@brasserie-saint-michel.example",
            "phone": "+33 5 56 00 00 22",
        },
        "story": "plan",
        "credit_limit": 3000,
        "invoices": [(4200, -48, "Cuve inox"), (1150, -20, "Pompe et flexibles")],
    },
    "Pépinières de la Vallée": {
        "values": {
            "street": "Chemin des Serres",
            "zip": "37000",
            "city": "Tours",
            "email": "bureau@pepinieres-vallee.example",
            "phone": "+33 2 47 00 00 23",
        },
        "story": "dispute",
        "note": "Une pièce manquait à la livraison.",
        "credit_limit": 8000,
        "invoices": [(3360, -23, "Rampe d'arrosage"), (720, 9, "Buses et raccords")],
    },
    "Tôlerie Martinet": {
        "values": {
            "street": "18 rue du Canal",
            "zip": "68100",
            "city": "Mulhouse",
            "email": "direction@tolerie-martinet.example",
            "phone": "+33 3 89 00 00 24",
        },
        "story": "agency",
        "credit_limit": 2000,
        "invoices": [(5900, -150, "Plieuse : remise en état"), (860, -120, "Poinçons")],
    },
    "Menuiserie Kervella": {
        "values": {
            "street": "12 rue de Siam",
            "zip": "29200",
            "city": "Brest",
            "email": "contact@menuiserie-kervella.example",
        },
        "invoices": [
            (2140, -2, "Dégauchisseuse : révision"),
            (680, 9, "Lames"),
            (150, 20, "Affûtage"),
            (150, 50, "Affûtage"),
        ],
    },
    "Garage des Trois Fontaines": {
        "values": {
            "street": "87 avenue Jean Jaurès",
            "zip": "69007",
            "city": "Lyon",
            "email": "direction@garage-3-fontaines.example",
            "phone": "+33 4 72 00 00 11",
        },
        "invoices": [
            (3900, -12, "Pont élévateur"),
            (410, -9, "Vérification annuelle"),
            (260, -4, "Flexibles"),
            (1180, 15, "Compresseur"),
            (260, 26, "Flexibles"),
        ],
    },
    "Imprimerie Salengro": {
        "values": {
            "street": "30 rue Roger Salengro",
            "zip": "59000",
            "city": "Lille",
            "email": "factures@imprimerie-salengro.example",
            "phone": "+33 3 20 00 00 12",
        },
        "invoices": [
            (5200, -37, "Presse : remise en état"),
            (890, -20, "Rouleaux"),
            (1460, -6, "Maintenance trimestrielle"),
            (1460, 25, "Maintenance"),
            (210, 31, "Rouleaux"),
        ],
    },
    "Hôtel Bellerive": {
        "values": {
            "street": "1 promenade du Lac",
            "zip": "74000",
            "city": "Annecy",
            "email": "comptabilite@hotel-bellerive.example",
            "phone": "+33 4 50 00 00 13",
        },
        "invoices": [
            (7800, -96, "Chambre froide"),
            (640, -71, "Mise en service"),
            (520, -40, "Dépannage"),
            (520, -10, "Dépannage"),
            (310, 6, "Joints de porte"),
        ],
        "strategic": True,
    },
    "Transports Delmas et Fils": {
        "values": {
            "street": "Zone industrielle Nord, bâtiment C",
            "zip": "31200",
            "city": "Toulouse",
            "email": "delmas@transports-delmas.example",
        },
        "invoices": [
            (2450, -33, "Hayon élévateur"),
            (980, -18, "Pneumatiques"),
            (1720, -3, "Groupe frigorifique"),
            (2300, 11, "Hayon élévateur"),
            (450, 27, "Contrôle"),
        ],
        "paid": {0: 0.6},
        "channel": "letter",
    },
    "Clinique vétérinaire des Remparts": {
        "values": {
            "street": "16 boulevard des Remparts",
            "zip": "35400",
            "city": "Saint-Malo",
            "email": "accueil@veto-remparts.example",
        },
        "invoices": [
            (1900, -25, "Autoclave"),
            (240, -11, "Qualification"),
            (240, 14, "Qualification"),
        ],
        "credits": [(300, -8, "Avoir : remise commerciale")],
    },
    "Épicerie Bio de la Halle": {
        "values": {
            "street": "Place de la Halle",
            "zip": "33000",
            "city": "Bordeaux",
            "email": "bonjour@bio-halle.example",
        },
        "invoices": [
            (210, -17, "Balance : étalonnage"),
            (130, -1, "Rouleaux de caisse"),
            (360, 30, "Vitrine"),
        ],
        "credits": [(900, -15, "Avoir : matériel repris")],
    },
    "Scierie du Haut-Doubs": {
        "values": {
            "street": "Route de la Forêt",
            "zip": "25300",
            "city": "Pontarlier",
            "phone": "+33 3 81 00 00 16",
        },  # no e-mail
        "invoices": [
            (3300, -14, "Lame de ruban"),
            (760, -5, "Affûtage"),
            (760, 22, "Affûtage"),
        ],
    },
    "Auberge du Col": {
        "values": {"email": "auberge@auberge-du-col.example"},  # no address
        "invoices": [
            (1150, -28, "Hotte"),
            (420, -7, "Filtres"),
            (420, 16, "Filtres"),
            (1150, 46, "Hotte"),
        ],
    },
    "Atelier Sans Nouvelles": {
        "values": {"phone": "+33 1 40 00 00 18"},  # neither e-mail nor address
        "invoices": [(640, -13, "Établi"), (95, -6, "Serre-joints")],
    },
    "Claire Fontaine": {
        "values": {
            "is_company": False,
            "street": "9 allée des Tilleuls",
            "zip": "44000",
            "city": "Nantes",
            "email": "claire.fontaine@courriel.example",
        },
        "invoices": [
            (270, -16, "Réparation d'une machine à coudre"),
            (60, 8, "Courroie"),
        ],
    },
    "Harbour & Sons Ltd": {
        "values": {
            "street": "21 Marine Parade",
            "zip": "CT17 9BU",
            "city": "Dover",
            "email": "accounts@harbour-sons.example",
            "lang": "en_US",
        },
        "country": "base.uk",
        "invoices": [
            (4100, -19, "Conveyor belt"),
            (530, -9, "Bearings"),
            (530, 13, "Bearings"),
            (870, 29, "Inspection"),
        ],
        "hold": (1, "Roulements contestés : visite de notre technicien"),
    },
    "Blue Ridge Tools Inc.": {
        "values": {
            "street": "400 Patton Avenue",
            "zip": "28801",
            "city": "Asheville",
            "email": "ap@blueridge-tools.example",
            "lang": "en_US",
        },
        "country": "base.us",
        "currency": "USD",
        "invoices": [
            (6200, -34, "Spindle"),
            (1500, -15, "Training"),
            (1500, 17, "Training"),
        ],
    },
    "Mairie de Sainte-Colombe": {
        "values": {
            "street": "1 place de la Mairie",
            "zip": "77650",
            "city": "Sainte-Colombe",
            "email": "mairie@sainte-colombe.example",
        },
        "tag": "Secteur public",
        "policy": "never",
        "invoices": [
            (2900, -45, "Tondeuse autoportée"),
            (380, -12, "Entretien"),
            (380, 18, "Entretien"),
        ],
    },
    "Lycée agricole des Vergers": {
        "values": {
            "street": "2 route de la Ferme-École",
            "zip": "84200",
            "city": "Carpentras",
            "email": "intendance@lycee-vergers.example",
        },
        "tag": "Secteur public",
        "invoices": [
            (3400, -26, "Broyeur"),
            (720, -10, "Entretien du broyeur"),
            (720, 20, "Entretien du broyeur"),
        ],
    },
    "Chaudronnerie Vasseur": {
        "values": {
            "street": "55 rue de la Fonderie",
            "zip": "57100",
            "city": "Thionville",
            "email": "vasseur@chaudronnerie.example",
        },
        "term": True,
        "invoices": [
            (9000, -65, "Poste à souder, en trois échéances"),
            (1280, -8, "Consommables"),
            (640, 19, "Consommables"),
            (320, 38, "Gaz"),
        ],
        "paid": {1: 1.0},
        "contacts": [
            ("collection", "Service fournisseurs", "achats@chaudronnerie.example"),
            ("other", "Direction générale", "direction@chaudronnerie.example"),
        ],
        "copy_to": "Direction générale",
    },
}
