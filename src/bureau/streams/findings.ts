import type { Text } from '../../kernel/index.ts';

/** What can be said of messages and their senders. */
export const findingKinds = {
  malformed: {
    zh: '消息内容无法读取，已存入隔离区（含主题、时间、原文）',
    en: 'messages that cannot be read; they are in quarantine with topic, time and raw text',
  },
  'clock-ahead': {
    zh: '消息的时间比接收时间晚一天以上，设备时钟可能有误；已存入隔离区',
    en: 'messages that say a time more than a day ahead: the clock of the device is wrong; they are in quarantine',
  },
  'too-large': {
    zh: '消息超过大小上限，已拒收并断开连接',
    en: 'messages above the size limit; they were refused and the connection closed',
  },
  flood: {
    zh: '发送过快，已放慢该客户端；其他客户端不受影响',
    en: 'a client sent too fast and is slowed; others are not',
  },
  'topic-refused': {
    zh: '向不属于该数据流的主题发布，已拒收并断开连接',
    en: 'messages to topics that are not of this stream; they were refused and the connection closed',
  },
} as const satisfies Record<string, Text>;

export type FindingKind = keyof typeof findingKinds;

export interface GatheredFinding {
  kind: FindingKind;
  client: string;
  count: number;
  firstAt: Date;
  lastAt: Date;
  sample: string;
}

/** So many clients of one kind are told apart between two stores; further ones are counted together. */
const mostClients = 100;

/** Gathers findings in memory until they are stored, counted by kind and client. */
export function createFindingGatherer(now: () => Date) {
  let gathered = new Map<string, GatheredFinding>();
  return {
    tell(kind: FindingKind, client: string, sample: string): void {
      const name = gathered.size < mostClients ? client.slice(0, 200) : '…';
      const key = `${kind} ${name}`;
      const found = gathered.get(key);
      const at = now();
      if (found) {
        found.count++;
        found.lastAt = at;
      } else {
        // The database stores no NUL.
        const shown = sample.slice(0, 300).replaceAll('\0', '␀');
        gathered.set(key, {
          kind,
          client: name.replaceAll('\0', '␀'),
          count: 1,
          firstAt: at,
          lastAt: at,
          sample: shown,
        });
      }
    },
    /** What was gathered since the last time. */
    take(): GatheredFinding[] {
      const taken = [...gathered.values()];
      gathered = new Map();
      return taken;
    },
  };
}
