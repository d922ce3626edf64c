import { AppError } from '../../../../kernel/index.ts';
import { collectionErrors } from '../../errors.ts';
import { openZip, type ZipArchive, type ZipEntry } from '../archive.ts';
import { type NumberKind, numberKind } from './number-format.ts';
import { atMost, attribute, drainXml, localName } from './xml.ts';

export interface Sheet {
  name: string;
  hidden: boolean;
  entry: ZipEntry;
}

export interface Workbook {
  sheets: Sheet[];
  from1904: boolean;
  shared: string[];
  /** Kind of number by cell style. */
  styles: NumberKind[];
  open(sheet: Sheet): AsyncGenerator<Buffer>;
  close(): void;
}

/** Text of all shared strings that a workbook may hold, in characters, each string counted as so many more. */
const sharedLimit = 400_000_000;
const sharedCost = 40;
/** Lists of sheets and of styles: everything in them is kept. */
const listBytes = 32 * 1024 * 1024;

/** Opens an XLSX file (ECMA-376): sheets, styles and shared strings; the cells are read as they stream. */
export async function openWorkbook(file: string, name: string): Promise<Workbook> {
  const zip = await openZip(file, name);
  try {
    const find = (entry: string) =>
      zip.entries.find((candidate) => candidate.name.toLowerCase() === entry.toLowerCase());
    const main = find('xl/workbook.xml');
    if (!main) throw new AppError(collectionErrors.damagedFile, { file: name, problem: 'xl/workbook.xml' });
    const targets = await readTargets(zip, find('xl/_rels/workbook.xml.rels'), name);
    const { listed, from1904 } = await readSheetList(zip, main, name);
    const sheets = listed.flatMap(({ title, hidden, relation }) => {
      const entry = find(targets.get(relation) ?? '');
      return entry ? [{ name: title, hidden, entry }] : [];
    });
    if (sheets.length === 0) throw new AppError(collectionErrors.damagedFile, { file: name, problem: 'worksheets' });
    return {
      sheets,
      from1904,
      shared: await readShared(zip, find('xl/sharedStrings.xml'), name),
      styles: await readStyles(zip, find('xl/styles.xml'), name),
      open: (sheet) => zip.open(sheet.entry),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function readTargets(zip: ZipArchive, entry: ZipEntry | undefined, file: string): Promise<Map<string, string>> {
  const targets = new Map<string, string>();
  if (!entry) return targets;
  await drainXml(atMost(zip.open(entry), listBytes, file), file, {
    open(tag) {
      if (localName(tag.name) !== 'Relationship') return;
      const target = attribute(tag, 'Target') ?? '';
      targets.set(
        attribute(tag, 'Id') ?? '',
        target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`,
      );
    },
  });
  return targets;
}

async function readSheetList(zip: ZipArchive, entry: ZipEntry, file: string) {
  const listed: { title: string; hidden: boolean; relation: string }[] = [];
  let from1904 = false;
  await drainXml(atMost(zip.open(entry), listBytes, file), file, {
    open(tag) {
      const name = localName(tag.name);
      if (name === 'workbookPr') from1904 = /^(1|true)$/i.test(attribute(tag, 'date1904') ?? '');
      if (name !== 'sheet') return;
      listed.push({
        title: attribute(tag, 'name') ?? '',
        hidden: (attribute(tag, 'state') ?? 'visible') !== 'visible',
        relation: attribute(tag, 'id') ?? '',
      });
    },
  });
  return { listed, from1904 };
}

async function readShared(zip: ZipArchive, entry: ZipEntry | undefined, file: string): Promise<string[]> {
  const shared: string[] = [];
  if (!entry) return shared;
  let item = '';
  let inText = false;
  let inPhonetic = false;
  let total = 0;
  const count = (characters: number) => {
    total += characters;
    if (total > sharedLimit) throw new AppError(collectionErrors.archiveBomb, { file, problem: 'sharedStrings' });
  };
  await drainXml(zip.open(entry), file, {
    open(tag) {
      const name = localName(tag.name);
      if (name === 'si') item = '';
      else if (name === 't') inText = true;
      else if (name === 'rPh') inPhonetic = true;
    },
    text(text) {
      if (!inText || inPhonetic) return;
      count(text.length);
      item += text;
    },
    close(name) {
      if (name === 't') inText = false;
      else if (name === 'rPh') inPhonetic = false;
      else if (name === 'si') {
        count(sharedCost);
        shared.push(item);
      }
    },
  });
  return shared;
}

async function readStyles(zip: ZipArchive, entry: ZipEntry | undefined, file: string): Promise<NumberKind[]> {
  const styles: NumberKind[] = [];
  if (!entry) return styles;
  const codes = new Map<number, string>();
  let inCellFormats = false;
  await drainXml(atMost(zip.open(entry), listBytes, file), file, {
    open(tag) {
      const name = localName(tag.name);
      if (name === 'numFmt') codes.set(Number(attribute(tag, 'numFmtId')), attribute(tag, 'formatCode') ?? '');
      else if (name === 'cellXfs') inCellFormats = true;
      else if (name === 'xf' && inCellFormats) {
        const id = Number(attribute(tag, 'numFmtId') ?? 0);
        styles.push(numberKind(id, codes.get(id)));
      }
    },
    close(name) {
      if (name === 'cellXfs') inCellFormats = false;
    },
  });
  return styles;
}
