"""What all customers owe: ours, and OCA's account_financial_risk with its own fields.

Both count open invoices and credits, and are asked several times: a worker that lives
has read what it needs. The first answer is not counted.
"""

ROUNDS = 5
INCLUDED = ("risk_invoice_open_include", "risk_invoice_unpaid_include")


def customers(env):
    return env["res.partner"].search([("customer_rank", ">", 0)])


def exposure(meter):
    env = meter.env
    debtors = customers(env)
    owed = ask(meter, "exposure", lambda: our_answer(env, debtors))
    meter.notes.update(customers=len(debtors), owed=round(owed))


def our_answer(env, debtors):
    exposures = env["collection.exposure"]._of(debtors, env.company)
    return sum(exposure.total for exposure in exposures.values())


def peer_exposure(meter):
    debtors = customers(meter.env)
    debtors.write(dict.fromkeys(INCLUDED, True))
    meter.env.cr.commit()
    owed = ask(meter, "peer_exposure", lambda: sum(debtors.mapped("risk_total")))
    meter.notes.update(customers=len(debtors), owed=round(owed))


def ask(meter, what, question):
    question()
    for _round in range(ROUNDS):
        meter.env.invalidate_all()
        with meter.measure(what):
            answer = question()
    return answer
