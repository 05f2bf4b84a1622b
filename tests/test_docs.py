import ast
import re
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from urllib.parse import unquote

from odoo.orm.model_classes import add_to_registry
from odoo.tests import BaseCase, freeze_time, new_test_user, tagged
from odoo.tools import convert_xml_import

from .common import CollectionCommon, day
from .proceeding_common import ProceedingStories
from .registered_files import RegisteredFilesCommon

MODULE = "account_debt_collection"
SAMPLES = "account_debt_collection_samples"
ROOT = Path(__file__).resolve().parents[1]
SAMPLE = re.compile(r"<!-- sample: (\S+) -->\n```\w+\n(.*?)```", re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
LARGEST = 200_000  # bytes of one picture
LARGEST_OF_ALL = 4_000_000


def sample(name):
    """The sample ``name`` of the developers' guide, as it stands there."""
    pages = (ROOT / "docs" / "developers").glob("*.md")
    return dict(found for page in pages for found in SAMPLE.findall(page.read_text()))[
        name
    ]


def anchors(text):
    """What links may point to within a page, as GitHub makes it of the headings."""
    headings = re.findall(r"^#+ (.*)$", CODE.sub("", text), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.strip().replace(" ", "-") for heading in plain}


class SampleCommon:
    """Installs samples for the time of a test class."""

    @classmethod
    def install_python(cls, name):
        """Have the models of the sample extend the registry's, as an addon's would."""
        scope = {"__name__": f"odoo.addons.{SAMPLES}.{name}"}
        exec(compile(sample(name), name, "exec"), scope)  # noqa: S102
        for definition in list(scope.values()):
            if getattr(definition, "_module", None) == SAMPLES:
                cls.addClassCleanup(
                    cls.set_bases,
                    definition._name,
                    cls.registry[definition._name]._base_classes__,
                )
                add_to_registry(cls.registry, definition)
        cls.registry._setup_models__(cls.env.cr, [])

    @classmethod
    def set_bases(cls, name, bases):
        model = cls.registry[name]
        model._base_classes__ = bases
        for heir in cls.registry.descendants([name], "_inherit", "_inherits"):
            cls.registry[heir]._setup_done__ = False
        cls.registry._setup_models__(cls.env.cr, [])

    @classmethod
    def install_data(cls, name):
        with NamedTemporaryFile(suffix=f"_{name}") as file:
            file.write(sample(name).encode())
            file.seek(0)
            convert_xml_import(cls.env(su=True), MODULE, file, {})


@tagged("post_install", "-at_install")
class TestDocumentation(BaseCase):
    def pages(self):
        return [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]

    def test_every_link_and_every_picture_is_there(self):
        for page in self.pages():
            text = page.read_text()
            for link in LINK.findall(CODE.sub("", text)):
                if re.match(r"\w+:", link):
                    continue
                path, _hash, anchor = unquote(link).partition("#")
                target = (page.parent / path).resolve() if path else page
                with self.subTest(page=page.relative_to(ROOT), link=link):
                    self.assertTrue(target.exists())
                    if anchor:
                        self.assertIn(anchor, anchors(target.read_text()))

    def test_every_file_that_is_named_is_there(self):
        named = re.compile(
            r"`((?:models|rules|tests|data|report|bridges|dev|docs|i18n|wizards)"
            r"/[\w./-]+\.\w+)`"
        )
        for page in self.pages():
            for path in named.findall(page.read_text()):
                with self.subTest(page=page.relative_to(ROOT), path=path):
                    self.assertTrue((ROOT / path).exists())

    def test_both_languages_have_the_same_pages_and_pictures(self):
        for english, french in (("en", "fr"), ("images/en", "images/fr")):
            names = {path.name for path in (ROOT / "docs" / english).iterdir()}
            self.assertTrue(names)
            self.assertEqual(
                names, {path.name for path in (ROOT / "docs" / french).iterdir()}
            )

    def test_the_pictures_are_small(self):
        sizes = {p: p.stat().st_size for p in ROOT.glob("docs/images/*/*.png")}
        self.assertEqual([p.name for p, size in sizes.items() if size > LARGEST], [])
        self.assertLess(sum(sizes.values()), LARGEST_OF_ALL)

    def test_the_page_for_the_store_shows_pictures_that_exist(self):
        folder = ROOT / "static" / "description"
        page = (folder / "index.html").read_text()
        pictures = re.findall(r'src="([^"]+)"', page)
        self.assertTrue(pictures)
        for picture in pictures:
            self.assertTrue((folder / picture).exists(), picture)
        self.assertNotRegex(page, r"<script|<link|https?://")
        manifest = ast.literal_eval((ROOT / "__manifest__.py").read_text())
        for picture in manifest["images"]:
            self.assertTrue((ROOT / picture).exists(), picture)


@tagged("post_install", "-at_install")
class TestStorySample(CollectionCommon):
    def test_who_pays_after_a_reminder_hears_no_more(self):
        scope = {"day": day}
        exec(sample("story.py"), scope)  # noqa: S102
        scope["test_who_pays_after_a_reminder_hears_no_more"](self)


@tagged("post_install", "-at_install")
class TestChannelSample(SampleCommon, RegisteredFilesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.install_python("channel.py")
        cls.install_data("channel.xml")
        cls.friendly.channel_ids = cls.env["collection.channel"].search(
            [("code", "=", "portal")]
        )
        cls.friendly.fallback_channel_id = False

    def test_who_has_no_access_is_not_written_to(self):
        self.invoice()
        self.night(day(1))
        self.assertFailed(self.reminders(), "Debtor SA has no access to the portal")

    def test_who_has_access_reads_it_there(self):
        new_test_user(
            self.env, "portal_debtor", "base.group_portal", partner_id=self.customer.id
        )
        self.invoice(1234)
        sent = self.night(day(1))
        self.assertReminded(sent, self.friendly)
        message = self.customer.message_ids[0]
        self.assertEqual(message.subject, sent.subject)
        self.assertIn("1,234.00", message.body)


@tagged("post_install", "-at_install")
class TestProviderSample(SampleCommon, RegisteredFilesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.install_python("provider.py")
        cls.provider.code = "folder"
        folder = TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.env["ir.config_parameter"].sudo().set_param(
            f"{MODULE}.registered_folder", folder.name
        )

    def test_a_letter_goes_into_the_folder_and_its_proof_comes_back(self):
        sent = self.send("Adam")
        with freeze_time(day(2)):
            self.queue().action_deposit_all()
        [letter] = self.folder.iterdir()
        self.assertEqual(letter.read_bytes(), sent.letter_id.raw)
        self.assertEqual(sent.deposit_state, "handed_over")
        letter.with_suffix(".txt").write_text(str(day(4)))
        with freeze_time(day(5)):
            self.provider.with_user(self.officer).action_fetch_proofs()
        self.assertEqual(sent.registered_outcome, "received")
        self.assertEqual(sent.served_on, day(4))


@tagged("post_install", "-at_install")
class TestBridgeSample(SampleCommon, RegisteredFilesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.install_python("bridge.py")
        cls.friendly.channel_ids = cls.env.ref(f"{MODULE}.channel_email")

    def test_reminders_wait_until_the_gateway_is_repaired(self):
        settings = self.env["ir.config_parameter"].sudo()
        settings.set_param("mail_gateway.is_down", "yes")
        self.invoice()
        self.plan(day(1))
        ready = self.reminders().sudo()
        ready._hand_over(day(1))
        self.assertEqual(ready.state, "planned")
        settings.set_param("mail_gateway.is_down", "")
        ready._hand_over(day(1))
        self.assertReminded(ready, self.friendly)

    def test_its_manifest_installs_it_beside_both(self):
        manifest = ast.literal_eval(sample("manifest.py"))
        self.assertIn(MODULE, manifest["depends"])
        self.assertTrue(manifest["auto_install"])


@tagged("post_install", "-at_install")
class TestDataSamples(SampleCommon, ProceedingStories):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.install_data("scheme.xml")
        cls.install_data("kind.xml")

    def test_a_swiss_business_owes_five_per_cent(self):
        switzerland = self.env.ref("base.ch")
        schemes = self.env["collection.interest.scheme"]._of_countries(switzerland)
        scheme = schemes._choose(switzerland, "business", self.company)
        self.assertEqual(scheme.name, "Switzerland, businesses")
        self.assertEqual(scheme._as_rule().rate(day(0)), 5)

    def test_a_claim_is_handed_over_to_the_chamber(self):
        chamber = self.create_counterpart("Chamber of Commerce", "chamber")
        proceeding = self.hand_over(
            [self.invoice(1000)], "chamber", counterpart_id=chamber.id
        )
        self.assertEqual(proceeding.stage_id.name, "Asked for")
        self.assertEqual(proceeding.next_deadline, day(71))
        self.enter(proceeding, "agreed", day(60))
        self.assertEqual(proceeding.outcome, "settled")
