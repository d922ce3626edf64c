import Type from 'typebox';
import { defineRoute, type FileReply, type Principal, type Route } from '../../kernel/index.ts';
import { AuditFilterShape, AuditPageShape } from './schema.ts';
import type { Audit } from './service.ts';

export interface AuditRouteDependencies {
  audit: Audit;
  /** The gate of the slice `access`, which stands above this one: throws when the principal may not. */
  require(principal: Principal, action: 'audit:read' | 'audit:export'): void;
}

/** Routes for auditors. Reading the trail leaves a trace in it too. */
export function auditRoutes({ audit, require }: AuditRouteDependencies): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/audit/events',
      summary: { zh: '查询审计事件', en: 'List audit events, newest first' },
      tag: 'audit',
      audience: 'signed-in',
      scope: 'audit:read',
      query: AuditFilterShape,
      response: AuditPageShape,
      handle: async ({ principal, query, requestId }) => {
        require(principal, 'audit:read');
        const page = await audit.list(query);
        const { cursor, limit: _, ...filter } = query;
        // One trace a question, not one a page.
        if (cursor === undefined) {
          await audit.record({
            principal,
            action: 'audit.read',
            target: 'audit:events',
            outcome: 'done',
            requestId,
            details: { filter },
          });
        }
        return page;
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/audit/export',
      summary: { zh: '导出全部审计事件，可离线核验', en: 'Export the whole audit trail, to be verified offline' },
      tag: 'audit',
      audience: 'signed-in',
      scope: 'audit:read',
      perMinute: 6,
      handle: async ({ principal, requestId }): Promise<FileReply> => {
        require(principal, 'audit:export');
        await audit.record({ principal, action: 'audit.exported', target: 'audit:events', outcome: 'done', requestId });
        return {
          file: await audit.exportStream(),
          mediaType: 'application/x-ndjson',
          name: 'lingnan-audit.ndjson',
        };
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/audit/key',
      summary: { zh: '审计签名的公钥', en: 'Public key of the audit signatures' },
      tag: 'audit',
      audience: 'anyone',
      response: Type.Object({ id: Type.String(), algorithm: Type.Literal('Ed25519'), publicKey: Type.String() }),
      handle: async () => ({ ...audit.publicKey, algorithm: 'Ed25519' }),
    }),
  ];
}
