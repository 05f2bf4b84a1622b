"""The same work with OCA's account_credit_control, through its own buttons.

Its first level is set to the delay of ours and sends an e-mail, as ours does, without
the PDF that it would render for each. Its mails are queued, and not sent either.
"""

from session import TODAY


def peer_run(meter):
    env = meter.env
    policy = env.ref("account_credit_control.credit_control_3_time")
    receivable = env["account.account"].search(
        [("account_type", "=", "asset_receivable"), ("non_trade", "=", False)]
    )
    policy.account_ids = receivable
    policy.level_ids[0].delay_days = 1
    policy.level_ids.email_template_id.report_template_ids = False
    env.company.credit_policy_id = policy
    env.cr.commit()
    with meter.measure("peer_run"):
        run = env["credit.control.run"].create(
            {"date": TODAY, "policy_ids": policy.ids, "company_id": env.company.id}
        )
        run.generate_credit_lines()
        env.cr.commit()
    meter.notes["lines"] = len(run.line_ids)


def peer_mark(meter):
    lines = meter.env["credit.control.line"].search([("state", "=", "draft")])
    with meter.measure("peer_mark"):
        meter.env["credit.control.marker"].create(
            {"line_ids": lines.ids, "name": "to_be_sent"}
        ).mark_lines()
        meter.env.cr.commit()


def peer_group(meter):
    env = meter.env
    lines = env["credit.control.line"].search(
        [("state", "=", "to_be_sent"), ("channel", "=", "email")]
    )
    with meter.measure("peer_group"):
        env["credit.control.communication"]._generate_comm_from_credit_lines(lines)
        env.cr.commit()


def peer_mail(meter):
    env = meter.env
    Mail = env["mail.mail"]
    before = Mail.search_count([])
    # Else Odoo would send at the commit instead of queueing.
    communications = (
        env["credit.control.communication"]
        .with_context(mail_notify_force_send=False)
        .search([])
    )
    with meter.measure("peer_mail"):
        communications._generate_emails()
        env.cr.commit()
    meter.notes["mails"] = Mail.search_count([]) - before
