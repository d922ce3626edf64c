import { generateKeyPairSync } from 'node:crypto';
import { type AddressInfo, createServer, type Server as NetServer } from 'node:net';
import ssh2, { type Connection, type SFTPWrapper } from 'ssh2';
import { fingerprint } from './session.ts';

export interface ServedFile {
  content: Buffer;
  /** Seconds since 1970. */
  modified: number;
}

/** An SFTP server in this process over files in memory, which can be told to misbehave. */
export async function openTestSftp() {
  const hostKeys = [newKey(), newKey()];
  const files = new Map<string, ServedFile>();
  const faults = {
    /** Ends the connection after so many bytes of reading, so many times. */
    cutAfter: Infinity,
    cuts: 0,
    /** Lists without end. */
    endless: false,
    /** Called at each read. */
    onRead: (_name: string) => {},
  };
  const counts = { connections: 0, opens: 0, signIns: 0 };
  let hostKey = 0;
  let server = listen();

  function listen(port = 0): NetServer {
    const made = new ssh2.Server({ hostKeys: [hostKeys[hostKey]!] }, (client) => {
      counts.connections++;
      client.on('error', () => {});
      client.on('authentication', (asked) => {
        counts.signIns++;
        if (asked.method === 'password' && asked.username === 'reader' && asked.password === 'correct-horse')
          return asked.accept();
        if (asked.method === 'publickey' && asked.username === 'reader') {
          const allowed = ssh2.utils.parseKey(userKey.public);
          if (
            !(allowed instanceof Error) &&
            asked.key.data.equals(allowed.getPublicSSH()) &&
            (!asked.signature || allowed.verify(asked.blob!, asked.signature, asked.hashAlgo) === true)
          )
            return asked.accept();
        }
        asked.reject(['password', 'publickey']);
      });
      client.on('ready', () => client.on('session', (accept) => accept().on('sftp', (open) => serve(open(), client))));
    });
    // Without this each answer waits for the one before to be acknowledged.
    const sockets = createServer({ noDelay: true }, (socket) => made.injectSocket(socket));
    sockets.listen(port, '127.0.0.1');
    return sockets;
  }

  function serve(sftp: SFTPWrapper, client: Connection): void {
    const handles = new Map<number, { name: string; listed: number; entries: [string, ServedFile][] }>();
    let next = 0;
    let sent = 0;
    let cut = false;
    const openHandle = (id: number, name: string) => {
      const handle = Buffer.alloc(4);
      handle.writeUInt32BE(++next);
      handles.set(next, { name, listed: 0, entries: name === '/out' ? [...files] : [] });
      sftp.handle(id, handle);
    };
    const attributes = (file: ServedFile) => ({
      mode: 0o100644,
      uid: 0,
      gid: 0,
      size: file.content.length,
      atime: file.modified,
      mtime: file.modified,
    });
    sftp.on('OPENDIR', (id, name) => (name === '/out' ? openHandle(id, name) : sftp.status(id, 2)));
    sftp.on('READDIR', (id, handle) => {
      const state = handles.get(handle.readUInt32BE())!;
      if (faults.endless) {
        const many = Array.from({ length: 500 }, () => `file-${++state.listed}.csv`);
        return sftp.name(
          id,
          many.map((filename) => ({ filename, longname: filename, attrs: attributes(empty) })),
        );
      }
      const entries = state.entries.slice(state.listed, state.listed + 500);
      state.listed += entries.length;
      if (entries.length === 0) return sftp.status(id, 1);
      sftp.name(
        id,
        entries.map(([filename, file]) => ({ filename, longname: filename, attrs: attributes(file) })),
      );
    });
    const find = (name: string) => files.get(name.replace(/^\/out\//, ''));
    const look = (id: number, name: string) => {
      const file = find(name);
      if (file) sftp.attrs(id, attributes(file));
      else sftp.status(id, 2);
    };
    sftp.on('LSTAT', look);
    sftp.on('STAT', look);
    sftp.on('OPEN', (id, name) => {
      counts.opens++;
      if (find(name)) openHandle(id, name);
      else sftp.status(id, 2);
    });
    sftp.on('READ', (id, handle, offset, length) => {
      const { name } = handles.get(handle.readUInt32BE())!;
      faults.onRead(name);
      const file = find(name);
      if (!file || offset >= file.content.length) return sftp.status(id, 1);
      const chunk = file.content.subarray(offset, offset + length);
      sent += chunk.length;
      if (cut || (sent > faults.cutAfter && faults.cuts > 0)) {
        if (!cut) faults.cuts--;
        cut = true;
        return client.end();
      }
      sftp.data(id, chunk);
    });
    sftp.on('CLOSE', (id) => sftp.status(id, 0));
  }

  await new Promise((resolve) => server.on('listening', () => resolve(undefined)));
  const port = () => (server.address() as AddressInfo).port;
  const settings = () => ({
    host: '127.0.0.1',
    port: port(),
    user: 'reader',
    hostKey: fingerprint(publicBlob(hostKeys[hostKey]!)),
    folder: '/out',
    settleSeconds: 0,
  });
  return {
    files,
    faults,
    counts,
    settings,
    privateKey: userKey.private,
    put(name: string, text: string, modified: number) {
      files.set(name, { content: Buffer.from(text), modified });
    },
    /** Goes on at the same port with another host key. */
    async changeHostKey() {
      const before = port();
      await new Promise((resolve) => server.close(() => resolve(undefined)));
      hostKey = 1;
      server = listen(before);
      await new Promise((resolve) => server.on('listening', () => resolve(undefined)));
    },
    close: () => new Promise((resolve) => server.close(() => resolve(undefined))),
  };
}

const empty: ServedFile = { content: Buffer.alloc(0), modified: 1 };
const userKey = ssh2.utils.generateKeyPairSync('ed25519');

function newKey(): string {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  }).privateKey;
}

function publicBlob(privateKey: string): Buffer {
  const parsed = ssh2.utils.parseKey(privateKey);
  if (parsed instanceof Error) throw parsed;
  return parsed.getPublicSSH();
}

export type TestSftp = Awaited<ReturnType<typeof openTestSftp>>;
