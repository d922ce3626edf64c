import { expect, test } from 'vitest';
import { AppError, anonymous, kernelErrors, type Principal, type Role, systemClock } from '../../kernel/index.ts';
import { accessRoutes } from './routes.ts';
import type { ReaderAccess } from './schema.ts';
import { createAccess } from './service.ts';
import { datasetWith, personWith, tokenOf } from './testing.ts';

const steward = personWith(['steward']);
const dataset = datasetWith({
  openness: 'not-open',
  fields: [
    { name: 'id', type: 'integer' },
    { name: 'phone', type: 'phone', sensitivity: 'personal' },
    { name: 'illness', type: 'string', sensitivity: 'sensitive' },
  ],
});
const routes = accessRoutes({
  access: createAccess({ clock: systemClock }),
  principalOf: async (id) => (id === steward.id ? steward : null),
  resourceOf: async (id) => {
    if (id !== dataset.id) throw new AppError(kernelErrors.notFound, { what: id });
    return dataset;
  },
});
const ask = (path: string, principal: Principal, query: object = {}, parameters: object = {}) =>
  routes.find((route) => route.path === path)!.handle({ principal, query, parameters } as never) as Promise<never>;
const refusal = (answer: Promise<unknown>) =>
  answer.then(
    () => 'no error',
    (error: AppError) => error.code,
  );

test('staff read the rules word for word; a stranger and a token without the scope don’t', async () => {
  const { items } = (await ask('/policies', steward)) as { items: { id: string; file: string; text: string }[] };
  const rule = items.find(({ id }) => id === 'field-personal-masked')!;
  expect(rule.file).toBe('fields.cedar');
  expect(rule.text).toContain('resource.sensitivity == "personal"');
  expect(await refusal(ask('/policies', anonymous))).toBe('access.denied');
  expect(await refusal(ask('/policies', tokenOf(steward, ['datasets:read'])))).toBe('access.denied');
});

test('an auditor is told what a person may do with a dataset, by which rules, and how its fields look', async () => {
  const auditor = personWith(['auditor']);
  const query = { person: steward.id, action: 'dataset:read', dataset: dataset.id };
  expect(await ask('/policies/explanation', auditor, query)).toMatchObject({
    allowed: true,
    reason: { en: expect.stringContaining('masked') },
    policies: [{ id: 'staff-read-shared', file: 'staff.cedar' }],
    fields: [
      { name: 'id', access: 'open' },
      { name: 'phone', access: 'masked', mask: 'phone' },
      { name: 'illness', access: 'withheld' },
    ],
  });
  const stranger = await ask('/policies/explanation', auditor, { ...query, person: undefined });
  expect(stranger).toMatchObject({ allowed: false, policies: [] });
  expect(await refusal(ask('/policies/explanation', auditor, { ...query, person: 'person_x' }))).toBe(
    'kernel.not-found',
  );
  expect(await refusal(ask('/policies/explanation', auditor, { ...query, dataset: 'a.b' }))).toBe('kernel.not-found');
  for (const role of ['steward', 'analyst', 'officer', 'administrator'] as Role[]) {
    expect(await refusal(ask('/policies/explanation', personWith([role]), query)), role).toBe('access.denied');
  }
});

test('a reader is told why a field is masked or withheld and what would let more be seen; a stranger nothing', async () => {
  const parameters = { id: dataset.id };
  const told = (await ask(
    '/datasets/{id}/access',
    personWith(['analyst'], 'elsewhere'),
    {},
    parameters,
  )) as ReaderAccess;
  const fields = Object.fromEntries(told.fields.map((field) => [field.name, field]));
  expect(fields['id']).toMatchObject({ access: 'open', permitting: [] });
  expect(fields['phone']).toMatchObject({
    access: 'masked',
    mask: 'phone',
    reason: { zh: expect.stringMatching('脱敏') },
  });
  expect(fields['illness']).toMatchObject({ access: 'withheld', reason: { zh: '没有规则允许此操作。' } });
  expect(fields['illness']!.permitting.map(({ zh }) => zh)).toContain(
    '本组织的数据管理员和系统管理员可以查看本组织的全部字段。',
  );
  const actions = Object.fromEntries(told.actions.map((entry) => [entry.action, entry]));
  expect(actions['dataset:read']).toMatchObject({ allowed: true, permitting: [] });
  expect(actions['dataset:edit']).toMatchObject({ allowed: false });
  expect(actions['dataset:edit']!.permitting.length).toBeGreaterThan(0);
  // Whoever may not know that it exists is not told why.
  expect(await refusal(ask('/datasets/{id}/access', anonymous, {}, parameters))).toBe('kernel.not-found');
});
