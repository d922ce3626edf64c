import { AppError, type Finding } from '../../kernel/index.ts';
import { checkRow, compileStandard, type Standard } from '../standards/index.ts';
import { contributionErrors } from './errors.ts';
import type { OfferBody } from './schema.ts';

/** A contributor is checked as any other data is: by a standard. */
const contributorStandard: Standard = {
  id: 'bureau.contributor',
  title: { zh: '数据贡献者', en: 'Contributor' },
  fields: [
    { name: 'name', title: { zh: '名称', en: 'Name' }, type: 'string', required: true },
    { name: 'creditCode', title: { zh: '统一社会信用代码', en: 'Unified social credit code' }, type: 'credit-code' },
    { name: 'contact', title: { zh: '联系人', en: 'Contact' }, type: 'string', required: true },
    { name: 'phone', title: { zh: '联系电话', en: 'Phone' }, type: 'phone', required: true },
    {
      name: 'email',
      title: { zh: '邮箱', en: 'Email' },
      type: 'string',
      pattern: '[^@\\s<>"]{1,64}@[A-Za-z0-9.-]{1,190}\\.[A-Za-z]{2,24}',
    },
    {
      name: 'address',
      title: { zh: '数据网址', en: 'Address of the data' },
      type: 'string',
      // A password has no place here: an officer sets it, sealed, with the source.
      pattern:
        '(https?://|(sftp|postgresql|mysql)://([A-Za-z0-9._-]{1,100}@)?|s3://)[A-Za-z0-9.-]{1,200}(:[0-9]{1,5})?(/[^\\s<>"]*)?',
    },
    { name: 'title', title: { zh: '数据名称', en: 'Title' }, type: 'string', required: true },
    { name: 'rights', title: { zh: '权利说明', en: 'Rights' }, type: 'string', required: true },
  ],
};
const compiled = compileStandard(contributorStandard);

/** The offer without outer blanks; throws `contribution.invalid` with all that is wrong about it. */
export function requireSound(offer: OfferBody): OfferBody {
  const tidy = <Value extends string | null>(value: Value): Value => (value?.trim() || null) as Value;
  const { contributor } = offer;
  const body: OfferBody = {
    ...offer,
    title: offer.title.trim(),
    description: offer.description.trim(),
    rights: offer.rights.trim(),
    address: tidy(offer.address),
    contributor: {
      ...contributor,
      name: contributor.name.trim(),
      contact: contributor.contact.trim(),
      phone: contributor.phone.trim(),
      creditCode: tidy(contributor.creditCode),
      email: tidy(contributor.email),
    },
  };
  const { kind: _kind, ...texts } = body.contributor;
  const { address, title, rights } = body;
  const { findings } = checkRow(compiled, { ...texts, address, title, rights }, null);
  if (body.contributor.kind !== 'citizens' && body.contributor.creditCode === null) findings.push(codeMissing);
  const [first] = findings;
  if (!first) return body;
  throw new AppError(contributionErrors.invalid, {
    count: findings.length,
    firstZh: first.message.zh,
    firstEn: first.message.en,
    findings,
  });
}

const codeMissing: Finding = {
  row: null,
  field: 'creditCode',
  rule: 'required',
  value: null,
  message: {
    zh: '企业、协会和高校须填写统一社会信用代码',
    en: 'companies, associations and universities give their unified social credit code',
  },
};
