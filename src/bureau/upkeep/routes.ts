import Type from 'typebox';
import { defineRoute, type Route } from '../../kernel/index.ts';
import { UpkeepShape } from './schema.ts';
import type { Upkeep } from './service.ts';

/** HTTP routes of upkeep. */
export function upkeepRoutes(upkeep: Upkeep): Route[] {
  const common = { path: '/upkeep', tag: 'operations', audience: 'signed-in' } as const;
  return [
    defineRoute({
      ...common,
      method: 'GET',
      summary: { zh: '存储维护的情况', en: 'How the upkeep of storage stands' },
      response: UpkeepShape,
      handle: ({ principal }) => upkeep.state(principal),
    }),
    defineRoute({
      ...common,
      method: 'POST',
      summary: { zh: '立即维护存储', en: 'Run the upkeep of storage now' },
      body: Type.Object({
        dataset: Type.Optional(Type.String({ maxLength: 200 })),
        dryRun: Type.Optional(Type.Boolean()),
      }),
      response: Type.Object({ job: Type.String() }),
      handle: async ({ principal, body }) => ({ job: await upkeep.start(principal, body) }),
    }),
    defineRoute({
      ...common,
      method: 'DELETE',
      summary: { zh: '停止正在进行的存储维护', en: 'Stop the upkeep that runs' },
      response: UpkeepShape,
      handle: async ({ principal }) => {
        await upkeep.cancel(principal);
        return upkeep.state(principal);
      },
    }),
  ];
}
