import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import ssh2, { type ConnectConfig, type SFTPWrapper } from 'ssh2';
import { AppError } from '../../../../kernel/index.ts';
import { sourcesErrors } from '../../errors.ts';
import type { PullContext } from '../connector.ts';
import { remoteErrors } from '../remote/errors.ts';
import { networkProblem } from '../remote/request.ts';
import type { SftpPlace } from './settings.ts';

export interface SftpSession {
  sftp: SFTPWrapper;
  /** False once the connection is gone; what waits on it fails through `lost`. */
  alive(): boolean;
  /** Fails when the connection goes or the pull is aborted. */
  lost: Promise<never>;
  end(): void;
}

const readyMilliseconds = 20_000;

/** Fingerprint of a host key as OpenSSH writes it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** Connects at the pinned address; the host key is compared before any credential is sent. */
export async function openSftp(place: SftpPlace, context: PullContext): Promise<SftpSession> {
  const { host, port = 22 } = place;
  const where = `${host}:${port}`;
  // Where the host key was not entered, no credential is ever sent, so none is asked for.
  const credentials = place.hostKey === undefined ? {} : await credentialsOf(place, context, where);
  const { address } = await context.network.resolve(host, port);
  const expected = place.hostKey?.replace(/=+$/, '') ?? null;
  let shown: string | null = null;
  const client = new ssh2.Client();
  const socket = connect({ host: address, port, noDelay: true });
  let alive = true;
  let fail: (error: unknown) => void = () => {};
  const lost = new Promise<never>((_, reject) => {
    fail = (error) => {
      alive = false;
      reject(error);
    };
  });
  // Whoever reads awaits it; an idle session may be lost without anyone asking.
  lost.catch(() => {});
  const onAbort = () => {
    fail(context.signal.reason);
    client.destroy();
  };
  context.signal.throwIfAborted();
  context.signal.addEventListener('abort', onAbort, { once: true });
  const failed = (error: Error & { level?: string }) => {
    if (shown !== null && expected === null)
      return new AppError(remoteErrors.remoteHostKeyUnknown, { host: where, found: shown });
    if (shown !== null && shown !== expected) {
      return new AppError(remoteErrors.remoteHostKey, { host: where, expected, found: shown });
    }
    if (error.level === 'client-authentication') {
      const problem = { zh: `用户“${place.user}”登录被拒绝`, en: `the sign-in of “${place.user}” was refused` };
      return new AppError(sourcesErrors.credentialsRefused, { place: where, problem });
    }
    const timedOut = error.level === 'client-timeout';
    const problem = networkProblem(timedOut ? { code: 'ETIMEDOUT' } : error);
    return new AppError(sourcesErrors.unreachable, { place: where, problem });
  };
  client.on('error', (error) => fail(failed(error)));
  client.on('close', () => {
    context.signal.removeEventListener('abort', onAbort);
    fail(new AppError(sourcesErrors.unreachable, { place: where, problem: networkProblem({ code: 'ECONNRESET' }) }));
  });
  const ready = new Promise<SFTPWrapper>((resolve, reject) => {
    client.on('ready', () =>
      client.sftp((error, sftp) => {
        if (!error) return resolve(sftp);
        const problem = { zh: '它不提供 SFTP', en: 'it offers no SFTP' };
        reject(new AppError(remoteErrors.remoteAnswer, { host: where, problem }));
      }),
    );
  });
  socketErrors(socket, client);
  client.connect({
    sock: socket,
    username: place.user,
    ...credentials,
    readyTimeout: readyMilliseconds,
    keepaliveInterval: 15_000,
    keepaliveCountMax: 3,
    hostVerifier: (key: Buffer) => {
      shown = fingerprint(key);
      return shown === expected;
    },
  });
  const end = () => {
    alive = false;
    context.signal.removeEventListener('abort', onAbort);
    client.destroy();
  };
  try {
    const sftp = await Promise.race([ready, lost]);
    return { sftp, lost, alive: () => alive, end };
  } catch (error) {
    end();
    throw error;
  }
}

/** A socket that is handed over fails before the client listens. */
function socketErrors(socket: Socket, client: ssh2.Client): void {
  socket.on('error', (error) => {
    if (socket.connecting || socket.bytesRead === 0) client.emit('error', error);
  });
}

async function credentialsOf(place: SftpPlace, context: PullContext, where: string): Promise<Partial<ConnectConfig>> {
  if (place.signIn !== 'private-key') {
    const password = await context.secret('password');
    return { password };
  }
  const privateKey = await context.secret('privateKey');
  const problemOf = (zh: string, en: string) =>
    new AppError(sourcesErrors.credentialsRefused, { place: where, problem: { zh, en } });
  const parsed = ssh2.utils.parseKey(privateKey);
  if (!(parsed instanceof Error)) return { privateKey };
  if (!/encrypted|passphrase/i.test(parsed.message)) throw problemOf('私钥无法解读', 'the private key can’t be read');
  const passphrase = await context.secret('passphrase');
  if (ssh2.utils.parseKey(privateKey, passphrase) instanceof Error)
    throw problemOf('私钥的口令不对', 'the passphrase does not open the private key');
  return { privateKey, passphrase };
}
