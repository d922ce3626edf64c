import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Standard } from '../schema.ts';
import { standardToYaml, yamlToStandard } from './yaml-text.ts';

const standard: Standard = {
  id: 'demo.residents',
  title: { zh: '居民登记', en: 'Resident register: "new"' },
  key: ['id'],
  cadence: 'daily',
  fields: [
    { name: 'id', title: { zh: '编号', en: 'Id' }, type: 'integer', required: true, unique: true },
    { name: 'district', title: { zh: '区', en: 'District' }, type: 'string', enum: ['南山区', '福田区'] },
    { name: 'registered', title: { zh: '登记日期', en: 'Registered on' }, type: 'date', min: '1980-01-01' },
  ],
  rules: [{ name: 'sane', check: 'id > 0', message: { zh: '编号须为正数', en: 'Ids are positive' } }],
};

test('the form’s YAML holds the standard, one field a line', () => {
  const text = standardToYaml(standard);
  expect(text.split('\n').filter((line) => line.startsWith('  - '))).toHaveLength(4);
  expect(parse(text)).toEqual(standard);
});

test('YAML goes to the form and back unchanged', () => {
  const text = standardToYaml(standard);
  expect(standardToYaml(yamlToStandard(text) as Standard)).toBe(text);
});

test('text that is no standard yet leaves the form waiting', () => {
  expect(yamlToStandard('fields: [')).toBeNull();
  expect(yamlToStandard('just words')).toBeNull();
  expect(yamlToStandard('fields: [1, 2]')).toBeNull();
  expect(yamlToStandard('')).toBeNull();
});
