"""The letters and screens that are compared: those of the documentation, and more."""

from contextlib import contextmanager

from screenshots_lib.scenes import Scenes

NARROW = 390  # a telephone


class VisualScenes(Scenes):
    """In English, but for the letters that say otherwise."""

    width = 1400

    @contextmanager
    def at(self, width):
        self.width, before = width, self.width
        try:
            yield
        finally:
            self.width = before

    def take_proceeding(self):
        return self.proceeding("!=")

    def take_insolvency(self):
        return self.proceeding("=")

    def proceeding(self, operator):
        kind = ("category", operator, "insolvency")
        path = self.record("collection-proceedings", "collection.proceeding", kind)
        return self.screen(path, ".o_form_view", height=1000)

    def take_debtor_narrow(self):
        with self.at(NARROW):
            return self.take_debtor()

    def take_portal_narrow(self):
        with self.at(NARROW):
            return self.take_portal()

    def take_debtor_fr(self):
        self.odoo.speak("fr_FR")
        return self.take_debtor()

    # === WHAT stage.py HAS PRINTED === #

    def printed(self, name):
        return self.page(self.odoo.find("ir.attachment", ("name", "=", name)))

    def take_friendly(self):
        return self.printed("friendly.pdf")

    def take_last(self):
        return self.printed("last.pdf")

    def take_notice_fr(self):
        return self.printed("notice_fr.pdf")

    def take_notice_de(self):
        return self.printed("notice_de.pdf")

    def take_statement(self):
        return self.printed("statement.pdf")

    def take_acknowledgment(self):
        return self.printed("acknowledgment.pdf")

    def take_declaration(self):
        return self.printed("declaration.pdf")

    def take_case(self):
        case = self.odoo.find("collection.case.file")
        return self.page(self.odoo.read("collection.case.file", case, "pdf_id")[0])
