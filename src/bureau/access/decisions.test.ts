import { readFileSync } from 'node:fs';
import { preparsePolicySet, preparseSchema, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import { describe, expect, test } from 'vitest';
import { AppError, anonymous, type Principal, type Role, systemClock, systemPrincipal } from '../../kernel/index.ts';
import { contextEntity, principalEntity, resourceEntity } from './request.ts';
import { type Action, actions, type Resource } from './schema.ts';
import { createAccess, type Refusal } from './service.ts';
import { datasetWith, everyDataset, personWith, tokenOf } from './testing.ts';

const access = createAccess({ clock: systemClock });
const roles: Role[] = ['steward', 'analyst', 'officer', 'auditor', 'administrator'];
const may = (principal: Principal, action: Action, resource?: Resource) =>
  access.decide(principal, action, resource).allowed;
/** Which roles (of organisation `own`) may; `citizen` stands for a stranger. */
const who = (action: Action, resource?: Resource) =>
  [
    may(anonymous, action, resource) ? 'citizen' : '',
    ...roles.filter((role) => may(personWith([role]), action, resource)),
  ]
    .filter(Boolean)
    .join(' ');

const everyone = 'citizen steward analyst officer auditor administrator';

describe('the table of the README, row by row', () => {
  const own = { owner: 'own' };
  const closed = { openness: 'not-open', sharing: 'not-shared' };
  const cases: [Action, Resource, string][] = [
    ['dataset:discover', datasetWith(), everyone],
    ['dataset:discover', datasetWith({ ...closed, openness: 'conditional' }), everyone],
    [
      'dataset:discover',
      datasetWith({ ...closed, sharing: 'conditional' }),
      'steward analyst officer auditor administrator',
    ],
    ['dataset:discover', datasetWith(closed), 'officer auditor administrator'],
    ['dataset:discover', datasetWith({ ...closed, ...own }), 'steward officer auditor administrator'],
    ['dataset:discover', datasetWith({ status: 'draft' }), 'officer auditor administrator'],
    ['dataset:discover', datasetWith({ status: 'retired', ...own }), 'steward officer auditor administrator'],
    ['dataset:read', datasetWith(), everyone],
    ['dataset:read', datasetWith({ openness: 'conditional' }), 'steward analyst officer administrator'],
    ['dataset:read', datasetWith({ ...closed, sharing: 'conditional' }), 'officer administrator'],
    ['dataset:read', datasetWith(closed), 'officer administrator'],
    ['dataset:read', datasetWith({ ...closed, ...own }), 'steward officer administrator'],
    ['dataset:read', datasetWith({ status: 'draft' }), 'administrator'],
    ['dataset:read', datasetWith({ status: 'draft', ...own }), 'steward administrator'],
    ['dataset:read', datasetWith({ level: 'important' }), 'steward analyst officer administrator'],
    ['dataset:export', datasetWith(closed), 'officer administrator'],
    ['dataset:collect', datasetWith(), 'administrator'],
    ['dataset:collect', datasetWith(own), 'steward administrator'],
    ['dataset:edit', datasetWith(own), 'steward administrator'],
    ['dataset:publish', datasetWith({ status: 'draft' }), 'officer administrator'],
    ['dataset:publish', datasetWith({ status: 'draft', ...own }), 'steward officer administrator'],
    ['standard:read', { id: 's' }, everyone],
    ['standard:propose', { id: 's', owner: 'other' }, 'officer administrator'],
    ['standard:propose', { id: 's', ...own }, 'steward officer administrator'],
    ['standard:edit', { id: 's' }, 'officer administrator'],
    ['standard:edit', { id: 's', ...own }, 'steward officer administrator'],
    ['standard:review', { id: 's', ...own }, 'officer'],
    ['run:read', { id: 'r', owner: 'other' }, 'officer administrator'],
    ['run:read', { id: 'r', ...own }, 'steward officer administrator'],
    ['run:cancel', { id: 'r', ...own }, 'steward administrator'],
    ['quarantine:read', { id: 'r', ...own }, 'steward'],
    ['quarantine:mend', { id: 'r', owner: 'other' }, ''],
    ['source:read', { id: 's', owner: 'other' }, 'officer administrator'],
    ['source:read', { id: 's', ...own }, 'steward officer administrator'],
    ['source:edit', { id: 's', ...own }, 'steward administrator'],
    ['source:run', { id: 's', ...own }, 'steward administrator'],
    ['host:allow', { id: 'h' }, 'officer'],
    ['quality:read', { id: 'q', owner: 'other' }, 'officer administrator'],
    ['quality:read', { id: 'q', ...own }, 'steward analyst officer administrator'],
    ['quality:edit', { id: 'q', owner: 'other' }, 'officer administrator'],
    ['quality:edit', { id: 'q', ...own }, 'steward officer administrator'],
    ['audit:read', { id: 'audit' }, 'auditor'],
    ['audit:export', { id: 'audit' }, 'auditor'],
    ['person:read', { id: 'p', ...own }, 'steward officer auditor administrator'],
    ['person:read', { id: 'p', owner: 'other' }, 'officer auditor administrator'],
    ['person:manage', { id: 'p', ...own }, 'administrator'],
    ['organisation:read', { id: 'o' }, everyone],
    ['organisation:manage', { id: 'o' }, 'administrator'],
    ['token:create', { id: 't' }, 'steward analyst officer auditor administrator'],
    ['alert:read', { id: 'a' }, 'steward analyst officer administrator'],
    ['alert:close', { id: 'a' }, 'officer administrator'],
    ['alert:close', { id: 'a', ...own }, 'steward officer administrator'],
    ['task:read', { id: 't', owner: 'other' }, 'officer administrator'],
    ['task:work', { id: 't', ...own }, 'steward officer administrator'],
    ['analysis:run', { id: 'x' }, 'analyst officer administrator'],
    ['query:run', { id: 'q' }, 'steward analyst officer administrator'],
    ['metrics:read', { id: 'm' }, 'administrator'],
    ['upkeep:run', { id: 'u' }, 'officer administrator'],
    ['stream:read', { id: 's', ...own }, 'steward officer administrator'],
    ['stream:edit', { id: 's', ...own }, 'steward administrator'],
    ['stream:send', { id: 's', ...own }, 'steward administrator'],
    ['stream:send', { id: 's', owner: 'other' }, 'administrator'],
    ['contribution:offer', { id: 'c' }, everyone],
    ['contribution:read', { id: 'c', owner: 'other' }, 'officer'],
    ['contribution:read', { id: 'c', ...own }, 'steward officer'],
    ['contribution:review', { id: 'c', ...own }, 'officer'],
    ['law:read', { id: 'l' }, everyone],
    ['law:edit', { id: 'l' }, 'officer'],
    ['policy:read', { id: 'p' }, 'steward analyst officer auditor administrator'],
  ];
  test.each(cases)('%s %o: %s', (action, resource, expected) => {
    expect(who(action, resource)).toBe(expected);
  });
  test('every action stands in the table', () => {
    const named = new Set(cases.map(([action]) => action));
    expect(
      Object.keys(actions).filter((action) => !named.has(action as Action) && !action.startsWith('field:')),
    ).toEqual([]);
  });
});

test('what is not said about a thing counts as closed', () => {
  expect(who('dataset:read', { id: 'x' })).toBe('administrator');
  expect(who('dataset:discover', { id: 'x' })).toBe('officer auditor administrator');
  // No owner is nobody's, also not that of somebody without an organisation.
  const homeless = personWith(['steward'], null);
  expect(may(homeless, 'dataset:edit', { id: 'x', owner: null })).toBe(false);
  expect(may(homeless, 'run:read', { id: 'x' })).toBe(false);
});

test('forged roles, statuses and organisations open nothing', () => {
  const forged = { ...personWith([]), roles: ['system', 'root', 'citizen"'] as unknown as Role[] };
  for (const dataset of everyDataset()) {
    for (const action of ['dataset:discover', 'dataset:read', 'dataset:edit', 'dataset:publish'] as Action[]) {
      expect(may(forged, action, dataset)).toBe(may(anonymous, action, dataset));
    }
  }
  expect(may(personWith(['steward'], 'none:resource'), 'dataset:edit', datasetWith({ status: 'draft' }))).toBe(false);
  expect(may(anonymous, 'dataset:read', datasetWith({ openness: 'UNCONDITIONAL' }))).toBe(false);
  expect(may(anonymous, 'dataset:read', datasetWith({ openness: 'unconditional" || true' }))).toBe(false);
});

test('signing in takes nothing away: who has a role may all that a stranger may', () => {
  for (const dataset of everyDataset()) {
    for (const action of ['dataset:discover', 'dataset:read', 'dataset:export'] as Action[]) {
      if (!may(anonymous, action, dataset)) continue;
      for (const role of roles) expect(may(personWith([role]), action, dataset), `${role} ${dataset.id}`).toBe(true);
    }
  }
});

test('the platform itself does all', () => {
  const system = systemPrincipal('jobs');
  for (const action of Object.keys(actions) as Action[]) {
    expect(may(system, action, datasetWith({ status: 'draft', level: 'core', openness: 'not-open' })), action).toBe(
      true,
    );
  }
});

describe('a token', () => {
  const administrator = personWith(['administrator']);
  test('does nothing outside its scopes, whatever its owner may', () => {
    const scopes: [string[], string][] = [
      [['datasets:read'], 'dataset:discover dataset:read dataset:export field:open query:run'],
      [['runs:write'], 'dataset:discover dataset:collect run:read run:cancel'],
      [['people:*'], 'person:read person:manage'],
      [['audit:read'], ''],
      [['tokens:write'], ''],
      [['nonsense:read'], ''],
      [[], ''],
    ];
    const interesting = (Object.keys(actions) as Action[]).filter(
      (action) => !['standard:read', 'organisation:read'].includes(action),
    );
    for (const [given, expected] of scopes) {
      const token = tokenOf(administrator, given);
      const resource = datasetWith({ owner: 'own' });
      expect(interesting.filter((action) => may(token, action, resource)).join(' '), given.join()).toBe(expected);
    }
  });
  test('never does more than its owner, even with every scope', () => {
    const every = ['*', ...new Set(Object.values(actions).flatMap(({ scopes }) => [...scopes] as string[]))];
    for (const role of roles) {
      for (const action of Object.keys(actions) as Action[]) {
        for (const resource of [datasetWith(), datasetWith({ owner: 'own', status: 'draft', openness: 'not-open' })]) {
          if (may(tokenOf(personWith([role]), every), action, resource)) {
            expect(may(personWith([role]), action, resource), `${role} ${action}`).toBe(true);
          }
        }
      }
    }
  });
  test('never makes tokens', () => {
    const decision = access.decide(tokenOf(administrator, ['*']), 'token:create');
    expect(decision).toMatchObject({ allowed: false, policies: ['token-makes-no-tokens'] });
    expect(decision.reason.zh).toContain('令牌');
  });
});

describe('refusals', () => {
  const refusal = (principal: Principal, action: Action, resource: Resource): AppError => {
    try {
      access.require(principal, action, resource);
    } catch (error) {
      if (error instanceof AppError) return error;
    }
    return expect.unreachable();
  };
  test('hide what the reader may not know of, and are the same as for what is not there', () => {
    const hidden = refusal(anonymous, 'dataset:read', datasetWith({ status: 'draft' }));
    expect(hidden).toMatchObject({ code: 'kernel.not-found', status: 404, details: { what: 'demo.residents' } });
    expect(refusal(personWith(['steward']), 'dataset:edit', datasetWith({ status: 'draft' })).status).toBe(404);
  });
  test('of somebody with an account are told to the audit, those of strangers are not', () => {
    const refusals: Refusal[] = [];
    const told = createAccess({ clock: systemClock, refused: (refusal) => refusals.push(refusal) });
    const token = tokenOf(personWith(['steward']), ['runs:write']);
    for (const principal of [anonymous, personWith(['auditor']), token, personWith(['analyst'])]) {
      try {
        told.require(principal, 'dataset:export', datasetWith({ openness: 'conditional' }));
      } catch {}
    }
    expect(refusals).toEqual([
      expect.objectContaining({
        target: 'dataset:demo.residents',
        details: { action: 'dataset:export', policies: [] },
      }),
      expect.objectContaining({
        principal: token,
        details: { action: 'dataset:export', policies: ['token-stays-in-scope'] },
      }),
    ]);
  });
  test('name the action and the reason in both languages', () => {
    const error = refusal(personWith(['auditor']), 'dataset:read', datasetWith({ openness: 'conditional' }));
    expect(error).toMatchObject({ code: 'access.denied', status: 403 });
    expect(error.text.zh).toBe('您无权读取数据。没有规则允许此操作。');
    expect(error.text.en).toBe('You may not read the data. No policy permits this.');
  });
});

test('a decision names its policies, and explains with their text', () => {
  const explained = access.explain(personWith(['officer']), 'dataset:read', datasetWith());
  expect(explained.policies).toEqual(['citizen-reads-open', 'officer-reads-published']);
  expect(explained.reason.zh).toContain('脱敏');
  expect(explained.texts[1]).toMatchObject({ file: 'officer.cedar', effect: 'permit' });
  expect(explained.texts[1]!.text).toContain('resource.status == "published"');
});

test('every request that the code builds is valid against the schema', () => {
  preparseSchema('requests', readFileSync(new URL('./policies/schema.cedarschema', import.meta.url), 'utf8'));
  preparsePolicySet('requests', { staticPolicies: 'permit(principal, action, resource);' });
  const principals = [anonymous, systemPrincipal('x'), personWith(['steward']), tokenOf(personWith([]), ['a:read'])];
  for (const principal of principals) {
    for (const action of Object.keys(actions) as Action[]) {
      for (const resource of [{ id: 'x' }, datasetWith()]) {
        const person = principalEntity(principal);
        const target = resourceEntity(action, resource);
        const answer = statefulIsAuthorized({
          principal: person.uid,
          action: { type: 'Action', id: action },
          resource: target.uid,
          context: contextEntity(principal, action),
          entities: [person, target],
          preparsedPolicySetId: 'requests',
          preparsedSchemaName: 'requests',
          validateRequest: true,
        });
        expect(answer, action).toMatchObject({ type: 'success', response: { decision: 'allow' } });
      }
    }
  }
});
