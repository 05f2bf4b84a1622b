def post_init_hook(env):
    """Give every existing company its policy and its debtors."""
    env["res.company"].search([])._create_collection_policy()
    env["collection.debtor"]._refresh()
    # The dashboard has a trend and a forecast from the first minutes on.
    env.ref("account_debt_collection.cron_snapshot")._trigger()
