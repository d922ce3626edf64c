import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { pullAll } from '../remote/testing.ts';
import { s3Connector } from './index.ts';
import { readListing } from './listing.ts';

const secrets = { accessKey: 'AKIDEXAMPLE', secretKey: 'very-secret-key' };
let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

async function serve(listener: RequestListener): Promise<Record<string, unknown>> {
  server = createServer(listener);
  await new Promise((resolve) => server!.listen(0, '127.0.0.1', () => resolve(undefined)));
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bucket: 'misbehaves' };
}

const page = (keys: string[], bytes: number, more = '') =>
  `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${keys
    .map(
      (key) =>
        `<Contents><Key>${encodeURIComponent(key)}</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified><ETag>&quot;e1&quot;</ETag><Size>${bytes}</Size></Contents>`,
    )
    .join('')}${more}</ListBucketResult>`;

describe('a server that misbehaves', () => {
  test('a body that is cut off again and again is taken up by range', async () => {
    const text = 'id\n1\n2\n3\n4\n5\n';
    const asked: (string | undefined)[] = [];
    const settings = await serve((request, response) => {
      if (request.url!.includes('list-type')) return response.end(page(['a.csv'], text.length));
      if (request.method === 'HEAD')
        return response
          .writeHead(200, {
            etag: '"e1"',
            'content-length': text.length,
            'last-modified': 'Fri, 02 Jan 2026 03:04:05 GMT',
          })
          .end();
      asked.push(request.headers.range);
      expect(request.headers['if-match']).toBe('"e1"');
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      const head = {
        'content-length': text.length - from,
        'content-range': `bytes ${from}-${text.length - 1}/${text.length}`,
      };
      response.writeHead(from > 0 ? 206 : 200, head);
      response.write(text.slice(from, from + 6), () => {
        if (from + 6 >= text.length) response.end();
        else setTimeout(() => response.destroy(), 20);
      });
    });
    const pulled = await pullAll(s3Connector, settings, { secrets });
    expect(pulled.problem).toBeNull();
    expect(pulled.files.map((file) => file.text)).toEqual([text]);
    expect(asked).toEqual([undefined, 'bytes=6-', 'bytes=12-']);
  });

  test('pages that lead to themselves, pages of nothing, and what is no listing', async () => {
    const truncated = (token: string) =>
      `<IsTruncated>true</IsTruncated><NextContinuationToken>${token}</NextContinuationToken>`;
    const circle = await serve((_, response) => response.end(page(['a'], 1, truncated('same'))));
    expect((await pullAll(s3Connector, circle, { secrets })).problem?.code).toBe('sources.remote-listing-endless');
    server!.close();
    let serial = 0;
    const nothing = await serve((_, response) => response.end(page([], 0, truncated(String(serial++)))));
    expect((await pullAll(s3Connector, nothing, { secrets })).problem?.code).toBe('sources.remote-listing-endless');
    server!.close();
    const html = await serve((_, response) => response.end('<html><body>hello</body></html>'));
    expect((await pullAll(s3Connector, html, { secrets })).problem?.code).toBe('sources.remote-answer');
  });

  test('keys that lead out of the folder are refused, and no answer is followed elsewhere', async () => {
    const settings = await serve((request, response) => {
      if (request.url!.includes('list-type')) return response.end(page(['../../etc/passwd', 'a\nb.csv'], 1));
      response.end('x');
    });
    const hostile = await pullAll(s3Connector, settings, { secrets });
    expect(hostile.files).toEqual([]);
    expect(hostile.problem?.code).toBe('sources.remote-files-left');
    expect(hostile.problem?.details['count']).toBe(2);
    server!.close();
    const redirect = await serve((_, response) => response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end());
    expect((await pullAll(s3Connector, redirect, { secrets })).problem?.code).toBe('sources.remote-redirects');
  });

  test('what it says of the key is told in our words, without the secret', async () => {
    const settings = await serve((_, response) =>
      response
        .writeHead(403)
        .end('<Error><Code>SignatureDoesNotMatch</Code><Message>very-secret-key</Message></Error>'),
    );
    const { problem } = await pullAll(s3Connector, settings, { secrets });
    expect(problem?.code).toBe('sources.credentials-refused');
    expect(problem?.text.zh).toContain('访问密钥不对');
    expect(JSON.stringify([problem, problem?.stack])).not.toContain('very-secret-key');
  });
});

test('a listing of the XML form is read; a doctype or half a page is none', () => {
  expect(readListing(page(['a+b/你.csv'], 7))).toEqual({
    objects: [{ key: 'a+b/你.csv', bytes: 7, modified: new Date('2026-01-02T03:04:05Z'), tag: '"e1"' }],
    next: null,
  });
  expect(readListing(`<!DOCTYPE x [<!ENTITY a "b">]>${page(['a'], 1)}`)).toBeNull();
  expect(readListing(page(['a'], 1).slice(0, -10))).toBeNull();
  expect(readListing(page(['a'], -1))).toBeNull();
});
