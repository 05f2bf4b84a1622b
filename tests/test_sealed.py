from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from ..models.collection_dispute import FIXED_FIELDS as DISPUTE_FIELDS
from ..models.collection_hold import FIXED_FIELDS as HOLD_FIELDS
from ..models.collection_limitation_event import FORGED_FIELDS as EVENT_FIELDS
from ..models.collection_proceeding import BEGUN_FIELDS
from ..models.collection_promise import JUDGED_FIELDS
from .access_common import MODULE, own_models
from .case_common import CaseCommon
from .common import day

TODAY = day(40)
ALWAYS = {"id", "create_uid", "write_uid", "create_date", "write_date"}
SCAN = b"SSBvd2UgdGhpcy4="  # base64

# What a person may not enter when these records are made, see their ``create``.
GUARDED = {
    "collection.dispute": DISPUTE_FIELDS - {"debtor_id"},
    "collection.hold": HOLD_FIELDS - {"debtor_id"},
    "collection.limitation.event": EVENT_FIELDS,
    "collection.proceeding": BEGUN_FIELDS,
    "collection.proceeding.document": {"is_draft", "checked_by_id", "attachment_id"},
    "collection.promise": JUDGED_FIELDS,
    "collection.evidence": {"is_required", "waive_reason", "waived_by_id"},
}


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestSealed(CaseCommon):
    """What a record says of itself comes from no default of its maker."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer, cls.manager = (
            new_test_user(
                cls.env,
                f"sealed_{role}",
                f"{MODULE}.group_collection_{role}",
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for role in ("officer", "manager")
        )

    def create_with(self, model, defaults, **values):
        """Make a record as an officer does who smuggles in some defaults."""
        context = {f"default_{name}": value for name, value in defaults.items()}
        records = self.env[model].with_user(self.officer).with_context(**context)
        about = {} if "proceeding_id" in values else {"debtor_id": self.debtor().id}
        return records.create(about | values)

    def promise_with(self, **defaults):
        return self.create_with(
            "collection.promise",
            defaults,
            claim_ids=[Command.set(self.claim(self.first).ids)],
            amount=100,
            date=fields.Date.add(TODAY, days=5),
        )

    # === WHICH FIELDS === #

    def test_models_that_write_fields_of_their_own_are_sealed(self):
        for name in own_models(self.env):
            model = self.env[name]
            if model._auto and not (model._abstract or model._transient):
                own = [f.name for f in model._fields.values() if f.store and f.readonly]
                if set(own) - ALWAYS:
                    self.assertTrue(hasattr(model, "_is_sealed"), name)

    def test_what_guards_refuse_no_default_fills(self):
        for name, guarded in GUARDED.items():
            for field in guarded:
                self.assertTrue(self.env[name]._is_sealed(field), (name, field))

    def test_neither_context_nor_user_nor_superuser(self):
        for name in GUARDED:
            model = self.env[name].with_user(self.officer)
            sealed = [field for field in model._fields if model._is_sealed(field)]
            expected = model.default_get(sealed)
            context = {f"default_{field}": "forged" for field in sealed}
            for forged in (model, model.sudo()):
                found = forged.with_context(**context).default_get(sealed)
                self.assertEqual(found, expected, name)

    # === STORIES === #

    def test_a_promise_is_not_kept_by_default(self):
        promise = self.promise_with(state="kept", received=1000, grace=900)
        self.assertEqual((promise.state, promise.received), ("open", 0))
        self.assertNotEqual(promise.grace, 900)

    def test_nor_by_the_defaults_of_its_user(self):
        defaults = self.env["ir.default"].with_user(self.officer)
        defaults.set("collection.promise", "state", "kept", user_id=True)
        self.assertEqual(self.promise_with().state, "open")

    def test_a_hold_is_a_pause(self):
        hold = self.create_with(
            "collection.hold",
            {"kind": "dispute", "origin_model": "res.partner", "origin_id": 1},
            name="Waiting for our credit note",
            date_start=TODAY,
            date_end=fields.Date.add(TODAY, days=5),
        )
        self.assertEqual((hold.kind, hold.origin_model), ("pause", False))

    def test_a_document_is_a_draft(self):
        document = self.create_with(
            "collection.proceeding.document",
            {"is_draft": False, "checked_by_id": self.manager.id},
            proceeding_id=self.sue(self.first).id,
            kind="payment_order",
        )
        self.assertTrue(document.is_draft)
        self.assertFalse(document.checked_by_id)

    def test_a_dispute_begins_open(self):
        dispute = self.create_with(
            "collection.dispute",
            {"state": "debtor_right", "date_closed": TODAY},
            reason_id=self.env["collection.dispute.reason"].search([], limit=1).id,
            line_ids=[Command.create({"claim_id": self.claim(self.first).id})],
        )
        self.assertEqual((dispute.state, dispute.date_closed), ("open", False))

    def test_a_record_is_of_the_company_of_its_debtor(self):
        elsewhere = self.setup_other_company()["company"]
        promise = self.promise_with(company_id=elsewhere.id)
        self.assertEqual(promise.company_id, self.company)

    # === LIMITATION === #

    def event(self, user, defaults=(), **values):
        context = {f"default_{name}": value for name, value in dict(defaults).items()}
        events = self.env["collection.limitation.event"].with_user(user)
        return events.with_context(**context).create(
            {
                "debtor_id": self.debtor().id,
                "claim_ids": [Command.set(self.claim(self.first).ids)],
                "date": TODAY,
                **values,
            }
        )

    def test_an_event_is_relied_upon_by_its_button(self):
        forged = {"is_confirmed": True, "origin_model": "res.partner", "origin_id": 1}
        event = self.event(self.officer, forged, kind="part_payment", document=SCAN)
        self.assertFalse(event.is_confirmed)
        self.assertFalse(event.origin_model)
        self.assertEqual(event.user_id, self.officer)

    def test_an_event_is_proved_whatever_the_default_kind_is(self):
        for defaults in ({}, {"kind": "plan_signed"}, {"kind": "other"}):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.event(self.officer, defaults)
        with self.assertRaisesRegex(UserError, "which article"):
            self.event(self.officer, {"kind": "other"}, document=SCAN)

    def test_strangers_learn_nothing_of_what_is_missing(self):
        stranger = new_test_user(self.env, "stranger", "base.group_user")
        with self.assertRaises(AccessError):
            self.event(stranger)
