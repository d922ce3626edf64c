import { readdirSync, readFileSync } from 'node:fs';
import { validate } from '@cedar-policy/cedar-wasm/nodejs';
import { expect, test } from 'vitest';
import { createAuthorizer } from './authorizer.ts';
import { policyFiles } from './policies.ts';

const folder = new URL('./policies/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.cedar'));
const text = (name: string) => readFileSync(new URL(name, folder), 'utf8');

// The server is one bundled file, so the policies travel as code. After editing a policy: `npx vitest run -u` here.
test('policies.ts holds the policy files', async () => {
  const entries = files.sort().map((name) => `  '${name}': \`${text(name)}\`,\n`);
  const source = [
    '// Made from policies/*.cedar by policies.test.ts (vitest -u); edit those.\n',
    '/** The policy files by name. */\n',
    `export const policyFiles: Record<string, string> = {\n${entries.join('')}};\n`,
  ].join('');
  expect(source).not.toMatch(/\\|\$\{/);
  await expect(source).toMatchFileSnapshot('./policies.ts');
});

test('every policy is valid against the schema', () => {
  const policies = createAuthorizer(policyFiles).policies;
  expect(policies.length).toBeGreaterThan(20);
  const answer = validate({
    schema: text('schema.cedarschema'),
    policies: { staticPolicies: Object.fromEntries(policies.map((policy) => [policy.id, policy.text])) },
  });
  expect(answer).toMatchObject({ type: 'success', validationErrors: [], validationWarnings: [] });
});

test('the validator would find a policy that names what does not exist', () => {
  const answer = validate({
    schema: text('schema.cedarschema'),
    policies: {
      staticPolicies: 'permit(principal, action == Action::"dataset:read", resource) when { resource.color == "red" };',
    },
  });
  expect(answer.type === 'success' && answer.validationErrors.length).toBe(1);
});

test('a policy without its reason is refused', () => {
  expect(() => createAuthorizer({ 'x.cedar': '@id("x") permit(principal, action, resource);' })).toThrow(/@zh/);
});
