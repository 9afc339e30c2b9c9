"""Changes single cells of workbooks as they are stored, without a library between."""

import io
import re
import zipfile

from coeplan.io.cell_names import cell_name
from coeplan.io.workbook.layout import FIRST_FORM_ROW, FIRST_ROW, tables

WORKBOOK, STYLES = "xl/workbook.xml", "xl/styles.xml"


def parts_of(content):
    """The parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts):
    """A workbook of parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


def part(sheet):
    """Name of the part of a sheet; the first is the page to read."""
    names = [table.sheet for table in tables()]
    return f"xl/worksheets/sheet{names.index(sheet) + 2}.xml"


def cell(sheet, head, record=0):
    """Name of the cell of a record's field."""
    table = next(table for table in tables() if table.sheet == sheet)
    heads = [column.header for column in table.columns]
    if table.is_form:
        return cell_name(FIRST_FORM_ROW + heads.index(head), 2)
    return cell_name(FIRST_ROW + record, [*table.keys, *heads].index(head) + 1)


def text(said):
    return f't="inlineStr"><is><t xml:space="preserve">{said}</t></is>'


def number(said):
    return f"><v>{said}</v>"


def changed(content, *changes):
    """A workbook with cells changed, each given as sheet, cell and its new inside."""
    parts = parts_of(content)
    for sheet, name, inside in changes:
        said = parts[part(sheet)].decode()
        new = f'<c r="{name}" {inside}</c>'
        said, found = re.subn(rf'<c r="{name}"[^>]*?(/>|>.*?</c>)', lambda _, new=new: new, said, count=1)
        if not found:
            row = re.sub("[A-Z]", "", name)
            pattern = rf'<row r="{row}"[^>]*?(/>|>)'
            match = re.search(pattern, said)
            end = "</row>" if match is None or match[1] == "/>" else ""
            opened = f'<row r="{row}">' if match is None else match[0].replace("/>", ">")
            whole = f"{opened}{new}{end}"
            said = (
                said.replace("</sheetData>", f"{whole}</sheetData>") if match is None else said.replace(match[0], whole)
            )
        parts[part(sheet)] = said.encode()
    return packed(parts)


def with_part(content, name, change):
    """A workbook with one part changed as text."""
    parts = parts_of(content)
    parts[name] = change(parts[name].decode()).encode()
    return packed(parts)
