import { existsSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';

const folder = fileURLToPath(new URL('../.cache/bench', import.meta.url));

/** The standard that the made files are checked against: 18 checks and the uniqueness of the key. */
export const benchStandard = `
id: bench.residents
title: { zh: 居民登记, en: Resident register }
key: [id]
fields:
  - { name: id, title: { zh: 编号, en: Id }, type: integer, required: true, unique: true, min: 1 }
  - { name: phone, title: { zh: 手机号, en: Phone }, type: phone, required: true, sensitivity: personal }
  - { name: district, title: { zh: 区, en: District }, type: string, required: true, enum: [南山区, 福田区, 罗湖区, 盐田区, 宝安区] }
  - { name: registered, title: { zh: 登记日期, en: Registered on }, type: date, min: 1980-01-01, max: 2026-12-31 }
  - { name: amount, title: { zh: 金额, en: Amount }, type: decimal, min: 0, max: 1000000, unit: CNY }
  - { name: address, title: { zh: 地址, en: Address }, type: string, required: true, minLength: 4, maxLength: 40 }
`;

/** Rows of the made register that are wrong, of so many. */
export function wrongRows(rows: number): number {
  let wrong = 0;
  for (let i = 1; i <= rows; i++) {
    const faults =
      i % 1000 === 507 || i % 2003 === 1005 || i % 5003 === 2509 || i % 4001 === 2011 || i % 20_011 === 10_013;
    if (faults) wrong++;
  }
  return wrong;
}

/** A register of residents in Chinese, the same each time, with wrong phones, amounts, dates, districts and repeated keys. */
export async function registerFile(rows: number): Promise<string> {
  return make(`residents-${rows}.csv`, [
    `SELECT CASE WHEN i % 20011 = 10013 THEN i - 5000 ELSE i END AS id,
      CASE WHEN i % 1000 = 507 THEN '1380013' ELSE (13000000000 + (hash(i) % 6000000000)::BIGINT)::VARCHAR END AS phone,
      CASE WHEN i % 4001 = 2011 THEN '南山' ELSE ['南山区', '福田区', '罗湖区', '盐田区', '宝安区'][1 + (hash(i * 7) % 5)::INTEGER] END AS district,
      CASE WHEN i % 5003 = 2509 THEN '2024-02-30' ELSE (DATE '2000-01-01' + (hash(i * 3) % 9000)::INTEGER)::VARCHAR END AS registered,
      CASE WHEN i % 2003 = 1005 THEN 'N/A' ELSE ((hash(i * 11) % 10000000) / 100.0)::DECIMAL(12, 2)::VARCHAR END AS amount,
      '科技园' || (hash(i * 13) % 9000)::VARCHAR || '号' AS address
     FROM range(1, ${rows + 1}) t(i)`,
  ]);
}

export const wideRows = 1_033_882;
export const wideStandard = `
id: bench.readings
title: { zh: 读数, en: Readings }
key: [id]
fields:
  - { name: id, title: { zh: 编号, en: Id }, type: integer, required: true, unique: true }
  - { name: value, title: { zh: 读数, en: Value }, type: number, required: true }
  - { name: note, title: { zh: 说明, en: Note }, type: string }
`;

/** 1,033,882 rows of 475 MB with one `N/A` at row 900,000 (the header is row 1) of a numeric column. */
export async function wideFile(): Promise<string> {
  return make('readings.csv', [
    `SELECT i AS id, CASE WHEN i = 899999 THEN 'N/A' ELSE ((hash(i) % 1000000) / 100.0)::DECIMAL(12, 2)::VARCHAR END AS value,
      rpad('测点' || i || '：', 152, '读数正常') AS note FROM range(1, ${wideRows + 1}) t(i)`,
  ]);
}

async function make(name: string, [select]: [string]): Promise<string> {
  const file = path.join(folder, name);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '1GB' });
  const connection = await instance.connect();
  await connection.run(`COPY (${select}) TO '${file}.part' (FORMAT csv, HEADER)`);
  connection.closeSync();
  instance.closeSync();
  renameSync(`${file}.part`, file);
  return file;
}
