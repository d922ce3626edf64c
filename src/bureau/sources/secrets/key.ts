import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AppError, kernelErrors } from '../../../kernel/index.ts';

/** A secret as it is stored: AES-256-GCM, the tag behind the cipher text. */
export interface Sealed {
  nonce: Buffer;
  sealed: Buffer;
}

/** Seals and opens secrets; `about` is bound to the text, so that a sealed secret can't be moved to another place. */
export interface SecretKey {
  seal(text: string, about: string): Sealed;
  /** Null when it was sealed under another key or for something else. */
  open(sealed: Sealed, about: string): string | null;
}

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** The key of LINGNAN_SECRET_KEY (32 bytes as hex or base64), or else of `keys/secrets.key` in the data folder, made on first use. */
export function openSecretKey(dataFolder: string, given: string | null): SecretKey {
  const key = given === null ? keyOfFile(dataFolder) : keyOfText(given);
  return {
    seal(text, about) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return { nonce, sealed };
    },
    open({ nonce, sealed }, about) {
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
        decipher.setAAD(Buffer.from(about)).setAuthTag(sealed.subarray(-tagBytes));
        return Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()]).toString('utf8');
      } catch {
        return null;
      }
    },
  };
}

function keyOfText(text: string): Buffer {
  const key = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  if (key.length === keyBytes) return key;
  const problem = '32 bytes as 64 hex digits or base64';
  throw new AppError(kernelErrors.invalidConfiguration, { name: 'LINGNAN_SECRET_KEY', problem });
}

function keyOfFile(dataFolder: string): Buffer {
  const folder = path.join(dataFolder, 'keys');
  const file = path.join(folder, 'secrets.key');
  const found = readKey(file);
  if (found) return found;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, randomBytes(keyBytes).toString('hex'), { mode: 0o600, flush: true });
  try {
    // A link is made or is not: processes that race get the same key.
    linkSync(draft, file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
  } finally {
    rmSync(draft, { force: true });
  }
  return readKey(file)!;
}

function readKey(file: string): Buffer | null {
  try {
    return keyOfText(readFileSync(file, 'utf8').trim());
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw cause;
  }
}
