"""What there is to see. A scene is a name and a function that returns the PNG."""

import subprocess

WIDE, HIGH = 1280, 800
OVERDUE = "Hôtel Bellerive"

# Odoo's own reminders of itself, and the pointer's shadow, are not the subject. Whether
# somebody is seen to be there depends on the moment; the digest of a PDF, on the second
# in which it was made.
TIDY = r"""
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
    const {data} = texts.currentNode;
    const hidden = data.replace(/\b[0-9a-f]{64}\b/g, "0".repeat(64));
    if (hidden !== data) texts.currentNode.data = hidden;
}
const style = document.createElement("style");
style.textContent = `
    .o_notification_manager, .o-mail-ChatHub, .o_web_push_banner { display: none; }
    .o-mail-ImStatus { visibility: hidden; }
    *, *::before, *::after { animation: none !important; transition: none !important; }
`;
document.head.append(style);
document.activeElement.blur();
"""


class Scenes:
    """All scenes in one language."""

    width = WIDE

    def __init__(self, odoo, browser, lang, folder):
        self.odoo, self.browser, self.lang, self.folder = odoo, browser, lang, folder
        self.french = lang == "fr_FR"

    def names(self):
        methods = (name for name in dir(self) if name.startswith("take_"))
        return [name.removeprefix("take_") for name in methods]

    def take(self, name):
        """The PNG of a scene; once more if a busy machine was too slow.

        :raise LookupError: there is nothing to show
        :raise TimeoutError: what is waited for did not appear
        """
        self.odoo.speak(self.lang)
        scene = getattr(self, f"take_{name}")
        try:
            return scene()
        except TimeoutError:
            return scene()

    # === SCREENS === #

    def screen(self, path, selector, script="", height=HIGH, then=None):
        """The page ``path`` once ``selector`` is there, and ``script`` has run."""
        self.browser.size(self.width, height)
        self.browser.open(self.odoo.url + path)
        self.browser.wait(selector)
        if script:
            self.browser.run(script)
            self.browser.wait(then or selector)
        self.browser.run(f"(() => {{{TIDY}}})()")
        return self.browser.picture()

    def record(self, path, model, *domain):
        return f"/odoo/{path}/{self.odoo.find(model, *domain)}"

    def take_today(self):
        action = "account_debt_collection.collection_debtor_action_today"
        return self.screen(f"/odoo/action-{action}", ".o_data_row")

    def take_debtors(self):
        return self.screen("/odoo/collection", ".o_data_row")

    def take_board(self):
        kanban = "document.querySelector('.o_switch_view.o_kanban').click()"
        return self.screen(
            "/odoo/collection", ".o_data_row", kanban, then=".o_kanban_record"
        )

    def debtor(self, name=OVERDUE):
        return self.record(
            "collection", "collection.debtor", ("partner_id.name", "=", name)
        )

    def take_debtor(self):
        return self.screen(self.debtor(), ".o_form_view", height=1000)

    def take_reminder(self):
        path = self.record(
            "collection-reminders", "collection.reminder", ("state", "=", "to_approve")
        )
        return self.screen(path, ".o_form_view", height=1100)

    def take_call(self):
        call = "document.querySelector('button[name=action_call]').click()"
        return self.screen(
            self.debtor("Garage des Trois Fontaines"),
            "button[name=action_call]",
            call,
            height=950,
            then="button[name=action_record]",
        )

    def take_night(self):
        action = "account_debt_collection.collection_night_preview_action"
        return self.screen(f"/odoo/action-{action}", ".o_data_row")

    def take_dashboard(self):
        return self.screen(
            "/odoo/collection-dashboard", ".o_collection_dashboard canvas", height=1100
        )

    def take_policy(self):
        path = self.record(
            "collection-policies",
            "collection.policy",
            ("level_ids", "!=", False),
            ("segmented", "=", False),
        )
        return self.screen(path, ".o_data_row", height=1250)

    def take_proceeding(self):
        path = self.record("collection-proceedings", "collection.proceeding")
        return self.screen(path, ".o_form_view", height=1000)

    def take_settings(self):
        title = "Recouvrement" if self.french else "Collection"
        show = (
            "[...document.querySelectorAll('.o_settings_container')]"
            ".map(block => block.previousElementSibling)"
            f".find(head => head.textContent.trim() === '{title}').scrollIntoView()"
        )
        action = "account.action_account_config"
        return self.screen(f"/odoo/action-{action}", ".o_settings_container", show)

    # === WHAT THE CUSTOMER SEES === #

    def take_portal(self):
        name = "Garage des Trois Fontaines" if self.french else "Harbour & Sons Ltd"
        debtor = self.odoo.find("collection.debtor", ("partner_id.name", "=", name))
        url = self.odoo.call("collection.debtor", "action_open_portal", [debtor])["url"]
        self.browser.forget()  # the customer needs no password
        try:
            return self.screen("/my/" + url.split("/my/")[1], "main", height=1100)
        finally:
            self.browser.remember(self.odoo)

    def take_letter(self):
        return self.letter(("level_id.kind", "!=", "formal_notice"))

    def take_notice(self):
        return self.letter(("level_id.kind", "=", "formal_notice"))

    def letter(self, kind):
        lang = "fr_FR" if self.french else "en_US"
        reminder = self.odoo.find(
            "collection.reminder",
            ("letter_id", "!=", False),
            ("partner_id.lang", "=", lang),
            kind,
        )
        letter = self.odoo.read("collection.reminder", reminder, "letter_id")
        return self.page(letter[0])

    def take_case(self):
        case = self.odoo.find("collection.case.file")
        return self.page(self.odoo.read("collection.case.file", case, "pdf_id")[0], 2)

    def page(self, attachment, number=1):
        """A page of a PDF, with a line round it."""
        pdf = self.folder / f"{attachment}.pdf"
        pdf.write_bytes(self.odoo.file(attachment))
        pages = ["-f", str(number), "-l", str(number), "-singlefile"]
        subprocess.run(  # noqa: S603
            ["pdftoppm", "-r", "90", "-png", *pages, pdf, pdf.with_suffix("")],  # noqa: S607
            check=True,
        )
        return pdf.with_suffix(".png").read_bytes()
