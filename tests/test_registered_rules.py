import struct
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..rules import proof_archive, proof_table
from ..rules.proof_archive import ArchiveFault, ProofArchive, RefusedError
from ..rules.proof_table import TableFault, UnreadableTableError, parse_day, read_table
from ..rules.registered import OUTCOMES, Fault, Passage, find_fault, served_on
from .common import day

SENT, TODAY = day(0), day(30)
DAYS = st.none() | st.integers(-5, 40).map(day)
PASSAGES = st.builds(Passage, DAYS, DAYS, DAYS, st.none() | st.sampled_from(OUTCOMES))


@tagged("post_install", "-at_install")
class TestPassage(BaseCase):
    """From the counter of the post to the day that counts."""

    def assertFault(self, fault, *steps, **passage):
        found = find_fault(Passage(**passage), SENT, TODAY)
        self.assertEqual(found, fault and (fault, steps))

    def test_it_counts_from_the_receipt(self):
        passage = Passage(day(1), day(3), day(5), "received")
        self.assertEqual(served_on(passage), day(5))

    def test_it_counts_from_the_presentation_when_refused_or_not_collected(self):
        for outcome in ("refused", "unclaimed", None):
            self.assertEqual(served_on(Passage(day(1), day(3), None, outcome)), day(3))

    def test_it_does_not_count_from_an_unknown_address(self):
        self.assertIsNone(served_on(Passage(day(1), day(3), None, "unknown")))

    def test_nothing_known_yet(self):
        self.assertIsNone(served_on(Passage(day(1))))
        self.assertFault(None)

    def test_the_days_follow_each_other(self):
        self.assertFault(
            Fault.ORDER,
            "presented_on",
            "deposited_on",
            deposited_on=day(3),
            presented_on=day(2),
        )
        self.assertFault(
            Fault.ORDER,
            "received_on",
            "deposited_on",
            deposited_on=day(3),
            received_on=day(2),
        )
        self.assertFault(None, deposited_on=day(3), received_on=day(3))

    def test_neither_before_it_was_sent_nor_in_the_future(self):
        self.assertFault(Fault.BEFORE_SENT, "deposited_on", deposited_on=day(-1))
        self.assertFault(Fault.FUTURE, "received_on", received_on=day(31))
        self.assertFault(None, deposited_on=SENT, received_on=TODAY)

    def test_an_outcome_needs_its_day(self):
        self.assertFault(Fault.NO_RECEIPT, outcome="received")
        self.assertFault(Fault.NO_PRESENTATION, outcome="refused")
        self.assertFault(Fault.NO_PRESENTATION, outcome="unclaimed")
        self.assertFault(None, outcome="unknown")
        self.assertFault(Fault.NOT_RECEIVED, outcome="unknown", received_on=day(2))

    @given(PASSAGES)
    def test_what_has_no_fault_is_served_between_sending_and_today(self, passage):
        served = served_on(passage)
        if served and not find_fault(passage, SENT, TODAY):
            self.assertLessEqual(SENT, served)
            self.assertLessEqual(served, TODAY)
            self.assertLessEqual(passage.deposited_on or SENT, served)
            self.assertLessEqual(passage.presented_on or SENT, served)


@tagged("post_install", "-at_install")
class TestProofTable(BaseCase):
    """Tables as machines write them, and as people mend them."""

    def assertUnreadable(self, fault, content):
        with self.assertRaises(UnreadableTableError) as caught:
            read_table(content)
        self.assertEqual(caught.exception.args[0], fault)

    def test_comma_and_semicolon_and_what_spreadsheets_write(self):
        for content in (
            "number,outcome\nR/1,refused\n",
            "number;outcome\r\nR/1;refused\r\n",
            "\ufeffNumber ; Outcome\r\n R/1 ; refused ;;\r\n;;\r\n\r\n",
        ):
            [row], unknown = read_table(content.encode())
            self.assertEqual(row.cells, {"number": "R/1", "outcome": "refused"})
            self.assertEqual((row.number, row.line, unknown), ("R/1", 2, []))
            self.assertFalse(row.has_surplus)

    def test_windows_letters(self):
        content = "number,deposit_proof\n1,reçu.pdf".encode("cp1252")
        [row], _unknown = read_table(content)
        self.assertEqual(row.cells["deposit_proof"], "reçu.pdf")

    def test_blank_cells_say_nothing_and_surplus_is_told(self):
        rows, unknown = read_table(b"number,outcome,colour\n1,,red\n2,refused,red,x")
        self.assertEqual(rows[0].cells, {"number": "1"})
        self.assertEqual([row.has_surplus for row in rows], [False, True])
        self.assertEqual(unknown, ["colour"])

    def test_what_is_no_table(self):
        self.assertUnreadable(TableFault.NO_KEY, b"")
        self.assertUnreadable(TableFault.NO_KEY, b"%PDF-1.4\n%%EOF")
        self.assertUnreadable(TableFault.TWICE, b"number,outcome,outcome\n")
        self.assertUnreadable(TableFault.BROKEN, b'number\n"never closed')
        rows = b"number\n" + b"1\n" * (proof_table.MAX_ROWS + 1)
        self.assertUnreadable(TableFault.TOO_LONG, rows)

    def test_days(self):
        self.assertEqual(parse_day("2026-03-10", "%d/%m/%Y"), day(0))
        self.assertEqual(parse_day("10/03/2026", "%d/%m/%Y"), day(0))
        self.assertEqual(parse_day("03/10/2026", "%m/%d/%Y"), day(0))
        for wrong in ("31/02/2026", "soon", "10.03.26", "2026-13-01", ""):
            self.assertIsNone(parse_day(wrong, "%d/%m/%Y"))

    @given(st.binary(max_size=300) | st.text('number,;"\n\r\0x').map(str.encode))
    def test_whatever_comes_is_read_or_refused(self, content):
        try:
            rows, _unknown = read_table(content)
        except UnreadableTableError as error:
            self.assertIsInstance(error.args[0], TableFault)
        else:
            self.assertTrue(all(all(row.cells.values()) for row in rows))


@tagged("post_install", "-at_install")
class TestProofArchive(BaseCase):
    """ZIPs from outside."""

    def zip(self, *files, compression=ZIP_DEFLATED):
        content = BytesIO()
        with ZipFile(content, "w", compression) as archive:
            for name, data in files:
                archive.writestr(name, data)
        return content.getvalue()

    def assertRefused(self, fault, content):
        with self.assertRaises(RefusedError) as caught:
            ProofArchive(content).table()
        self.assertEqual(caught.exception.args[0], fault)

    def assertFileRefused(self, fault, archive, name):
        with self.assertRaises(RefusedError) as caught:
            archive.content_of(name)
        self.assertEqual(caught.exception.args[0], fault)

    def test_a_table_and_its_scans_in_whatever_folder(self):
        archive = ProofArchive(
            self.zip(
                ("back/proofs.csv", "number"),
                ("back/scans/1.pdf", b"%PDF-"),
                ("back/", b""),
                ("__MACOSX/1.pdf", b"clutter"),
                ("back/.DS_Store", b"clutter"),
            )
        )
        self.assertEqual(archive.table(), ("proofs.csv", b"number"))
        self.assertEqual(archive.content_of("1.pdf"), b"%PDF-")
        self.assertEqual(archive.faults, [])
        self.assertFileRefused(ArchiveFault.MISSING, archive, "2.pdf")

    def test_names_that_lead_elsewhere(self):
        names = (
            "../../etc/passwd",
            "/etc/passwd",
            "a/../../b.pdf",
            "C:\\x.pdf",
            "..\\x.pdf",
            "a//b.pdf",
            "x\n.pdf",
        )
        archive = ProofArchive(self.zip(*((name, b"%PDF-") for name in names)))
        self.assertEqual(
            archive.faults, [(ArchiveFault.UNSAFE_NAME, name) for name in names]
        )
        self.assertEqual(archive.files, {})
        for name in names:
            self.assertFileRefused(ArchiveFault.MISSING, archive, name)

    def test_which_of_two_files_of_the_same_name(self):
        archive = ProofArchive(self.zip(("a/1.pdf", b"first"), ("b/1.pdf", b"second")))
        self.assertEqual(archive.faults, [(ArchiveFault.SAME_NAME, "b/1.pdf")])

    def test_no_table_or_two(self):
        self.assertRefused(ArchiveFault.NO_TABLE, self.zip(("1.pdf", b"%PDF-")))
        two = self.zip(("a.csv", b""), ("b.csv", b""))
        self.assertRefused(ArchiveFault.TWO_TABLES, two)

    def test_what_is_no_archive(self):
        whole = self.zip(("proofs.csv", "number"))
        self.assertRefused(ArchiveFault.BROKEN, b"PK\x03\x04")
        self.assertRefused(ArchiveFault.BROKEN, whole[:-30])

    def test_more_files_than_anybody_sends(self):
        entries = proof_archive.ENTRY * (proof_archive.MAX_FILES + 1)
        self.assertRefused(ArchiveFault.TOO_MANY, b"PK\x03\x04" + entries)

    def test_a_bomb_that_says_what_it_is(self):
        large = proof_archive.MAX_FILE + 1
        archive = ProofArchive(self.zip(("1.pdf", bytes(large))))
        self.assertEqual(archive.faults, [(ArchiveFault.FILE_TOO_LARGE, "1.pdf")])
        part = bytes(proof_archive.MAX_FILE)
        parts = proof_archive.MAX_TOTAL // len(part) + 1
        # One file of zeros, listed many times over.
        bomb = self.zip(("1.pdf", part))
        self.assertLess(len(bomb), 100_000)
        self.assertRefused(ArchiveFault.TOO_LARGE, self.listed_again(bomb, parts))

    def listed_again(self, content, times):
        start, end = content.index(proof_archive.ENTRY), content.index(b"PK\x05\x06")
        entry, tail = content[start:end], bytearray(content[end:])
        struct.pack_into("<HHI", tail, 8, times, times, len(entry) * times)
        return content[:start] + entry * times + bytes(tail)

    def test_a_bomb_that_lies_about_its_size(self):
        content = bytearray(self.zip(("1.pdf", bytes(50 * 2**20))))
        struct.pack_into("<I", content, 22, 10)
        struct.pack_into("<I", content, content.index(proof_archive.ENTRY) + 24, 10)
        archive = ProofArchive(bytes(content))
        self.assertEqual(archive.files["1.pdf"].file_size, 10)
        self.assertFileRefused(ArchiveFault.FILE_BROKEN, archive, "1.pdf")

    def test_locked_damaged_and_strange_files(self):
        content = bytearray(self.zip(("1.pdf", b"%PDF-")))
        content[content.index(proof_archive.ENTRY) + 8] |= proof_archive.ENCRYPTED
        archive = ProofArchive(bytes(content))
        self.assertEqual(archive.faults, [(ArchiveFault.ENCRYPTED, "1.pdf")])
        content = self.zip(("1.pdf", b"%PDF-"), compression=0)
        damaged = ProofArchive(content.replace(b"%PDF-", b"%PDF!", 1))
        self.assertFileRefused(ArchiveFault.FILE_BROKEN, damaged, "1.pdf")
        strange = ProofArchive(self.zip(("1.pdf", b"%PDF-"), compression=ZIP_BZIP2))
        self.assertEqual(strange.faults, [(ArchiveFault.FILE_BROKEN, "1.pdf")])

    def test_kinds_are_told_by_the_content(self):
        for content, kind in (
            (b"%PDF-1.7", ".pdf"),
            (b"\x89PNG\r\n\x1a\n", ".png"),
            (b"\xff\xd8\xff\xe0", ".jpg"),
            (b"<svg onload=alert(1)>", None),
            (b"MZ", None),
            (b"", None),
        ):
            self.assertEqual(proof_archive.kind_of(content), kind)

    @given(st.data())
    def test_whatever_comes_is_read_or_refused(self, data):
        whole = self.zip(("proofs.csv", "number"), ("1.pdf", b"%PDF-" * 20))
        content = bytearray(whole)
        for _change in range(data.draw(st.integers(1, 4))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(
                st.integers(0, 255)
            )
        try:
            archive = ProofArchive(bytes(content))
            for name in archive.files:
                archive.content_of(name)
            archive.table()
        except RefusedError as error:
            self.assertIsInstance(error.args[0], ArchiveFault)
