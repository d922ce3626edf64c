import { crc32, deflateRawSync } from 'node:zlib';

export interface TestEntry {
  name: string | Buffer;
  data: Buffer | string;
  /** Bits of the general purpose flag: 1 says that it is encrypted. */
  flags?: number;
}

/** A ZIP of some entries, with names as they are given, also bad ones. */
export function makeZip(entries: TestEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, flags = 0 } of entries) {
    const bytes = Buffer.from(data as string);
    const packed = deflateRawSync(bytes);
    const title = Buffer.from(name as string);
    const flag = flags | (Buffer.isBuffer(name) ? 0 : 0x800);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flag, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(title.length, 22);
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), common, title, packed);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, title);
    offset += 30 + title.length + packed.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}

/** A cell of a test sheet: a text (shared or inline), a number, or raw XML of a `c` element without its reference. */
export type TestCell = string | number | null | { xml: string };

export interface TestSheet {
  name: string;
  hidden?: boolean;
  /** Rows by their number. */
  rows: Record<number, TestCell[]>;
  merges?: string[];
}

/** A workbook as spreadsheets write it, with shared strings; style 1 is a date, 2 a Chinese date with time, 3 a custom one. */
export function makeWorkbook(sheets: TestSheet[], options: { date1904?: boolean } = {}): Buffer {
  const shared: string[] = [];
  const escaped = (text: string) => text.replace(/[&<>]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c]!);
  const letters = (index: number) => String.fromCharCode(65 + index);
  const cell = (value: TestCell, reference: string): string => {
    if (value === null) return '';
    if (typeof value === 'number') return `<c r="${reference}"><v>${value}</v></c>`;
    if (typeof value === 'object') return value.xml.replace('<c', `<c r="${reference}"`);
    if (value.startsWith('inline:'))
      return `<c r="${reference}" t="inlineStr"><is><t>${escaped(value.slice(7))}</t></is></c>`;
    shared.push(value);
    return `<c r="${reference}" t="s"><v>${shared.length - 1}</v></c>`;
  };
  const sheetXml = ({ rows, merges }: TestSheet) =>
    `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${Object.entries(
      rows,
    )
      .map(([row, cells]) => `<row r="${row}">${cells.map((value, i) => cell(value, letters(i) + row)).join('')}</row>`)
      .join(
        '',
      )}</sheetData>${merges ? `<mergeCells>${merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>` : ''}</worksheet>`;
  const bodies = sheets.map(sheetXml);
  return makeZip([
    {
      name: 'xl/workbook.xml',
      data: `<workbook xmlns:r="r"><workbookPr date1904="${options.date1904 ? 1 : 0}"/><sheets>${sheets
        .map(
          ({ name, hidden }, i) =>
            `<sheet name="${escaped(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"${hidden ? ' state="hidden"' : ''}/>`,
        )
        .join('')}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      data: `<Relationships>${sheets.map((_, i) => `<Relationship Id="rId${i + 1}" Target="worksheets/sheet${i + 1}.xml"/>`).join('')}</Relationships>`,
    },
    {
      name: 'xl/styles.xml',
      data: '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="170"/></cellXfs></styleSheet>',
    },
    {
      name: 'xl/sharedStrings.xml',
      data: `<sst>${shared.map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`).join('')}</sst>`,
    },
    ...bodies.map((data, i) => ({ name: `xl/worksheets/sheet${i + 1}.xml`, data })),
  ]);
}
