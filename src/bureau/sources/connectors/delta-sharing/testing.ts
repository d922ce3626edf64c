import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ServedTable {
  version: number;
  schema: { name: string; type: string }[];
  partitionBy: string[];
  files: { id: string; content: Buffer; partition: Record<string, string> }[];
}

/** A small Delta Sharing server after the protocol's text, one share `city` with a schema `open`; it can misbehave. */
export async function openTestSharing() {
  const token = 'sharing-token-that-stays-secret';
  const tables = new Map<string, ServedTable>();
  const faults = { circle: false, cutOnce: false, expireFirst: false, short: false };
  const counts = { queries: 0, fetches: 0, ranges: [] as string[] };
  let issued = 0;
  const sign = (id: string, serial: number) => createHmac('sha256', 'key').update(`${id} ${serial}`).digest('hex');

  const server = createServer((request, response) => {
    const url = new URL(request.url!, base());
    if (url.pathname.startsWith('/files/')) return serveFile(url, request, response);
    if (request.headers.authorization !== `Bearer ${token}`)
      return json(response, 401, { errorCode: 'UNAUTHENTICATED', message: `not ${request.headers.authorization}` });
    const path = url.pathname.replace('/delta-sharing/', '').split('/').map(decodeURIComponent);
    const page = url.searchParams.get('pageToken');
    if (path.join('/') === 'shares') {
      if (faults.circle) return json(response, 200, { items: [{ name: 'city' }], nextPageToken: 'again' });
      // Two pages, the first of them empty, as the protocol allows.
      return page === null
        ? json(response, 200, { nextPageToken: 'second' })
        : json(response, 200, { items: [{ name: 'city' }], nextPageToken: '' });
    }
    if (path.join('/') === 'shares/city/all-tables')
      return json(response, 200, {
        items: [...tables.keys()].map((name) => ({ name, schema: 'open', share: 'city' })),
      });
    const table = path[1] === 'city' && path[3] === 'open' ? tables.get(path[5] ?? '') : undefined;
    if (!table) return json(response, 404, { errorCode: 'RESOURCE_DOES_NOT_EXIST', message: 'none' });
    const head = { 'delta-table-version': String(table.version) };
    if (path[6] === 'version' && request.method === 'GET') return response.writeHead(200, head).end();
    if (path[6] === 'query' && request.method === 'POST') return query(table, head, response);
    json(response, 400, { errorCode: 'INVALID_PARAMETER_VALUE', message: 'unknown' });
  });

  function query(table: ServedTable, head: Record<string, string>, response: ServerResponse): void {
    counts.queries++;
    const serial = ++issued;
    const lines = [
      { protocol: { minReaderVersion: 1 } },
      {
        metaData: {
          id: 'f8d5c169-3d01-4ca3-ad9e-7dc3355aedb2',
          format: { provider: 'parquet' },
          schemaString: JSON.stringify({
            type: 'struct',
            fields: table.schema.map((field) => ({ ...field, nullable: true, metadata: {} })),
          }),
          partitionColumns: table.partitionBy,
        },
      },
      ...table.files.map(({ id, content, partition }) => ({
        file: {
          url: `${base()}files/${id}?serial=${serial}&signature=${sign(id, serial)}`,
          id,
          partitionValues: partition,
          size: content.length,
        },
      })),
    ];
    response.writeHead(200, { ...head, 'content-type': 'application/x-ndjson; charset=utf-8' });
    response.end(`${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
  }

  function serveFile(url: URL, request: IncomingMessage, response: ServerResponse): void {
    counts.fetches++;
    const id = url.pathname.slice('/files/'.length);
    const serial = Number(url.searchParams.get('serial'));
    const known = url.searchParams.get('signature') === sign(id, serial);
    // Addresses carry their own right; the token must not reach a store that is someone else's.
    if (!known || request.headers.authorization !== undefined || (faults.expireFirst && serial === 1))
      return void response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>');
    const file = [...tables.values()].flatMap(({ files }) => files).find((one) => one.id === id)!;
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (request.headers.range) counts.ranges.push(request.headers.range);
    const content = file.content.subarray(from, faults.short ? -10 : undefined);
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': content.length,
      ...(from > 0 ? { 'content-range': `bytes ${from}-${file.content.length - 1}/${file.content.length}` } : {}),
    });
    if (!faults.cutOnce) return void response.end(content);
    faults.cutOnce = false;
    response.write(content.subarray(0, 100), () => setTimeout(() => response.destroy(), 20));
  }

  const base = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  return {
    tables,
    faults,
    counts,
    token,
    profile: (more: Record<string, unknown> = {}) =>
      JSON.stringify({
        shareCredentialsVersion: 1,
        endpoint: `${base()}delta-sharing/`,
        bearerToken: token,
        expirationTime: '2099-01-01T00:00:00.0Z',
        ...more,
      }),
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve(undefined)));
    },
  };
}

function json(response: ServerResponse, status: number, content: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(content));
}
