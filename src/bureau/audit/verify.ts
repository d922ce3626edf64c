import { isUtf8 } from 'node:buffer';
import type { Text } from '../../kernel/index.ts';
import { canonicalJson } from './canonical-json.ts';
import { genesisHash, sha256, splitEventLine } from './chain.ts';
import { checkpointText, type ExportHeader, exportFormat, headerText } from './export-format.ts';
import { readLines } from './read-lines.ts';
import type { Checkpoint } from './repository.ts';
import { keyId, verifySignature } from './signing-key.ts';

/** What an export proved to be. */
export interface Verification {
  ok: boolean;
  /** Event lines in the file. */
  events: number;
  /**
   * Sequence of the first event that was changed, removed, inserted or moved; null when all events hold. When the chain
   * was computed anew behind a change, it is the first event after the last checkpoint that still holds.
   */
  firstBad: number | null;
  /** The first thing that is wrong. */
  problem: Text | null;
  /** Line of the file where that stands, the header being 1. */
  line: number | null;
  /** Id of the key that signed the file; compare it with the one that the platform's operator publishes. */
  key: string | null;
}

export interface VerifyOptions {
  /** Id, or SPKI in base64, of the key that must have signed. Without it the file vouches for its own key. */
  key?: string;
  onProgress?: (bytes: number) => void;
}

/**
 * Checks an export offline, in one pass and constant memory. Any changed byte, removed, inserted or moved line, and a
 * file cut short are found. Throws only when the file can't be read.
 */
export async function verifyExport(file: string, options: VerifyOptions = {}): Promise<Verification> {
  const check = createCheck(options.key);
  let bytes = 0;
  for await (const lines of readLines(file)) {
    for (const line of lines) {
      bytes += line.bytes.length + 1;
      check.take(line.bytes, line.whole);
    }
    options.onProgress?.(bytes);
  }
  return check.end();
}

interface Fault {
  problem: Text;
  /** The event that it shows to be bad, if any. */
  event?: number;
}

const checkpointStart = Buffer.from('{"checkpoint":');

function createCheck(pinned: string | undefined) {
  let header: ExportHeader | null = null;
  let line = 0;
  let seen = 0;
  /** Events that hold so far, and the hash of the last of them. */
  let good = 0;
  let hash = genesisHash;
  let checkpoints = 0;
  let covered = 0;
  let firstBad: number | null = null;
  let problem: Text | null = null;
  let problemLine: number | null = null;

  const complain = (fault: Fault | null) => {
    if (!fault) return;
    if (problem === null) {
      problem = fault.problem;
      problemLine = line;
    }
    firstBad ??= fault.event ?? null;
  };

  /** Takes the first line. False when it is no header at all but the first event, the header being gone. */
  const takeHeader = (text: string): boolean => {
    const parsed = parse(text) as ExportHeader | null;
    if (parsed?.kind !== exportFormat) {
      complain({ problem: problems.noHeader });
      return !text.startsWith('{"action":');
    }
    if (headerHolds(parsed, text)) header = parsed;
    else complain({ problem: problems.badHeader });
    if (pinned !== undefined && pinned !== parsed.key && pinned !== parsed.keys?.[parsed.key]) {
      complain({ problem: problems.otherKey });
    }
    return true;
  };

  const checkCheckpoint = (text: string): Fault | null => {
    const checkpoint = (parse(text) as { checkpoint?: Checkpoint } | null)?.checkpoint;
    if (!checkpoint || canonicalJson({ checkpoint }) !== text) return { problem: problems.badCheckpoint };
    const key = header?.keys[checkpoint.key];
    if (!key || !verifySignature(key, checkpointText(checkpoint), checkpoint.signature)) {
      return { problem: problems.badCheckpoint };
    }
    if (checkpoint.sequence !== good) return { problem: problems.moved };
    // The signature holds, the events are consistent, and yet they disagree: the events were hashed anew.
    if (checkpoint.hash !== hash) return { problem: problems.rehashed, event: covered + 1 };
    covered = good;
    return null;
  };

  const checkEvent = (text: string): Fault | null => {
    const place = good + 1;
    const parts = splitEventLine(text);
    if (!parts || sha256(parts.body) !== parts.hash) return { problem: problems.changed, event: place };
    const event = parse(text) as { sequence: number; previousHash: string } | null;
    const follows = event?.sequence === place && event.previousHash === hash && place <= (header?.events ?? place);
    if (!follows) return { problem: problems.moved, event: place };
    good = place;
    hash = parts.hash;
    return null;
  };

  return {
    take: (bytes: Buffer, whole: boolean): void => {
      line += 1;
      const text = whole && isUtf8(bytes) ? bytes.toString('utf8') : '';
      if (line === 1 && takeHeader(text)) return;
      const isCheckpoint = bytes.subarray(0, checkpointStart.length).equals(checkpointStart);
      if (isCheckpoint) checkpoints += 1;
      else seen += 1;
      // Behind the first bad event nothing more can be said of the others.
      if (firstBad === null) complain(isCheckpoint ? checkCheckpoint(text) : checkEvent(text));
    },
    end: (): Verification => {
      line += 1;
      if (!header) complain({ problem: problems.noHeader });
      else if (good < header.events) complain({ problem: problems.cut, event: good + 1 });
      else if (hash !== header.head) complain({ problem: problems.rehashed, event: covered + 1 });
      else if (checkpoints !== header.checkpoints) complain({ problem: problems.missingCheckpoint });
      return {
        ok: problem === null,
        events: seen,
        firstBad,
        problem,
        line: problemLine,
        key: header?.key ?? null,
      };
    },
  };
}

function headerHolds(header: ExportHeader, text: string): boolean {
  const { signature, ...unsigned } = header;
  const own = header.keys?.[header.key];
  return (
    own !== undefined &&
    canonicalJson(header) === text &&
    Object.entries(header.keys).every(([id, publicKey]) => keyId(publicKey) === id) &&
    verifySignature(own, headerText(unsigned), signature)
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const problems = {
  noHeader: {
    zh: '文件没有完好的表头，不是完整的审计导出文件。',
    en: 'The header is missing or damaged: this is no whole audit export.',
  },
  badHeader: {
    zh: '表头的签名不符，表头被改动过。',
    en: 'The signature of the header does not hold: the header was changed.',
  },
  otherKey: { zh: '文件不是由指定的密钥签名的。', en: 'The file was not signed with the given key.' },
  badCheckpoint: {
    zh: '检查点的签名不符，检查点被改动过。',
    en: 'The signature of a checkpoint does not hold: it was changed.',
  },
  missingCheckpoint: { zh: '检查点的数目不符，有检查点被删除或添加。', en: 'Checkpoints were removed or added.' },
  changed: { zh: '事件内容与其哈希不符，事件被改动过。', en: 'An event does not match its hash: it was changed.' },
  moved: {
    zh: '事件不连续，有事件被删除、插入或调换。',
    en: 'Events do not follow on: one was removed, inserted or moved.',
  },
  rehashed: {
    zh: '事件链与签名的检查点不符，有事件被改动并重新计算过哈希。',
    en: 'The chain disagrees with a signature: events were changed and hashed anew.',
  },
  cut: { zh: '文件末尾缺少事件。', en: 'Events are missing at the end of the file.' },
} satisfies Record<string, Text>;
