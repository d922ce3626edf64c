import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const hex = (text: string) => createHash('sha256').update(text).digest('hex');
const mac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
/** As the signature's specification writes it: all but unreserved characters. */
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * A bucket in this process that checks each signature (AWS Signature Version 4) and its date and region, and lists at
 * most a thousand keys a page.
 */
export async function openTestBucket(account = { accessKey: 'AKIDTEST', secretKey: 'bucket-secret/+=' }) {
  const region = 'cn-north-1';
  const bucket = 'city-data';
  const objects = new Map<string, string>();
  const counts = { listings: 0, refused: 0 };

  const server = createServer((request, response) => {
    const problem = refusal(request);
    if (problem) {
      counts.refused++;
      return void response
        .writeHead(403)
        .end(`<Error><Code>${problem}</Code><Message>${account.secretKey}</Message></Error>`);
    }
    const url = new URL(request.url!, 'http://bucket');
    const [, name, ...rest] = url.pathname.split('/').map(decodeURIComponent);
    if (name !== bucket) return void response.writeHead(404).end('<Error><Code>NoSuchBucket</Code></Error>');
    if (rest.length === 0) return list(url, response);
    const text = objects.get(rest.join('/'));
    if (text === undefined) return void response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
    response.writeHead(200, {
      etag: tagOf(text),
      'content-length': Buffer.byteLength(text),
      'last-modified': modified,
    });
    response.end(request.method === 'HEAD' ? undefined : text);
  });

  /** What is wrong with a signature; null when nothing is. */
  function refusal(request: IncomingMessage): string | null {
    const parts =
      /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
        request.headers.authorization ?? '',
      );
    if (!parts) return 'AccessDenied';
    const [, key, day, place, signed, signature] = parts as unknown as string[];
    if (key !== account.accessKey) return 'InvalidAccessKeyId';
    if (place !== region) return 'AuthorizationHeaderMalformed';
    const names = signed!.split(';');
    if (!names.includes('host') || !names.includes('x-amz-date')) return 'SignatureDoesNotMatch';
    const at = String(request.headers['x-amz-date']);
    const url = new URL(request.url!, 'http://bucket');
    const path = request.url!.split('?')[0]!;
    const query = [...url.searchParams]
      .map(([name, value]) => `${encode(name)}=${encode(value)}`)
      .sort()
      .join('&');
    const canonical = [
      request.method,
      path
        .split('/')
        .map((part) => encode(decodeURIComponent(part)))
        .join('/'),
      query,
      ...names.map((name) => `${name}:${String(request.headers[name]).trim()}`),
      '',
      signed,
      request.headers['x-amz-content-sha256'],
    ].join('\n');
    const scope = `${day}/${region}/s3/aws4_request`;
    const secret = [day!, region, 's3', 'aws4_request'].reduce<string | Buffer>(mac, `AWS4${account.secretKey}`);
    const text = ['AWS4-HMAC-SHA256', at, scope, hex(canonical)].join('\n');
    return mac(secret, text).toString('hex') === signature ? null : 'SignatureDoesNotMatch';
  }

  function list(url: URL, response: ServerResponse): void {
    counts.listings++;
    const { searchParams } = url;
    const prefix = searchParams.get('prefix') ?? '';
    const after = searchParams.get('continuation-token') ?? '';
    const keys = [...objects.keys()].filter((key) => key.startsWith(prefix)).sort();
    const rest = keys.filter((key) => key > after);
    const page = rest.slice(0, 1000);
    const more = rest.length > page.length;
    const entries = page.map((key) => {
      const text = objects.get(key)!;
      return `<Contents><Key>${encodeURIComponent(key).replaceAll('%20', '+')}</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified><ETag>${tagOf(text)}</ETag><Size>${Buffer.byteLength(text)}</Size></Contents>`;
    });
    const next = more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
    response.end(`<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${entries.join('')}</ListBucketResult>`);
  }

  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  return {
    objects,
    counts,
    account,
    settings: () => ({ endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bucket, region }),
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve(undefined)));
    },
  };
}

const modified = 'Fri, 02 Jan 2026 03:04:05 GMT';
const tagOf = (text: string) => `"${hex(text).slice(0, 16)}"`;
