import { useCallback } from 'react';
import type { Text } from '../../../kernel/text.ts';
import { useText } from '../../../web/words.ts';

/** Names of the rules that a standard checks; a row rule has the name that its author gave it. */
export const ruleNames: Record<string, Text> = {
  type: { zh: '类型不符', en: 'Wrong type' },
  required: { zh: '必填项为空', en: 'Required value missing' },
  unique: { zh: '重复', en: 'Not unique' },
  pattern: { zh: '格式不符', en: 'Wrong format' },
  enum: { zh: '不在允许取值内', en: 'Not an allowed value' },
  'code-list': { zh: '不在代码表内', en: 'Not in the code list' },
  min: { zh: '低于下限', en: 'Below the minimum' },
  max: { zh: '高于上限', en: 'Above the maximum' },
  'min-length': { zh: '长度不足', en: 'Too short' },
  'max-length': { zh: '长度超限', en: 'Too long' },
  scale: { zh: '小数位过多', en: 'Too many decimals' },
  'check-digit': { zh: '校验位错误', en: 'Wrong check digit' },
  'birth-date': { zh: '出生日期不成立', en: 'Impossible date of birth' },
  region: { zh: '区划代码不存在', en: 'Unknown region code' },
  'region-prefix': { zh: '区划前缀不存在', en: 'Unknown region prefix' },
  'coordinates-outside': { zh: '坐标超出范围', en: 'Coordinates outside the extent' },
  'coordinates-swapped': { zh: '经纬度颠倒', en: 'Longitude and latitude swapped' },
  reference: { zh: '引用的记录不存在', en: 'Referenced record missing' },
  'reference-unchecked': { zh: '引用未能核对', en: 'Reference not checked' },
  encoding: { zh: '字符编码错误', en: 'Wrong encoding' },
  shape: { zh: '列数不符', en: 'Wrong number of cells' },
  lost: { zh: '内容缺失', en: 'Content lost' },
};

/** The name of a rule in the reader's language. */
export function useRuleName(): (rule: string) => string {
  const text = useText();
  return useCallback((rule) => text(ruleNames[rule]) || rule, [text]);
}
