"""Before the installation: what the place has beside Odoo."""

import os

if os.environ["COLLECTION_STORY"] == "two_companies":
    charts = env["account.chart.template"]
    for name, country in (("Nord SARL", "fr"), ("South Inc.", "us")):
        company = env["res.company"].create(
            {"name": name, "country_id": env.ref(f"base.{country}").id}
        )
        charts.try_loading("generic_coa", company, install_demo=False)
    env.cr.commit()
elif os.environ["COLLECTION_STORY"] != "none":
    env.company.name = "Creditor"
    code = {"france": "fr", "united_states": "us"}[os.environ["COLLECTION_STORY"]]
    env.company.country_id = env.ref(f"base.{code}")
    if not env.company.chart_template:
        env["account.chart.template"].try_loading(code, env.company, False)
    env.cr.commit()
