from typing import NamedTuple

from odoo import models

# In the order in which they are bound.
SECTIONS = (
    "contract",
    "claims",
    "reminders",
    "notices",
    "exchanges",
    "plans",
    "proceeding",
    "other",
)


class Paper(NamedTuple):
    """One exhibit: a document that is stored, or one to be printed from what is."""

    section: str
    title: str
    day: object = None
    attachment: object = None
    message: dict | None = None  # of an e-mail or an SMS, see ``case_message``
    lack: str = ""  # what to say where there is neither


# pylint: disable=consider-merging-classes-inherited
class CollectionCaseFile(models.Model):
    """Which documents are exhibits: as they were sent, never made anew."""

    _inherit = "collection.case.file"

    def _papers(self):
        """The exhibits in their order, each document once.

        An extension point: an addon adds documents that it knows of.
        """
        claims = self._claims()
        papers = [
            *self._papers_of_evidence(),
            *self._papers_of_claims(claims),
            *self._papers_of_reminders(claims),
            *self._papers_of_exchanges(),
            *self._papers_of_plans(claims),
            *self._papers_of_proceeding(),
        ]
        ordered = sorted(papers, key=lambda paper: SECTIONS.index(paper.section))
        return self._each_once(ordered)

    def _each_once(self, papers):
        """Without what was found twice, the same file under two names included."""
        seen = set()
        for paper in papers:
            mark = paper.attachment and paper.attachment.checksum
            if not mark or mark not in seen:
                seen.add(mark)
                yield paper

    def _stem(self, document):
        """The name of a file without its extension."""
        return document.name.rpartition(".")[0] or document.name

    # === CLAIMS === #

    def _papers_of_claims(self, claims):
        """The PDF of each invoice and credit note, as stored when it was sent."""
        credits = claims.matched_credit_ids.credit_move_id.move_id
        notes = credits.filtered(lambda move: move.move_type == "out_refund")
        for move in (claims.move_id | notes).sorted(lambda move: (move.date, move.id)):
            if not move.is_invoice():
                continue
            title = self._title_of_move(move)
            pdf = move.invoice_pdf_report_id
            lack = "" if pdf else self._lack_of_pdf()
            yield Paper("claims", title, move.invoice_date, pdf, lack=lack)

    def _title_of_move(self, move):
        if move.move_type == "out_refund":
            return self.env._("Credit note %s", move.name)
        return self.env._("Invoice %s", move.name)

    def _lack_of_pdf(self):
        return self.env._(
            "No PDF of this invoice is stored: it was not sent from here. Print it "
            "with “Send”, and make the case file again."
        )

    # === REMINDERS === #

    def _papers_of_reminders(self, claims):
        reminders = self._reminders(claims)
        others = self._stored_with(reminders)
        for reminder in reminders:
            notice = reminder.level_id.kind == "formal_notice"
            section = "notices" if notice else "reminders"
            title = f"{reminder.level_id.name} {reminder.name}"
            day = reminder.date_done
            written_otherwise = reminder.letter_id or reminder.sms_text
            if reminder.body and (reminder.mail_id or not written_otherwise):
                message = self._message_of_reminder(reminder)
                by_mail = self.env._("%s, by e-mail", title)
                yield Paper(section, by_mail, day, message=message)
            if reminder.sms_text:
                message = self._message_of_sms(reminder)
                yield Paper(
                    section, self.env._("%s, by SMS", title), day, None, message
                )
            if reminder.letter_id:
                letter = self.env._("%s, letter", title)
                yield Paper(section, letter, day, reminder.letter_id)
            yield from self._papers_of_post(reminder, section, title, others)

    def _papers_of_post(self, reminder, section, title, others):
        """What the post has given, and earlier letters that came back."""
        proofs = {
            reminder.deposit_proof_id: (
                self.env._("%s, proof of deposit", title),
                reminder.deposited_on,
            ),
            reminder.receipt_proof_id: (
                self.env._("%s, proof of receipt", title),
                reminder.received_on or reminder.presented_on,
            ),
        }
        for proof, (name, day) in proofs.items():
            if proof:
                yield Paper(section, name, day, proof)
        for document in others.get(reminder.id, ()):
            if document not in (reminder.letter_id, *proofs):
                name = self.env._(
                    "%(letter)s, earlier: %(document)s",
                    letter=title,
                    document=document.name,
                )
                yield Paper(section, name, document.create_date.date(), document)

    def _reminders(self, claims):
        """Those that went out and asked for these claims, the oldest first."""
        return self.env["collection.reminder"].search(
            [
                ("debtor_id", "=", self.debtor_id.id),
                ("state", "=", "sent"),
                ("line_ids.move_line_id", "in", claims.ids),
            ],
            order="date_done, id",
        )

    def _stored_with(self, records):
        """{record id: documents that are stored on it}."""
        documents = self.env["ir.attachment"].search(
            [
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
                ("type", "=", "binary"),
            ],
            order="id",
        )
        return documents.grouped("res_id")

    # === PLANS === #

    def _plans(self, claims):
        return self.env["collection.plan"].search(
            [
                ("debtor_id", "=", self.debtor_id.id),
                ("state", "!=", "draft"),
                ("line_ids.move_line_id", "in", claims.ids),
            ],
            order="date, id",
        )

    def _papers_of_plans(self, claims):
        """The agreement as signed, or as proposed, and what ended it."""
        for plan in self._plans(claims):
            scan = self._scan_of(plan)
            agreement = self.env._("Acknowledgment of debt %s", plan.name)
            if plan.signed_on or scan:
                agreement = self.env._("Acknowledgment of debt %s, signed", plan.name)
            if scan or plan.acknowledgment_id:
                yield Paper(
                    "plans",
                    agreement,
                    plan.date_start or plan.date,
                    scan or plan.acknowledgment_id,
                )
            if plan.acceleration_id:
                title = self.env._("%s, the whole balance is due", plan.name)
                yield Paper("plans", title, plan.date_end, plan.acceleration_id)

    def _scan_of(self, plan):
        """What was signed on paper; Odoo hides the attachments of fields."""
        documents = self.env["ir.attachment"].sudo()  # whoever sees the plan sees it
        return documents.search(
            [
                ("res_model", "=", plan._name),
                ("res_id", "=", plan.id),
                ("res_field", "=", "signed_document"),
            ],
            limit=1,
        )

    # === PROCEEDING === #

    def _papers_of_proceeding(self):
        """All that is stored on it, but for case files and drafts."""
        proceeding = self.proceeding_id
        if not proceeding:
            return
        for document in self._stored_with(proceeding).get(proceeding.id, ()):
            if not self._is_work_in_progress(document):
                yield Paper(
                    "proceeding",
                    self._stem(document),
                    document.create_date.date(),
                    document,
                )

    def _is_work_in_progress(self, document):
        """Whether a document of the proceeding is none to show yet.

        An extension point.
        """
        return False

    # === EVIDENCE === #

    def _papers_of_evidence(self):
        """What was attached for the checklist, or found by an addon."""
        for row in self.proceeding_id.evidence_ids:
            for document in row._documents():
                title = self.env._(
                    "%(kind)s: %(document)s",
                    kind=row.kind_id.name,
                    document=self._stem(document),
                )
                yield Paper(row.kind_id.section, title, row.date, document)
        for document in self.proceeding_id.notice_proof_ids:
            title = self.env._("Formal notice, its service: %s", self._stem(document))
            yield Paper("notices", title, self.proceeding_id.notice_date, document)
