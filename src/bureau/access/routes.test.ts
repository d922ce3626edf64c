import { expect, test } from 'vitest';
import { AppError, anonymous, kernelErrors, type Principal, type Role, systemClock } from '../../kernel/index.ts';
import { accessRoutes } from './routes.ts';
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
const ask = (path: string, principal: Principal, query: object = {}) =>
  routes.find((route) => route.path === path)!.handle({ principal, query } as never) as Promise<never>;
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
