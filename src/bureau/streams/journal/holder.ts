import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { withFolderLock } from '../../../database/index.ts';

/**
 * Takes a journal's folder for this process until the returned function is called; whoever died while holding it holds it
 * no more. Throws `database.folder-busy`, with the process, while another one lives.
 */
export async function holdFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  let letGo: () => void = () => {};
  const until = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  return new Promise((resolve, reject) => {
    const held: Promise<void> = withFolderLock(
      path.join(folder, 'holder'),
      async () => {
        resolve(() => {
          letGo();
          return held;
        });
        await until;
      },
      { timeoutMilliseconds: 0 },
    );
    held.catch(reject);
  });
}
