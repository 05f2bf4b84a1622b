"""The customers of the English demo company: see customers.py."""

CUSTOMERS = {
    "Ashdown Cycles Ltd": {
        "values": {
            "street": "7 Mill Lane",
            "zip": "BN1 1AA",
            "city": "Brighton",
            "email": "accounts@ashdown-cycles.example",
        },
        "invoices": [(840, 18, "Wheel bearings"), (260, 4, "Seals")],
    },
    "Calder Pumps plc": {
        "values": {
            "street": "40 Canal Street",
            "zip": "HX1 1AA",
            "city": "Halifax",
            "email": "payables@calder-pumps.example",
            "phone": "+44 20 7946 0121",
        },
        "credit_limit": 5000,
        "invoices": [(5900, -12, "Shaft bearings"), (1480, 22, "Spare bearings")],
    },
    "Dunmore Dairy Ltd": {
        "country": "base.ie",
        "values": {
            "street": "3 Quay Road",
            "zip": "X91 A0A0",
            "city": "Waterford",
            "email": "office@dunmore-dairy.example",
        },
        "currency": "EUR",
        "invoices": [(2350, -4, "Conveyor rollers")],
    },
    "Fenwick Joinery": {
        "values": {
            "street": "19 Station Road",
            "zip": "NR1 1AA",
            "city": "Norwich",
            "email": "office@fenwick-joinery.example",
            "phone": "+44 20 7946 0122",
        },
        "story": "promise",
        "note": "By phone: will pay on Friday week.",
        "invoices": [(1120, -18, "Spindle bearings")],
    },
    "Glenmoor Wind Ltd": {
        "values": {
            "street": "1 Hill Road",
            "zip": "IV1 1AA",
            "city": "Inverness",
            "email": "finance@glenmoor-wind.example",
            "phone": "+44 20 7946 0123",
        },
        "story": "dispute",
        "note": "One of the four bearings was the wrong size.",
        "invoices": [(9200, -33, "Main bearings"), (780, -2, "Grease")],
    },
    "Lowry Print Works": {
        "values": {
            "street": "88 Dock Road",
            "zip": "M1 1AA",
            "city": "Manchester",
            "email": "lowry@lowry-print.example",
            "phone": "+44 20 7946 0124",
        },
        "invoices": [(1675, -58, "Roller bearings"), (430, -27, "Bushings")],
        "paid": {0: 0.3},
    },
}
