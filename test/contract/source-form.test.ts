import { describe, expect, it } from 'vitest';
import { connectors } from '../../src/bureau/sources/connectors/index.ts';
import { parseDeclaration } from '../../src/bureau/sources/declaration.ts';
import { isAsked } from '../../src/bureau/sources/secrets/schema.ts';
import { fromYaml, toYaml, withoutLine } from '../../src/bureau/sources/web/editor/draft.ts';
import { bilingual, kindOf, missingIn, type SettingShape } from '../../src/bureau/sources/web/editor/settings-shape.ts';

const yaml = `id: demo.orders
title:
  zh: 订单
  en: Orders
dataset: demo.orders
connector:
  type: http-file
  url: https://data.example.cn/orders.csv
schedule:
  cron: 30 3 * * *
`;

describe('the form of a source', () => {
  it('goes to YAML and back without a loss', () => {
    const declaration = fromYaml(yaml)!;
    expect(toYaml(declaration)).toBe(yaml);
    expect(parseDeclaration(toYaml(declaration), connectors).findings).toEqual([]);
  });

  it('leaves out what is empty, and reads a title of one language', () => {
    expect(toYaml({ id: 'a.b', schedule: { cron: '' }, connector: { type: 'sftp', host: '' } })).toBe(
      'id: a.b\nconnector:\n  type: sftp\n',
    );
    expect(fromYaml('title: 订单\nconnector: { type: sftp }')).toMatchObject({ title: { zh: '订单', en: '订单' } });
    expect(fromYaml('- a')).toBeNull();
    expect(fromYaml('a: [')).toBeNull();
  });

  it('tells findings without the lines that it does not have', () => {
    const { findings } = parseDeclaration(yaml.replace('https:', 'ftp:'), connectors);
    expect(findings[0]!.message.zh).toContain('第');
    expect(withoutLine(findings[0]!.message.zh)).toMatch(/^写法不符合要求/);
    expect(withoutLine(findings[0]!.message.en)).toMatch(/^is not of the form/);
  });

  it('knows what must still be given', () => {
    const { settings } = connectors.find(({ type }) => type === 'sftp')!;
    const shape = settings as SettingShape;
    expect(missingIn(shape, { host: 'a', user: 'b' }, 'connector')).toEqual(['connector.folder']);
  });
});

describe('the secrets of a connector', () => {
  it.each([
    ['http-file', {}, []],
    ['http-file', { signIn: { kind: 'header', name: 'X-Key' } }, ['token']],
    ['http-json', { signIn: { kind: 'basic', user: 'a' } }, ['password']],
    ['sftp', {}, ['password']],
    ['sftp', { signIn: 'private-key' }, ['privateKey', 'passphrase']],
    ['s3', {}, ['accessKey', 'secretKey']],
    ['s3', { anonymous: true }, []],
    ['data-package', { url: 'https://data.example.cn/datapackage.json' }, []],
    ['data-package', { url: 'https://data.example.cn/datapackage.json', signIn: 'bearer' }, ['token']],
    ['data-package', { sftp: {} }, ['password']],
    ['data-package', { s3: { anonymous: true } }, []],
    ['postgresql', {}, ['password']],
    ['delta-sharing', {}, ['profile']],
  ])('%s with %j: %j', (wanted, settings, names) => {
    const { secrets, secretsWith = {} } = connectors.find(({ type }) => type === wanted)!;
    expect(Object.keys(secrets).filter((name) => isAsked(secretsWith[name], settings))).toEqual(names);
  });
});

describe('the settings of the connectors', () => {
  const found: [string, SettingShape][] = [];
  const walk = (place: string, shape: SettingShape) => {
    for (const [name, inner] of Object.entries(shape.properties ?? {})) {
      if (kindOf(inner) === 'fixed') continue;
      found.push([`${place}.${name}`, inner]);
      walk(`${place}.${name}`, inner);
      for (const branch of inner.anyOf ?? []) {
        found.push([`${place}.${name}=`, branch]);
        walk(`${place}.${name}`, branch);
      }
    }
  };
  for (const { type, settings } of connectors) walk(type, settings as SettingShape);

  it.each(found)('%s has a name in both languages', (_place, shape) => {
    const { zh, en } = bilingual(shape.title);
    expect(zh).toMatch(/[\u4e00-\u9fff]/);
    expect(en).toMatch(/[A-Za-z]/);
    expect(en).not.toBe(zh);
  });

  it('and each connector says in a sentence what it needs', () => {
    for (const { about } of connectors) {
      expect(about.zh).toMatch(/。$/);
      expect(about.en).toMatch(/\.$/);
    }
  });
});
