import { AppError, type Clock } from '../../../../kernel/index.ts';
import { remoteErrors } from '../remote/errors.ts';

export interface Profile {
  endpoint: URL;
  bearerToken: string;
}

/** Reads a profile file of Delta Sharing (version 1, bearer token); no message holds anything of it. */
export function readProfile(text: string, clock: Clock): Profile {
  const wrong = (zh: string, en: string) => new AppError(remoteErrors.shareProfile, { problem: { zh, en } });
  let profile: Record<string, unknown>;
  try {
    profile = JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw wrong('不是 JSON', 'it is no JSON');
  }
  if (typeof profile !== 'object' || profile === null) throw wrong('不是 JSON 对象', 'it is no JSON object');
  const { shareCredentialsVersion: version, endpoint, bearerToken, expirationTime } = profile;
  if (version !== 1)
    throw wrong('只支持版本 1（bearer token）的凭据', 'only version 1 (with a bearer token) can be used');
  if (typeof endpoint !== 'string' || !URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol))
    throw wrong('缺少 endpoint 网址', 'it has no endpoint address');
  if (typeof bearerToken !== 'string' || !/^[\x21-\x7e]+$/.test(bearerToken))
    throw wrong('缺少 bearerToken', 'it has no bearerToken');
  if (typeof expirationTime === 'string' && new Date(expirationTime) <= clock.now())
    throw wrong('已经过期', 'it has expired');
  return { endpoint: new URL(endpoint.endsWith('/') ? endpoint : `${endpoint}/`), bearerToken };
}
