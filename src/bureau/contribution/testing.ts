import type { Principal } from '../../kernel/index.ts';
import { silentLog, systemClock } from '../../kernel/index.ts';
import { createIdentity } from '../identity/index.ts';
import { createDuty } from '../sources/index.ts';
import { openTestSources, operator } from '../sources/testing.ts';
import type { OfferBody } from './schema.ts';
import { createContribution } from './service.ts';

/** A person of a role in an organisation. */
export const person = (name: string, role: Principal['roles'][number], organisation: string): Principal => ({
  kind: 'person',
  id: `person_${name}`,
  organisation,
  roles: [role],
  scopes: null,
});

/** An offer without a fault. */
export const soundOffer: OfferBody = {
  contributor: {
    name: '鹏城共享单车有限公司',
    kind: 'company',
    creditCode: '91350211M000100Y46',
    contact: '王敏',
    phone: '13800138000',
    email: 'data@example.org',
  },
  title: '单车停放点',
  description: '每日更新的停放点与车辆数',
  rights: '本公司自有数据，不含个人信息',
  licence: 'attribution',
  personal: false,
  cadence: 'daily',
  address: null,
  standard: null,
};

/** Contribution on sources, duty, collection and what is below them, in a place of their own. */
export async function openTestContribution() {
  const house = await openTestSources();
  const parts = { ...house, clock: systemClock, log: silentLog };
  const duty = createDuty({ ...parts, ask: house.sources.ask });
  const identity = createIdentity({ ...parts, config: { publicUrl: 'http://127.0.0.1' } });
  await identity.organisations.create(operator, { id: 'org_bureau', name: { zh: '数据局', en: 'Bureau' } });
  return { ...house, duty, contribution: createContribution({ ...parts, duty, identity }) };
}

export type TestContribution = Awaited<ReturnType<typeof openTestContribution>>;
