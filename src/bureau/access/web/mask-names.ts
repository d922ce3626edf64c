import type { Text } from '../../../kernel/text.ts';

/** How a masked field is shown, by the name of its mask. */
export const maskNames: Record<string, Text> = {
  phone: { zh: '只显示前 3 位和后 4 位', en: 'first 3 and last 4 digits only' },
  'citizen-id': { zh: '只显示前 3 位和后 4 位', en: 'first 3 and last 4 digits only' },
  'credit-code': { zh: '只显示前 2 位和后 4 位', en: 'first 2 and last 4 characters only' },
  plate: { zh: '只显示前 2 位和末位', en: 'first 2 and last character only' },
  region: { zh: '只显示到市', en: 'the city only' },
  name: { zh: '只显示首字', en: 'first character only' },
  address: { zh: '只显示前 6 个字', en: 'first 6 characters only' },
  email: { zh: '只显示首字母和邮箱域名', en: 'first letter and domain only' },
  pseudonym: { zh: '以固定代号代替', en: 'a fixed pseudonym instead' },
  text: { zh: '只显示首字', en: 'first character only' },
  year: { zh: '只显示到年', en: 'the year only' },
  month: { zh: '只显示到月', en: 'the month only' },
  coordinate: { zh: '只显示到约 1 公里', en: 'to about one kilometre' },
};
