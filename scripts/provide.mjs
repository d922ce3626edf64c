import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** What the tests need beside Node, how to see that it is there, and the Debian packages that bring it. */
const needs = [
  {
    name: 'Chromium',
    packages: ['chromium', 'fonts-noto-cjk'],
    for: 'browser tests',
    find: () =>
      ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) => existsSync(file)),
  },
  {
    name: 'PostgreSQL server',
    packages: ['postgresql'],
    for: 'the database contract on an external server',
    find: () => {
      const base = '/usr/lib/postgresql';
      if (!existsSync(base)) return undefined;
      return readdirSync(base)
        .map((version) => path.join(base, version, 'bin/postgres'))
        .find((file) => existsSync(file));
    },
  },
  {
    name: 'MariaDB server',
    // The programs alone: the package `mariadb-server` would start a server of the system.
    packages: ['mariadb-server-core', 'mariadb-client-core'],
    for: 'pulls from a MariaDB',
    find: () => ['/usr/sbin/mariadbd', '/usr/local/sbin/mariadbd'].find((file) => existsSync(file)),
  },
  {
    name: 'OpenSSH server',
    packages: ['openssh-server', 'openssh-client'],
    for: 'the SFTP connector on a real server',
    find: () => ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find((file) => existsSync(file)),
  },
  {
    name: 'Python 3 with venv',
    packages: ['python3', 'python3-venv', 'python3-pip'],
    for: 'third-party clients (deltalake) in an environment under .cache/python',
    find: () =>
      spawnSync('python3', ['-c', 'import venv, ensurepip'], { stdio: 'ignore' }).status === 0 ? 'python3' : undefined,
  },
  {
    name: 'Mosquitto',
    packages: ['mosquitto', 'mosquitto-clients'],
    for: 'MQTT from and to a third party',
    find: () => {
      const server = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto'].find((file) => existsSync(file));
      return server && existsSync('/usr/bin/mosquitto_pub') ? server : undefined;
    },
  },
];

/** Installs what is missing where it may (root and apt); returns lines that say what had to be left out, and why. */
export function provide() {
  const left = [];
  const missing = needs.filter((need) => !need.find());
  if (missing.length === 0) return left;
  const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (mayInstall) {
    console.log(`Installing for the tests: ${missing.map((need) => need.name).join(', ')}`);
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 2], env: environment });
    spawnSync(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', ...missing.flatMap((need) => need.packages)],
      { stdio: ['ignore', 'ignore', 2], env: environment },
    );
  }
  for (const need of missing) {
    if (!need.find())
      left.push(
        `${need.name} is not here and could not be installed (${mayInstall ? 'apt failed' : 'not root, or no apt'}): left out ${need.for}`,
      );
  }
  return left;
}
