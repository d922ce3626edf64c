import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeLogPath, encodeLogPath, nullPartition, parsePartitionFolder, partitionFolder } from './paths.ts';

test('a Chinese partition value stands encoded twice in the log and once on the disk', () => {
  const folder = partitionFolder('district', '南山');
  expect(folder).toBe('district=%E5%8D%97%E5%B1%B1');
  expect(encodeLogPath(`${folder}/part-0.parquet`)).toBe('district=%25E5%258D%2597%25E5%25B1%25B1/part-0.parquet');
  expect(decodeLogPath(encodeLogPath(`${folder}/part-0.parquet`))).toBe(`${folder}/part-0.parquet`);
});

test('a null value has the folder that Hive gives it', () => {
  expect(partitionFolder('p', null)).toBe(`p=${nullPartition}`);
  expect(parsePartitionFolder(`p=${nullPartition}`)).toEqual({ column: 'p', value: null });
  expect(parsePartitionFolder('no-partition')).toBeNull();
});

test('any column and value come back from the folder, whose name no file system trips over', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 });
  fc.assert(
    fc.property(text, text, (column, value) => {
      fc.pre(value !== nullPartition);
      const folder = partitionFolder(column, value);
      expect(folder).toMatch(/^[A-Za-z0-9_%-]+=[A-Za-z0-9_%-]+$/);
      expect(parsePartitionFolder(folder)).toEqual({ column, value });
      expect(decodeLogPath(encodeLogPath(`${folder}/f.parquet`))).toBe(`${folder}/f.parquet`);
    }),
  );
});

test('paths of other writers: absolute, with a scheme, or not decodable', () => {
  expect(decodeLogPath('file:///data/a%20b.parquet')).toBe('/data/a b.parquet');
  expect(decodeLogPath('100%.parquet')).toBe('100%.parquet');
});
