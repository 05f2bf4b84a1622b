import re
from io import BytesIO

import xlsxwriter

from odoo.tools.misc import get_lang

FIRST_WIDTHS = (38, 13, 13, 16, 16, 16, 16)  # characters
DAY_PARTS = {"%d": "dd", "%m": "mm", "%Y": "yyyy", "%y": "yy", "%b": "mmm"}
SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def day_format(python_format):
    """The language's way to write a date, in the words of a spreadsheet."""
    words = re.sub(r"%\w", lambda part: DAY_PARTS.get(part[0], "%"), python_format)
    return "yyyy-mm-dd" if "%" in words else words


class StatementWorkbook:
    """Statements of account as a workbook: a sheet for each debtor.

    Figures and dates are figures and dates; all text is written as text, so that a name
    that begins with "=" is no formula.
    """

    def __init__(self, day, since=None):
        self.day, self.since = day, since
        self._content = BytesIO()
        self._book = xlsxwriter.Workbook(
            self._content,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
            },
        )
        self._formats = {}

    def content(self):
        self._book.close()
        return self._content.getvalue()

    def add(self, values):
        """Add the sheet of one debtor: see ``_statement_values()``."""
        debtor = values["debtor"]
        number = len(self._book.worksheets()) + 1
        name = SHEET_NAME.sub(" ", f"{number} {debtor.partner_id.name or ''}")
        sheet = self._book.add_worksheet(name[:31].strip(" '"))
        _Sheet(self, sheet, values).fill()

    def format(self, **properties):
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(properties)
        return self._formats[key]


class _Sheet:
    def __init__(self, workbook, sheet, values):
        self.workbook, self.sheet, self.values = workbook, sheet, values
        self.env = values["debtor"].env
        self.since = workbook.since
        self.row = 0
        self.day_format = day_format(get_lang(self.env).date_format)

    # === CELLS === #

    def text(self, column, text, **properties):
        style = self.workbook.format(**properties)
        self.sheet.write_string(self.row, column, text or "", style)

    def date(self, column, day, **properties):
        style = self.workbook.format(
            num_format=self.day_format, align="left", **properties
        )
        if day:
            self.sheet.write_datetime(self.row, column, day, style)

    def money(self, column, amount, **properties):
        self.sheet.write_number(
            self.row, column, float(amount), self._money_format(**properties)
        )

    def sum(self, column, first, amount, **properties):
        """The sum of this column from row ``first`` on, with what it amounts to."""
        cell = xlsxwriter.utility.xl_rowcol_to_cell
        formula = f"=SUM({cell(first, column)}:{cell(self.row - 1, column)})"
        self.sheet.write_formula(
            self.row,
            column,
            formula,
            self._money_format(**properties),
            float(amount),
        )

    def _money_format(self, **properties):
        decimals = self.currency.decimal_places
        number = "#,##0" + ("." + "0" * decimals if decimals else "")
        return self.workbook.format(num_format=number, **properties)

    def headings(self, *texts):
        for column, text in enumerate(texts):
            align = "right" if column in self.money_columns else "left"
            self.text(column, text, bold=True, bottom=1, align=align, text_wrap=True)
        self.row += 1

    # === THE SHEET === #

    def fill(self):
        for column, width in enumerate(FIRST_WIDTHS):
            self.sheet.set_column(column, column, width)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)
        self.write_header()
        for section in self.values["sections"]:
            self.currency = self.values["currencies"][section.currency]
            self.row += 1
            self.text(0, self.currency.name, bold=True)
            self.row += 1
            if self.since:
                self.write_movements(section)
            else:
                self.write_open_items(section)
            self.write_ageing(section)
        if not self.values["sections"]:
            self.row += 1
            self.text(0, self.values["introduction"])

    def write_header(self):
        debtor = self.values["debtor"]
        self.text(0, self.env._("Statement of account"), bold=True, font_size=14)
        self.row += 1
        lines = [
            (self.env._("Company"), debtor.company_id.name),
            (self.env._("Customer"), debtor.partner_id.name),
            (self.env._("Customer number"), debtor.partner_id.ref),
        ]
        for title, text in lines:
            if text:
                self.text(0, title)
                self.text(1, text)
                self.row += 1
        days = [
            (self.env._("From"), self.since),
            (self.env._("As of"), self.workbook.day),
        ]
        for title, day in days:
            if day:
                self.text(0, title)
                self.date(1, day)
                self.row += 1

    def write_open_items(self, section):
        self.money_columns = (3, 4, 5)
        self.headings(
            self.env._("Document"),
            self.env._("Date"),
            self.env._("Due date"),
            self.env._("Days late"),
            self.env._("Amount"),
            self.env._("Still open"),
        )
        first = self.row
        for line in section.open_items:
            self.text(0, " ".join(self.values["label"](line)))
            self.date(1, line.item.document.date)
            self.date(2, line.residual > 0 and line.item.due_date)
            if line.days_late:
                self.sheet.write_number(self.row, 3, line.days_late)
            self.money(4, line.item.amount)
            self.money(5, line.residual)
            self.row += 1
        self.text(0, self.env._("Total open"), bold=True, top=1)
        if section.open_items:
            self.sum(5, first, section.balance, bold=True, top=1)
        self.row += 1

    def write_movements(self, section):
        self.money_columns = (3, 4, 5)
        self.headings(
            self.env._("Document"),
            self.env._("Date"),
            self.env._("Due date"),
            self.env._("Invoiced"),
            self.env._("Paid or credited"),
            self.env._("Balance"),
        )
        self.text(0, self.env._("Opening balance"), bold=True)
        self.date(1, self.since)
        self.money(5, section.opening, bold=True)
        self.row += 1
        first = self.row
        for line in section.movements:
            owed = line.amount > 0
            self.text(0, " ".join(self.values["label"](line)))
            self.date(1, line.date)
            self.date(2, owed and not line.match and line.item.due_date)
            self.money(3 if owed else 4, abs(line.amount))
            self.money(5, line.balance)
            self.row += 1
        self.text(0, self.env._("Closing balance"), bold=True, top=1)
        if section.movements:
            for column, sign in ((3, 1), (4, -1)):
                amounts = (max(sign * line.amount, 0) for line in section.movements)
                self.sum(column, first, sum(amounts), bold=True, top=1)
        self.money(5, section.balance, bold=True, top=1)
        self.row += 1

    def write_ageing(self, section):
        self.row += 1
        self.money_columns = range(7)
        self.headings(
            self.env._("Open credits"),
            self.env._("Not due yet"),
            self.env._("1–30 days late"),
            self.env._("31–60 days"),
            self.env._("61–90 days"),
            self.env._("Over 90 days"),
            self.env._("Balance"),
        )
        for column, amount in enumerate(section.ageing.values()):
            self.money(column, amount)
        cell = xlsxwriter.utility.xl_rowcol_to_cell
        self.sheet.write_formula(
            self.row,
            6,
            f"=SUM({cell(self.row, 0)}:{cell(self.row, 5)})",
            self._money_format(bold=True),
            float(section.balance),
        )
        self.row += 1
