import Type from 'typebox';
import { defineRoute, type Route } from '../../kernel/index.ts';
import { idPattern } from '../../kernel/shape.ts';
import { readDay, readExtended, readPauses, readStart } from './read-case.ts';
import { DueShape, dayPattern, RuleChangeShape, RuleHistoryShape, RuleListShape } from './rules-schema.ts';
import type { Law } from './service.ts';
import { dayText } from './working-days.ts';

const tag = 'law';
const Name = Type.String({ pattern: idPattern });
const Day = Type.Optional(Type.String({ pattern: dayPattern }));

const readDayText = (value: string | undefined) => (value === undefined ? undefined : dayText(readDay(value)));

/** HTTP routes of the law; what it says is for everyone. */
export function lawRoutes(law: Law): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/law/rules',
      summary: { zh: '法规时限', en: 'List the rules of law' },
      tag,
      audience: 'anyone',
      query: Type.Object({
        matter: Type.Optional(Name),
        day: Day,
        everywhere: Type.Optional(Type.Boolean()),
      }),
      response: RuleListShape,
      handle: ({ principal, query }) => law.list(principal, { ...query, day: readDayText(query.day) }),
    }),
    defineRoute({
      method: 'GET',
      path: '/law/rules/{id}',
      summary: { zh: '一条规则和它的历次版本', en: 'One rule and its revisions' },
      tag,
      audience: 'anyone',
      parameters: Type.Object({ id: Name }),
      query: Type.Object({ day: Day }),
      response: RuleHistoryShape,
      handle: ({ principal, parameters, query }) => law.get(principal, parameters.id, readDayText(query.day)),
    }),
    defineRoute({
      method: 'PUT',
      path: '/law/rules/{id}',
      summary: { zh: '修订规则', en: 'Revise a rule' },
      tag,
      audience: 'signed-in',
      parameters: Type.Object({ id: Name }),
      body: RuleChangeShape,
      response: RuleHistoryShape,
      handle: ({ principal, parameters, body }) => law.save(principal, parameters.id, body),
    }),
    defineRoute({
      method: 'GET',
      path: '/law/due',
      summary: { zh: '推算期限', en: 'When something is due' },
      tag,
      audience: 'anyone',
      query: Type.Object({
        /** Id of a rule, or a matter. */
        rule: Name,
        from: Type.String({ maxLength: 40 }),
        pause: Type.Optional(Type.String({ maxLength: 3000 })),
        extended: Type.Optional(Type.String({ maxLength: 10 })),
      }),
      response: DueShape,
      handle: ({ principal, query }) =>
        law.due(principal, query.rule, readStart(query.from), {
          pauses: readPauses(query.pause ?? ''),
          extended: readExtended(query.extended),
        }),
    }),
  ];
}
