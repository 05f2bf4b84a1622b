from lxml import html

from odoo.tests import tagged

from .portal_common import PDF, PIXEL, PortalCommon


@tagged("post_install", "-at_install")
class TestPortal(PortalCommon):
    """The customer opens the link of a mail, reads its account, and answers."""

    # === WHAT IT SEES === #

    def test_the_account_shows_what_is_still_open(self):
        self.pay(self.old, 400)
        self.credit_note(50)
        words = self.see()
        for part in (
            "Creditor SARL",
            "Debtor SA",
            "Overdue $ 834.50",
            "Not due yet $ 500.00",
            "Credits in your favour $ 50.00",
            "Open in all $ 1,284.50",
            "of $ 1,000.00",
            "20 days late",
            "FR76 3000 6000 0112 3456 7890 189",
        ):
            self.assertIn(part, words)

    def test_each_currency_stands_apart(self):
        currency = self.env.ref("base.EUR")
        currency.active = True
        self.env["res.currency.rate"].create(
            {"name": "2020-01-01", "rate": 2, "currency_id": currency.id}
        )
        self.invoice(70, due=self.on(-1), currency_id=currency.id)
        words = self.see()
        self.assertIn("Overdue $ 1,234.50", words)
        self.assertIn("Overdue 70.00 €", words)

    def test_nothing_open_says_so(self):
        for invoice in (self.old, self.recent, self.coming):
            self.pay(invoice)
        self.assertIn("Nothing is open", self.see())

    def test_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        page = self.page().text
        self.assertRegex(page, r'<html[^>]* lang="fr-FR"')
        self.assertIn("1 234,50", page.replace("\u202f", " ").replace("\xa0", " "))

    def test_documents_can_be_downloaded(self):
        statement = self.page("/statement")
        self.assertEqual(statement.status_code, 200)
        self.assertIn("attachment", statement.headers["Content-Disposition"])
        claim = self.claim(self.old)
        self.old.invoice_pdf_report_id = self.env["ir.attachment"].create(
            {
                "name": "INV.pdf",
                "raw": PDF,
                "res_model": "account.move",
                "res_id": self.old.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        own = self.page(f"/document/{claim.id}")
        self.assertEqual((own.status_code, own.content), (200, PDF))

    def test_every_field_has_a_label(self):
        for answer in ("promise", "dispute", "plan", "paid", "contact"):
            page = html.fromstring(self.page(f"/{answer}").text)
            form = page.xpath("//form[.//input[@name='csrf_token']]")[-1]
            fields = ".//input[@type!='hidden'] | .//select | .//textarea"
            for field in form.xpath(fields):
                labels = page.xpath(f"//label[@for='{field.get('id')}']")
                self.assertTrue(labels, field.get("name"))

    # === WHO IS LOGGED IN === #

    def test_a_portal_user_sees_its_own_companys_account(self):
        self.portal_user("owner", self.customer)
        self.authenticate("owner", "owner")
        answer = self.url_open("/my/collection", allow_redirects=False)
        self.assertIn(f"/my/collection/{self.account.id}", answer.headers["Location"])
        self.assertIn("1,234.50", self.see(ref=self.account.id))

    def test_one_account_with_each_company(self):
        other = self.setup_other_company()["company"]
        self.invoice(77, due=self.on(-2), company=other)
        self.env.cr.flush()
        self.portal_user("owner", self.customer)
        self.authenticate("owner", "owner")
        page = self.url_open("/my/collection").text
        self.assertIn("77.00", page)
        self.assertIn("1,734.50", page)
        second = self.debtor(company=other)
        self.assertIn("77.00", self.see(ref=second.id))
        self.assertNotIn("1,234.50", self.see(ref=second.id))

    # === WHAT IT ANSWERS === #

    def test_it_promises_a_day(self):
        answer = self.send("promise", [self.old, self.recent], date=str(self.on(6)))
        self.assertThanked(answer, "we have noted the day")
        promise = self.account.promise_ids
        self.assertEqual((promise.amount, promise.date), (1234.5, self.on(6)))
        self.assertEqual(promise.hold_ids.state, "active")
        self.assertEqual(promise.user_id, self.account._responsible())
        self.assertIn("promises to pay", self.told()[0])
        self.assertIn("You have announced the payment", self.see())

    def test_it_promises_within_the_limits_of_the_policy(self):
        late = self.send("promise", [self.old], date=str(self.on(31)))
        self.assertRefused(late, "at the latest")
        past = self.send("promise", [self.old], date=str(self.on(-1)))
        self.assertRefused(past, "still to come")
        none = self.send("promise", date=str(self.on(1)))
        self.assertRefused(none, "at least one invoice")
        unread = self.send("promise", [self.old], date="tomorrow")
        self.assertRefused(unread, "choose a day")
        self.policy.promise_limit = 1
        self.send("promise", [self.old], date=str(self.on(2)))
        again = self.send("promise", [self.old], date=str(self.on(3)))
        self.assertRefused(again, "already promised")
        further = self.send("promise", [self.recent], date=str(self.on(3)))
        self.assertRefused(further, "already waiting")
        self.assertEqual(len(self.account.promise_ids), 1)

    def test_it_contests_an_invoice(self):
        reason = self.env.ref("account_debt_collection.dispute_reason_price")
        answer = self.send(
            "dispute",
            [self.old],
            reason=reason.id,
            words="Two hours too many.\nSee the sheet.",
            amount="150,50",
            files=[("sheet.pdf", PDF, "application/pdf")],
        )
        self.assertThanked(answer, "We look into it")
        dispute = self.account.dispute_ids
        self.assertEqual((dispute.reason_id, dispute.amount), (reason, 150.5))
        self.assertEqual(dispute.hold_ids.amount, 150.5)
        self.assertIn("Two hours too many.<br", str(dispute.description))
        self.assertTrue(dispute.activity_ids)
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "collection.dispute"), ("res_id", "=", dispute.id)]
        )
        self.assertEqual((files.name, files.raw), ("sheet.pdf", PDF))
        self.assertIn("contests", self.told()[0])
        again = self.send("dispute", [self.old], reason=reason.id, words="Again")
        self.assertRefused(again, "already contested")

    def test_it_contests_no_more_than_is_open(self):
        for amount, words in (("2000", "more than is open"), ("x", "in figures")):
            answer = self.send(
                "dispute", [self.old], words="Wrong", reason=1, amount=amount
            )
            self.assertRefused(answer, words)
        both = self.send(
            "dispute", [self.old, self.recent], words="Wrong", reason=1, amount="5"
        )
        self.assertRefused(both, "one invoice only")
        self.assertFalse(self.account.dispute_ids)

    def test_it_says_that_it_has_paid(self):
        answer = self.send(
            "paid",
            [self.recent],
            date=str(self.on(-1)),
            amount="234.50",
            files=[("proof.png", PIXEL, "image/png")],
        )
        self.assertThanked(answer, "We look for your payment")
        hold = self.holds("paid")
        self.assertEqual(hold.claim_ids, self.claim(self.recent))
        self.assertEqual(hold.date_end, self.on(5))
        self.assertIn("check the bank", self.told()[0])
        message = self.account.message_ids[0]
        self.assertEqual(message.attachment_ids.mimetype, "image/png")
        self.assertEqual(message.author_id, self.customer)
        again = self.send("paid", [self.recent], date=str(self.today))
        self.assertRefused(again, "already told us")
        future = self.send("paid", [self.old], date=str(self.on(1)))
        self.assertRefused(future, "still to come")

    def test_it_says_whom_to_write_to(self):
        before = self.customer.read(["name", "email", "phone"])
        answer = self.send(
            "contact", name="Accounts payable", email="ap@customer.example", words="New"
        )
        self.assertThanked(answer, "correct our records")
        self.assertEqual(self.customer.read(["name", "email", "phone"]), before)
        summary, note = self.told()
        self.assertIn("contact is wrong", summary)
        self.assertIn("ap@customer.example", note)

    def test_it_asks_for_a_plan_and_comes_to_sign_it(self):
        answer = self.send(
            "plan",
            [self.old, self.recent],
            number="3",
            interval="month",
            date=str(self.on(5)),
        )
        plan = self.account.plan_ids
        self.assertEqual(answer.headers["Location"].split("?")[0], plan.access_url)
        self.assertEqual((plan.state, plan.total), ("proposed", 1234.5))
        self.assertEqual(plan.instalment_ids.mapped("amount"), [411.5] * 3)
        self.assertIn("payment plan", self.told()[0])
        self.assertIn("waits for your signature", self.see())
        again = self.send("plan", [self.old], number="2", date=str(self.on(5)))
        self.assertRefused(again, "waiting for your signature")

    def test_it_asks_for_no_more_than_the_policy_grants(self):
        many = self.send("plan", [self.old], number="5", date=str(self.on(5)))
        self.assertRefused(many, "4 instalments at most")
        late = self.send("plan", [self.old], number="2", date=str(self.on(60)))
        self.assertRefused(late, "within the next 31 days")
        self.policy.plan_max_amount = 500
        much = self.send("plan", [self.old], number="2", date=str(self.on(5)))
        self.assertRefused(much, "500.00 at most")
        self.policy.portal_instalments = 0
        never = self.send("plan", [self.recent], number="2", date=str(self.on(5)))
        self.assertRefused(never, "please contact us")
        self.assertFalse(self.account.plan_ids)
