import { zipEntries } from './zip.ts';

const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}

/** A workbook of one sheet; title rows are merged over the whole width, as departments make them. */
export function writeXlsx(titleRows: string[], rows: (string | null)[][]): Buffer {
  const width = rows[0]?.length ?? 1;
  const all = [...titleRows.map((title) => [title]), ...rows];
  const lines = all.map((cells, index) => {
    const row = index + 1;
    const body = cells
      .map((text, column) => {
        if (text === null || text === '') return '';
        const place = `${columnName(column)}${row}`;
        // Numbers stand as numbers, save those whose digits a number would lose.
        if (index > titleRows.length && /^-?(0|[1-9]\d{0,14})(\.\d*[1-9])?$/.test(text))
          return `<c r="${place}"><v>${text}</v></c>`;
        return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`;
      })
      .join('');
    return `<row r="${row}">${body}</row>`;
  });
  const merges = titleRows.map((_, index) => `<mergeCell ref="A${index + 1}:${columnName(width - 1)}${index + 1}"/>`);
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const packages = 'http://schemas.openxmlformats.org/package/2006';
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const files: Record<string, string> = {
    '[Content_Types].xml': `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${type}.worksheet+xml"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="数据" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${lines.join('')}</sheetData>${merges.length > 0 && width > 1 ? `<mergeCells count="${merges.length}">${merges.join('')}</mergeCells>` : ''}</worksheet>`,
  };
  return zipEntries(Object.entries(files).map(([name, text]) => ({ name, data: Buffer.from(head + text) })));
}
