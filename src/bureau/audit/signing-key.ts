import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
  sign,
  verify,
} from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../kernel/error.ts';
import { auditErrors } from './errors.ts';

/** The Ed25519 key (RFC 8032) with which this data folder signs. */
export interface SigningKey {
  /** First 32 hexadecimal digits of the SHA-256 of the public key's SPKI bytes. */
  id: string;
  /** SPKI, base64. */
  publicKey: string;
  /** Signature as base64. */
  sign(text: string): string;
}

/** Opens `keys/audit.ed25519.pem` of the data folder, making it on the first use; processes that race get the same key. */
export function openSigningKey(dataFolder: string): SigningKey {
  const folder = path.join(dataFolder, 'keys');
  const file = path.join(folder, 'audit.ed25519.pem');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const privateKey = readKey(file) ?? makeKey(file);
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64');
  return {
    id: keyId(publicKey),
    publicKey,
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64'),
  };
}

/** Id of a public key (SPKI, base64). */
export function keyId(publicKey: string): string {
  return createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex').slice(0, 32);
}

/** True when the signature (base64) is that of the key (SPKI, base64) over the text. Never throws. */
export function verifySignature(publicKey: string, text: string, signature: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    const bytes = Buffer.from(signature, 'base64');
    // Base64 has several spellings of the same bytes; only the one that we write counts.
    if (bytes.toString('base64') !== signature || key.asymmetricKeyType !== 'ed25519') return false;
    return verify(null, Buffer.from(text), key, bytes);
  } catch {
    return false;
  }
}

function readKey(file: string): KeyObject | null {
  try {
    return createPrivateKey(readFileSync(file));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new AppError(auditErrors.keyUnreadable, { file }, { cause });
  }
}

function makeKey(file: string): KeyObject {
  const draft = `${file}.${randomUUID()}`;
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flush: true });
  chmodSync(draft, 0o600);
  try {
    linkSync(draft, file);
    return privateKey;
  } catch (cause) {
    const other = readKey(file);
    if (!other) throw new AppError(auditErrors.keyUnreadable, { file }, { cause });
    return other;
  } finally {
    rmSync(draft, { force: true });
  }
}
