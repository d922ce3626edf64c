import type { OfferBody } from './schema.ts';

/** Id of the source of an offer: of no other, whatever others have declared. */
export const sourceIdOf = (offer: string) => `contributed.${offer.replace(/[^a-z0-9]/g, '-').slice(0, 38)}`;

/** What schemes of the address stand for which connector. */
const connectorOf: Record<string, (url: URL) => Record<string, unknown>> = {
  'http:': (url) => ({ type: 'http-file', url: url.href }),
  'https:': (url) => ({ type: 'http-file', url: url.href }),
  'sftp:': (url) => ({ type: 'sftp', ...hostOf(url), hostKey: '', folder: decodeURIComponent(url.pathname) || '/' }),
  's3:': (url) => ({ type: 's3', endpoint: '', bucket: url.host, prefix: decodeURIComponent(url.pathname.slice(1)) }),
  'postgresql:': (url) => ({ type: 'postgresql', ...databaseOf(url) }),
  'mysql:': (url) => ({ type: 'mysql', ...databaseOf(url) }),
};

/**
 * The declaration of a source for an offer's address as YAML; null where there is no address. What an address cannot say
 * (the key of a host, the address of a store, a table) stands empty in it for an officer to fill.
 */
export function prepareSource(
  offer: { id: string; body: OfferBody },
  { dataset, owner }: { dataset: string; owner: string },
): string | null {
  const { address, title, cadence } = offer.body;
  if (address === null || !URL.canParse(address)) return null;
  const url = new URL(address);
  const connector = connectorOf[url.protocol]?.(url);
  if (!connector) return null;
  const schedule = scheduleOf(cadence);
  return [
    `id: ${sourceIdOf(offer.id)}`,
    `title: ${JSON.stringify(title)}`,
    `dataset: ${dataset}`,
    `owner: ${JSON.stringify(owner)}`,
    'connector:',
    ...Object.entries(connector).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`),
    ...(schedule ? ['schedule:', `  cadence: ${schedule.cadence}`] : []),
    '',
  ].join('\n');
}

/** The schedule by which a contributor said there would be new data; null where that is at no fixed time. */
export function scheduleOf(cadence: OfferBody['cadence']) {
  if (cadence === 'irregular') return null;
  // A file or a table that is always new is asked for each hour.
  return { cadence: cadence === 'realtime' ? 'hourly' : cadence } as const;
}

function hostOf(url: URL) {
  return {
    host: url.hostname,
    ...(url.port ? { port: Number(url.port) } : {}),
    user: decodeURIComponent(url.username),
  };
}

function databaseOf(url: URL) {
  const [database = '', table = ''] = url.pathname.slice(1).split('/').map(decodeURIComponent);
  return { ...hostOf(url), database, table };
}
