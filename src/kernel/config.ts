import path from 'node:path';
import { AppError, kernelErrors } from './error.ts';
import type { Text } from './text.ts';

/** All settings, from environment variables alone. */
export interface Config {
  port: number;
  host: string;
  /** Absolute path of the data folder. */
  dataFolder: string;
  /** A PostgreSQL server; null for the embedded one. */
  databaseUrl: string | null;
  logLevel: string;
  /** DuckDB memory limit in MB; checking the parts of a source takes up to half as much again. */
  engineMemoryMegabytes: number;
  engineThreads: number;
  uploadLimitBytes: number;
  /** Requests a minute to the API, per address without an account and per person with one. */
  anonymousPerMinute: number;
  signedInPerMinute: number;
  /** Public address, for links and the cookie's Secure flag. */
  publicUrl: string;
  /** Where devices reach the MQTT broker inside, which runs while a stream with topics is declared. */
  mqttPort: number;
  mqttHost: string;
  /** PEM files of the certificate and key with which the MQTT broker inside speaks TLS; null for plain text. */
  mqttTls: { certificate: string; key: string } | null;
  /** Name of the city or province, for titles: `LINGNAN_CITY=深圳|Shenzhen`. */
  city: Text | null;
  /** GB/T 2260 code of the province, city or county whose rules of law hold here. */
  region: string;
  /** Time of day in China (`03:30`) of the nightly upkeep; null for none. */
  upkeepAt: string | null;
  /** Versions younger than so many days stay readable. */
  retainDays: number;
  /** MapLibre raster or vector tile template for the basemap; null for the basemap made from our own data. */
  tileUrl: string | null;
  /** Key that seals the secrets of sources and streams, 32 bytes as hex or base64; null for a file in the data folder. */
  secretKey: string | null;
}

export function loadConfig(env: Record<string, string | undefined>): Config {
  const integer = (name: string, fallback: number, minimum: number, maximum: number) => {
    const text = env[name];
    if (text === undefined || text === '') return fallback;
    const value = Number(text);
    if (!Number.isInteger(value) || value < minimum || value > maximum) {
      throw new AppError(kernelErrors.invalidConfiguration, { name, problem: `${minimum} … ${maximum}` });
    }
    return value;
  };
  const port = integer('PORT', 8080, 0, 65535);
  const host = env['HOST'] || '127.0.0.1';
  return {
    port,
    host,
    dataFolder: path.resolve(env['LINGNAN_DATA'] || './data'),
    databaseUrl: env['DATABASE_URL'] || null,
    logLevel: env['LOG_LEVEL'] || 'info',
    engineMemoryMegabytes: integer('LINGNAN_ENGINE_MEMORY_MB', 2048, 128, 1_000_000),
    engineThreads: integer('LINGNAN_ENGINE_THREADS', 0, 0, 1024),
    uploadLimitBytes: integer('LINGNAN_UPLOAD_LIMIT_MB', 4096, 1, 1_000_000) * 1024 * 1024,
    anonymousPerMinute: integer('LINGNAN_ANONYMOUS_PER_MINUTE', 6_000, 1, 10_000_000),
    signedInPerMinute: integer('LINGNAN_SIGNED_IN_PER_MINUTE', 60_000, 1, 10_000_000),
    publicUrl: env['LINGNAN_PUBLIC_URL'] || `http://${host}:${port}`,
    mqttPort: integer('MQTT_PORT', 1883, 0, 65535),
    mqttHost: env['MQTT_HOST'] || '127.0.0.1',
    mqttTls: tlsOf(env['MQTT_TLS_CERT'], env['MQTT_TLS_KEY']),
    city: cityOf(env['LINGNAN_CITY']),
    region: regionOf(env['LINGNAN_REGION'] || '440300'),
    upkeepAt: timeOf(env['LINGNAN_UPKEEP_AT'] || '03:30'),
    retainDays: integer('LINGNAN_RETAIN_DAYS', 30, 1, 36_500),
    tileUrl: env['LINGNAN_TILE_URL'] || null,
    secretKey: env['LINGNAN_SECRET_KEY'] || null,
  };
}

function tlsOf(certificate: string | undefined, key: string | undefined): Config['mqttTls'] {
  if (!certificate && !key) return null;
  const name = certificate ? 'MQTT_TLS_KEY' : 'MQTT_TLS_CERT';
  if (!certificate || !key) throw new AppError(kernelErrors.invalidConfiguration, { name, problem: 'PEM' });
  return { certificate: path.resolve(certificate), key: path.resolve(key) };
}

function regionOf(code: string): string {
  if (/^\d{6}$/.test(code)) return code;
  throw new AppError(kernelErrors.invalidConfiguration, { name: 'LINGNAN_REGION', problem: '440300, GB/T 2260' });
}

function timeOf(text: string): string | null {
  if (text === 'off') return null;
  if (/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) return text;
  throw new AppError(kernelErrors.invalidConfiguration, { name: 'LINGNAN_UPKEEP_AT', problem: '00:00 … 23:59, off' });
}

function cityOf(text: string | undefined): Text | null {
  if (!text) return null;
  const [zh = '', en = zh] = text.split('|').map((part) => part.trim());
  return { zh, en };
}
