import { expect, test } from 'vitest';
import { cellsFault, encodingFault, jsonFault } from './payload-fault.ts';

test.each([
  ['', '消息内容为空', 'the message is empty'],
  ['[1, 2]', '应为 JSON 对象，实际是数组', 'it must be a JSON object and is an array'],
  ['"text"', '应为 JSON 对象，实际是字符串', 'it must be a JSON object and is a text'],
  ['42', '应为 JSON 对象，实际是“42”', 'it must be a JSON object and is “42”'],
  ['{"at":"2026-11-24","value":', 'JSON 在第 28 个字符处中断，缺少值', 'the JSON ends at character 28, before a value'],
  ['{"value":1', 'JSON 在第 11 个字符处中断，缺少逗号或 }', 'the JSON ends at character 11, before a comma or }'],
  [
    '{broken',
    'JSON 第 2 个字符有误（…{broken…），此处应为双引号括起的字段名',
    'the JSON is wrong at character 2 (…{broken…): a field name in double quotes is expected there',
  ],
  [
    '{"value":1,}',
    'JSON 第 12 个字符有误（…{"value":1,}…），此处应为双引号括起的字段名',
    'the JSON is wrong at character 12 (…{"value":1,}…): a field name in double quotes is expected there',
  ],
  [
    '{"value" 1}',
    'JSON 第 10 个字符有误（…{"value" 1}…），此处应为冒号',
    'the JSON is wrong at character 10 (…{"value" 1}…): a colon is expected there',
  ],
  [
    '{"value":1}{"value":2}',
    'JSON 第 12 个字符有误（…{"value":1}{"value":2}…），此处应为结尾',
    'the JSON is wrong at character 12 (…{"value":1}{"value":2}…): the end is expected there',
  ],
  [
    '{"value":NaN}',
    'JSON 第 10 个字符有误（…{"value":NaN}…），此处应为值',
    'the JSON is wrong at character 10 (…{"value":NaN}…): a value is expected there',
  ],
])('of %j it is told what is wrong and where', (text, zh, en) => {
  expect(jsonFault(text)).toEqual({ zh, en });
});

test('whatever JSON.parse refuses is found wrong at a place, however deep it is nested', () => {
  const good = '{"a":[1,{"b":null,"c":[true,"x\\u00e9\\n",-1.5e3]},[]],"d":{}}';
  for (let at = 0; at < good.length; at++) {
    for (const text of [good.slice(0, at), `${good.slice(0, at)}!${good.slice(at + 1)}`]) {
      let refused = false;
      try {
        JSON.parse(text);
      } catch {
        refused = true;
      }
      if (refused && text !== '') expect(jsonFault(text).en, text).toMatch(/character \d+/);
    }
  }
  expect(jsonFault('['.repeat(100_000)).en).toMatch(/ends at character 100001/);
});

test('bytes that are no UTF-8 are told by place, and Chinese of an older encoding by its name', () => {
  expect(encodingFault(Buffer.from('{"name":"南山"}'))).toBeNull();
  expect(encodingFault(Buffer.from([0x7b, 0xff, 0x7d]))).toEqual({
    zh: '第 2 个字节 0xFF 不是 UTF-8',
    en: 'byte 2, 0xFF, is not UTF-8',
  });
  const gbk = Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xc4, 0xcf, 0xc9, 0xbd]), Buffer.from('"}')]);
  expect(encodingFault(gbk)).toEqual({
    zh: '第 10 个字节 0xC4 不是 UTF-8，看起来是 GB18030 编码',
    en: 'byte 10, 0xC4, is not UTF-8; it looks like GB18030',
  });
  expect(encodingFault(Buffer.from('abc南').subarray(0, 5))?.en).toMatch(/byte 4, 0xE5/);
});

test('of a line of CSV it is told how many cells there are and which are missing', () => {
  const columns = ['device', 'at', 'value'];
  expect(cellsFault(['m1'], 'm1', columns)).toEqual({
    zh: '有 1 个单元格，应为 3 个，缺少 at、value',
    en: '1 of 3 cells; missing: at, value',
  });
  expect(cellsFault(['1', '2', '3', '4'], '1,2,3,4', columns).en).toBe('4 of 3 cells');
  expect(cellsFault(null, 'm1,"2026', columns).zh).toBe('第 4 个字符处的引号没有配对');
});
