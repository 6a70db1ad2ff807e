"""Files made to fill the memory: refused in a sentence, with little or nothing of them unpacked."""

import resource
import struct
import time
import zipfile
import zlib
from io import BytesIO

import pytest
from django.utils import translation

from enterprises.imports import limits, packages, workbook
from enterprises.imports.packages import check_package
from enterprises.imports.refusals import FileRefused
from enterprises.imports.uploads import check_content
from enterprises.imports.workbook import open_path
from tests.enterprises.imports import tables
from tests.enterprises.imports.tables import ods, ods_row, package, repacked, saved, sheet_xml

BOOK = tables.workbook([["统一社会信用代码", "企业名称"], ["1", "甲"]])


REAL_UNPACKER = zlib.decompressobj


class Counter:
    """Stands in for zlib's unpacker and counts what comes out of it."""

    def __init__(self):
        self.bytes = 0

    def decompressobj(self, *arguments):
        counter, real = self, REAL_UNPACKER(*arguments)

        class Unpacker:
            eof = property(lambda _self: real.eof)
            unconsumed_tail = property(lambda _self: real.unconsumed_tail)

            def decompress(self, packed, most):
                piece = real.decompress(packed, most)
                counter.bytes += len(piece)
                return piece

        return Unpacker()


@pytest.fixture
def watch(monkeypatch):
    """From the call on everything the checks unpack is counted; nothing else may unpack at all."""

    def begin():
        counter = Counter()
        monkeypatch.setattr(packages.zlib, "decompressobj", counter.decompressobj)
        monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_arguments, **_options: pytest.fail("unpacked without a limit"))
        monkeypatch.setattr(workbook.subprocess, "Popen", lambda *_arguments, **_options: pytest.fail("given to the library"))
        return counter

    return begin


def refusal(folder, content):
    with pytest.raises(FileRefused) as caught:
        check_content(saved(folder, content))
    with translation.override("en"):
        assert len(str(caught.value)) > 20
        assert "%(" not in str(caught.value)
    return caught.value.code


def claiming(content, name, size):
    """The package with another unpacked size for one part in its table of contents."""
    data = bytearray(content)
    place = data.rfind(name.encode())
    header = data.rfind(b"PK\x01\x02", 0, place)
    data[header + 24 : header + 28] = struct.pack("<I", size)
    return bytes(data)


def test_too_much_inside_is_refused_by_the_table_of_contents(tmp_path, watch):
    huge = repacked(BOOK, sheet=bytes(limits.UNPACKED_BYTES + 1))
    assert len(huge) < limits.FILE_BYTES
    unpacked = watch()
    assert refusal(tmp_path, huge) == "unpacks-too-big"
    assert unpacked.bytes == 0


def test_too_tightly_packed_is_refused_by_the_table_of_contents(tmp_path, watch):
    tight = repacked(BOOK, sheet=bytes(20 * limits.MEGABYTE))
    unpacked = watch()
    assert refusal(tmp_path, tight) == "packed-too-tightly"
    assert unpacked.bytes == 0


def test_too_many_parts_are_refused_by_the_table_of_contents(tmp_path, watch):
    many = package({f"xl/{number}.xml": b"" for number in range(limits.ENTRIES + 1)} | {"xl/workbook.xml": b""})
    unpacked = watch()
    assert refusal(tmp_path, many) == "too-many-parts"
    # So many that their list alone would fill the memory: not even read.
    end = many.rfind(b"PK\x05\x06")
    longer = bytearray(many)
    longer[end + 12 : end + 16] = struct.pack("<I", 64 * limits.MEGABYTE)
    assert refusal(tmp_path, bytes(longer)) == "too-many-parts"
    assert unpacked.bytes == 0


@pytest.mark.parametrize("claimed", [100, 5 * limits.MEGABYTE - 1])
def test_a_part_that_claims_to_be_small_is_not_unpacked_beyond_its_claim(tmp_path, watch, claimed):
    bomb = repacked(BOOK, sheet=bytes(250 * limits.MEGABYTE))
    liar = claiming(bomb, "xl/worksheets/sheet1.xml", claimed)
    unpacked = watch()
    assert refusal(tmp_path, liar) == "false-sizes"
    assert unpacked.bytes < claimed + 2 * packages.PIECE


def test_a_part_shorter_than_it_claims_is_refused(tmp_path):
    assert refusal(tmp_path, claiming(BOOK, "xl/worksheets/sheet1.xml", 100_000)) == "false-sizes"


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"xl/workbook.xml": b"<x/>", "xl/embeddings/more.zip": b"x"}, "nested-archive"),
        ({"xl/workbook.xml": b"<x/>", "xl/media/picture.bin": b"PK\x03\x04more"}, "nested-archive"),
        ({"xl/workbook.bin": b"x"}, "binary-workbook"),
        ({"word/document.xml": b"<x/>"}, "wrong-type"),
        ({"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'}, "entity-tricks"),
        ({"xl/workbook.xml": b"<x/>", "xl/sharedStrings.xml": b" " * packages.PIECE + b'<!ENTITY a SYSTEM "file:///x">'}, "entity-tricks"),
        ({"content.xml": b"<x/>", "mimetype": b"", "META-INF/manifest.xml": b"<m:encryption-data/>"}, "encrypted"),
    ],
)
def test_what_a_workbook_has_no_business_to_hold(tmp_path, parts, code):
    assert refusal(tmp_path, package(parts)) == code


def test_a_part_under_a_password(tmp_path):
    data = bytearray(BOOK)
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = data.find(mark)
        data[place + offset] |= 1
    assert refusal(tmp_path, bytes(data)) == "encrypted"


@pytest.mark.parametrize(
    ("cell", "code"),
    [("A1048576", "too-many-rows"), ("XFD2", "too-many-columns"), ("XFD1048576", "too-many-rows"), ("GS3", "too-many-columns")],
)
def test_one_cell_far_out_is_refused_before_the_library_makes_room_for_it(tmp_path, watch, cell, code):
    cells = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="{cell}" s="1" t="n"><v>1</v></c></row>'
    far = repacked(BOOK, sheet=sheet_xml(cells))
    watch()
    assert refusal(tmp_path, far) == code


def test_empty_formatted_cells_far_out_and_a_great_dimension_do_no_harm(tmp_path):
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>企业名称</t></is></c><c r="XFD1" s="0"/></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>甲</t></is></c></row><row r="1048576" s="0"><c r="A1048576" s="0"/></row>'
    )
    path = saved(tmp_path, repacked(BOOK, sheet=sheet_xml(cells, dimension="A1:XFD1048576")), ".xlsx")
    assert check_content(path) == "xlsx"
    assert list(open_path(path, known={}).rows()) == [(2, ["甲"])]


def test_a_tag_cut_by_the_end_of_a_piece_is_still_seen(tmp_path):
    head = sheet_xml("").partition(b"</sheetData>")[0]
    for shift in range(0, 60, 7):
        filler = b" " * (packages.PIECE - len(head) - shift)
        content = head + filler + b'<row r="1"><c r="A1048576" s="1"><v>1</v></c></row></sheetData></worksheet>'
        assert refusal(tmp_path, repacked(BOOK, sheet=content)) == "too-many-rows"


def library_refusal(folder, content, suffix=".xlsx"):
    """What gets past the checks of the container ends in the bounded process; this one must not notice."""
    path = saved(folder, content, suffix)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()
    with pytest.raises(FileRefused) as caught:
        list(open_path(path, known={}).rows())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 32 * 1024
    assert time.monotonic() - began < 60
    return caught.value.code


@pytest.mark.parametrize(("columns", "rows"), [(16_000, 1_000_000), (190, 900_000), (190, 400_000)])
def test_rows_and_columns_repeated_without_end_in_an_open_document(tmp_path, columns, rows):
    cell = f'<table:table-cell table:number-columns-repeated="{columns}" office:value-type="string"><text:p>x</text:p></table:table-cell>'
    repeated = f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'
    assert library_refusal(tmp_path, ods(ods_row("企业名称") + repeated), ".ods") in {"too-much-inside", "too-many-rows"}


def test_cells_without_an_address_may_not_hide_a_great_table(tmp_path):
    cells = "<row>" + "<c><v>1</v></c>" * 300 + "</row>"
    assert library_refusal(tmp_path, repacked(BOOK, sheet=sheet_xml(cells))) == "too-many-columns"


def test_more_rows_than_are_taken_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "ROWS", 100)
    assert library_refusal(tmp_path, tables.workbook([["企业名称"], *([str(number)] for number in range(100))])) == "too-many-rows"
    monkeypatch.setattr("enterprises.imports.delimited.ROWS", 100)
    assert library_refusal(tmp_path, b"a,b\n" * 101, ".csv") == "too-many-rows"


def test_merging_without_end(tmp_path):
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="60000"><c r="GR60000"><v>1</v></c></row>'
    merged = b'<mergeCells count="1"><mergeCell ref="A1:GR60000"/></mergeCells></worksheet>'
    content = sheet_xml(cells).replace(b"</worksheet>", merged)
    assert library_refusal(tmp_path, repacked(BOOK, sheet=content)) == "too-many-merged"


def test_one_long_text_shared_by_a_million_cells_ends_in_the_bounded_process(tmp_path):
    rows = "".join(f'<row r="{row}">' + '<c t="s"><v>0</v></c>' * 100 + "</row>" for row in range(1, 2_001))
    book = package(
        {
            **{
                name: content
                for name, content in parts_of(BOOK).items()
                if name not in {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"}
            },
            "xl/worksheets/sheet1.xml": sheet_xml(rows),
            "xl/sharedStrings.xml": b'<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
            + b"x" * 32_000
            + b"</t></si></sst>",
        }
    )
    assert library_refusal(tmp_path, book) == "too-much-inside"


def parts_of(book):
    with zipfile.ZipFile(BytesIO(book)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_a_sound_workbook_passes(tmp_path):
    assert check_package(saved(tmp_path, BOOK)) == "xlsx"
