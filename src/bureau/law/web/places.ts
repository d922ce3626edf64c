import type { Text } from '../../../kernel/text.ts';

const names: Record<string, Text> = {
  '000000': { zh: '全国', en: 'The nation' },
  '310000': { zh: '上海市', en: 'Shanghai' },
  '440000': { zh: '广东省', en: 'Guangdong' },
  '440300': { zh: '深圳市', en: 'Shenzhen' },
  '520000': { zh: '贵州省', en: 'Guizhou' },
};

/** Name of a jurisdiction; its code where the packs hold no rule of it. */
export function placeName(code: string): Text {
  return names[code] ?? { zh: `行政区划 ${code}`, en: `Division ${code}` };
}
