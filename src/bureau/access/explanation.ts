import type { Principal } from '../../kernel/index.ts';
import { type Action, actions, type DatasetResource, type ReaderAccess } from './schema.ts';
import type { Access } from './service.ts';

const explained = [
  'dataset:discover',
  'dataset:read',
  'dataset:export',
  'dataset:collect',
  'dataset:edit',
  'dataset:publish',
] as const satisfies Action[];

/** What one reader may do with a dataset and how each field is shown, each with its reason; where not, what would permit it. */
export function explainDataset(access: Access, principal: Principal, dataset: DatasetResource): ReaderAccess {
  const permitting = (action: Action) =>
    access.policies
      .filter(({ effect, text }) => effect === 'permit' && text.includes(`"${action}"`))
      // The platform's own rule tells a person nothing of how to be let in.
      .filter(({ file }) => file !== 'system.cedar')
      .map(({ reason }) => reason);
  const declared = new Map(dataset.fields.map((field) => [field.name, field]));
  return {
    actions: explained.map((action) => {
      const { allowed, reason } = access.decide(principal, action, dataset);
      return { action, title: actions[action].title, allowed, reason, permitting: allowed ? [] : permitting(action) };
    }),
    fields: access.fields(principal, dataset).map((field) => {
      const { sensitivity, level } = declared.get(field.name)!;
      const action = field.access === 'open' ? 'field:open' : 'field:masked';
      const { reason } = access.decide(principal, action, { id: field.name, owner: dataset.owner, sensitivity, level });
      const whole = field.access === 'withheld' ? [...permitting('field:open'), ...permitting('field:masked')] : [];
      return { ...field, reason, permitting: field.access === 'masked' ? permitting('field:open') : whole };
    }),
  };
}
