import type { Text } from '../../../kernel/index.ts';
import type { Field, FieldType } from '../schema.ts';

/**
 * Titles of personal information; `sensitive` after the Personal Information Protection Law, article 28, and
 * GB/T 45574-2025. A guess for a person to confirm, not a legal judgement.
 */
const titles: [RegExp, 'personal' | 'sensitive', Text][] = [
  [
    /诊断|病情|病史|病历|疾病|用药|处方|检验结果|残疾|diagnos|disease|medical/i,
    'sensitive',
    { zh: '健康信息', en: 'health information' },
  ],
  [/银行卡|银行账号|账户余额|bank_?account|card_?number/i, 'sensitive', { zh: '金融账户', en: 'a bank account' }],
  [
    /宗教|信仰|犯罪|前科|指纹|虹膜|人脸|行踪|religion|fingerprint|biometric/i,
    'sensitive',
    { zh: '敏感个人信息', en: 'sensitive personal information' },
  ],
  [
    /身份证|公民身份|护照|证件号|passport|citizen/i,
    'sensitive',
    { zh: '个人证件号码', en: 'the number of a personal document' },
  ],
  [
    /姓名|联系人|负责人|法定代表人|户主|驾驶员|司机|患者|full_?name|person_?name|contact/i,
    'personal',
    { zh: '个人姓名', en: 'a person’s name' },
  ],
  [/手机|联系电话|联系方式|mobile|phone/i, 'personal', { zh: '个人联系方式', en: 'a way to reach a person' }],
  [/住址|家庭地址|居住地|户籍地|通讯地址|home_?address/i, 'personal', { zh: '个人住址', en: 'a person’s address' }],
  [/邮箱|电子邮件|e-?mail|微信|qq号/i, 'personal', { zh: '个人联系方式', en: 'a way to reach a person' }],
  [/出生|生日|birth/i, 'personal', { zh: '出生日期', en: 'a day of birth' }],
  [/车牌|号牌/, 'personal', { zh: '可指向车主', en: 'points to an owner' }],
];

/** A guess at a column's sensitivity with its reason; null when nothing speaks for one. */
export function guessSensitivity(
  title: string,
  type: FieldType,
): { word: NonNullable<Field['sensitivity']>; reason: Text } | null {
  if (type === 'citizen-id') return told('sensitive', { zh: '个人证件号码', en: 'the number of a personal document' });
  const found = titles.find(([pattern]) => pattern.test(title));
  if (found && !['credit-code', 'longitude', 'latitude'].includes(type)) return told(found[1], found[2]);
  if (type === 'phone') return told('personal', { zh: '电话号码', en: 'a phone number' });
  if (type === 'plate') return told('personal', { zh: '可指向车主', en: 'points to an owner' });
  return null;
}

function told(word: 'personal' | 'sensitive', why: Text) {
  return {
    word,
    reason: {
      zh: `像是${why.zh}，建议标为${word === 'personal' ? '个人信息' : '敏感个人信息'}`,
      en: `seems to be ${why.en}; ${word} is proposed`,
    },
  };
}
