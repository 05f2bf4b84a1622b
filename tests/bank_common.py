from .common import CollectionCommon, day


class BankCommon(CollectionCommon):
    """Stories with bank statements: the company's bank is seen to, or it is not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank = cls.company_data["default_journal_bank"]
        cls.officer = cls.env.ref("base.user_admin")

    @classmethod
    def bank_line(cls, offset, amount=1, partner=None, label="Transfer", **values):
        """An entry of the bank statement, not matched with anything yet."""
        return cls.env["account.bank.statement.line"].create(
            {
                "journal_id": cls.bank.id,
                "date": day(offset),
                "amount": amount,
                "partner_id": partner.id if partner else False,
                "payment_ref": label,
                **values,
            }
        )

    @classmethod
    def match(cls, line, invoice):
        """What matching does: the money goes from the suspense account to the claim."""
        line = line.with_context(skip_account_move_synchronization=True)
        _liquidity, suspense, _other = line._seek_for_lines()
        claim = cls.claim(invoice)
        suspense.write(
            {"account_id": claim.account_id.id, "partner_id": claim.partner_id.id}
        )
        (suspense + claim).reconcile()
        cls.env.cr.flush()  # refreshes the debtor

    @classmethod
    def watch(cls, today):
        cls.env["res.company"]._watch_banks(today)

    def requests(self, kind, record):
        """What somebody is asked to do on ``record``."""
        return record.activity_search([f"account_debt_collection.mail_activity_{kind}"])

    def explanation(self, today, partner=None):
        debtor = self.debtor(partner).sudo()
        decision = debtor._decide(today)[debtor.id]
        return debtor._explain(decision, today).replace("\N{NO-BREAK SPACE}", " ")
