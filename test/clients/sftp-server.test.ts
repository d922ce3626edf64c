import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { pullAll } from '../../src/bureau/sources/connectors/remote/testing.ts';
import { sftpConnector } from '../../src/bureau/sources/connectors/sftp/index.ts';

const sshd = ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find((file) => existsSync(file));
const subsystem = ['/usr/lib/openssh/sftp-server', '/usr/libexec/sftp-server'].find((file) => existsSync(file));
const ready = sshd !== undefined && subsystem !== undefined && process.platform === 'linux';
if (!ready) console.warn('SKIPPED: no OpenSSH server here');

describe.skipIf(!ready)('the SFTP of OpenSSH', () => {
  let home: string;
  let server: ChildProcess;
  let port: number;
  let hostKey: string;
  let privateKey: string;

  beforeAll(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), 'lingnan-sshd-'));
    await mkdir(path.join(home, 'out', 'below'), { recursive: true });
    await mkdir(path.join(home, 'kept'));
    for (const name of ['host', 'user']) {
      const words = ['-q', '-t', 'ed25519', '-f', path.join(home, name), '-N', name === 'user' ? 'open-sesame' : ''];
      execFileSync('ssh-keygen', words);
    }
    hostKey = execFileSync('ssh-keygen', ['-lf', path.join(home, 'host.pub')], { encoding: 'utf8' }).split(' ')[1]!;
    privateKey = await readFile(path.join(home, 'user'), 'utf8');
    port = await freePort();
    const lines = [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${home}/host`,
      `AuthorizedKeysFile ${home}/user.pub`,
      `PidFile ${home}/pid`,
      'UsePAM no',
      'StrictModes no',
      'PasswordAuthentication no',
      `Subsystem sftp ${subsystem}`,
    ];
    await writeFile(path.join(home, 'config'), lines.join('\n'));
    if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true });
    server = spawn(sshd!, ['-D', '-e', '-f', path.join(home, 'config')], { stdio: 'ignore' });
    await vi.waitFor(async () => expect(await answers(port)).toBe(true), { timeout: 20_000, interval: 50 });
  });
  afterAll(async () => {
    server?.kill();
    await rm(home, { recursive: true, force: true });
  });

  const put = async (name: string, text: string | Buffer, seconds: number) => {
    await writeFile(path.join(home, 'out', name), text);
    await utimes(path.join(home, 'out', name), seconds, seconds);
  };
  const pull = (state: Record<string, unknown> | null, more = {}) => {
    const settings = {
      host: '127.0.0.1',
      port,
      user: os.userInfo().username,
      signIn: 'private-key',
      hostKey,
      folder: path.join(home, 'out'),
      pattern: '**/*.csv',
      subfolders: true,
      ...more,
    };
    const secrets = { privateKey, passphrase: 'open-sesame' };
    return pullAll(sftpConnector, settings, { state, secrets, kept: path.join(home, 'kept') });
  };

  test('new files once, folders below, a rename, a large file whole, and another key refused', async () => {
    const large = Buffer.alloc(5_000_000, 'id,amount\n1,2\n');
    await put('large.csv', large, 1_700_000_000);
    await put('below/订单.csv', 'id\n1\n', 1_700_000_001);
    const first = await pull(null);
    expect(first.problem).toBeNull();
    expect(first.files.map(({ name }) => name)).toEqual(['large.csv', '订单.csv']);
    expect(first.files[0]!.text === large.toString()).toBe(true);
    await rename(path.join(home, 'out/below/订单.csv'), path.join(home, 'out/订单.csv'));
    await put('new.csv', 'id\n2\n', 1_700_000_002);
    const second = await pull(first.state);
    expect(second.files.map(({ name }) => name)).toEqual(['new.csv']);
    expect(second.told).toContain('文件“订单.csv”只是改了名，不再采集');
    const other = await pull(second.state, { hostKey: `SHA256:${'A'.repeat(43)}` });
    expect(other.problem?.code).toBe('sources.remote-host-key');
    expect(other.problem?.text.zh).toContain(hostKey);
  });
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(() => resolve(undefined)));
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    // An SSH server speaks first.
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
