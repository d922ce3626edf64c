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

/** One thing that was wrong with a message: what, of whom, and where. */
export interface ToldFinding {
  kind: FindingKind;
  client: string;
  topic: string;
  /** What was wrong and where in the message. */
  told: Text;
  /** The beginning of the message. */
  sample: string;
}

/** The last thing of its kind and client, with how often there was one. */
export interface GatheredFinding extends ToldFinding {
  count: number;
  firstAt: Date;
  lastAt: Date;
}

/** So many clients of one kind are told apart between two stores; further ones are counted together. */
const mostClients = 100;

/** Gathers findings in memory until they are stored, counted by kind and client. */
export function createFindingGatherer(now: () => Date) {
  let gathered = new Map<string, GatheredFinding>();
  return {
    tell({ kind, client, topic, told, sample }: ToldFinding): void {
      const name = gathered.size < mostClients ? client.slice(0, 200) : '…';
      const key = `${kind} ${name}`;
      const found = gathered.get(key);
      const at = now();
      gathered.set(key, {
        kind,
        client: shown(name),
        topic: shown(topic.slice(0, 400)),
        told: { zh: shown(told.zh), en: shown(told.en) },
        sample: shown(sample.slice(0, 300)),
        count: (found?.count ?? 0) + 1,
        firstAt: found?.firstAt ?? at,
        lastAt: at,
      });
    },
    /** What was gathered since the last time. */
    take(): GatheredFinding[] {
      const taken = [...gathered.values()];
      gathered = new Map();
      return taken;
    },
  };
}

/** The database stores no NUL. */
function shown(text: string): string {
  return text.replaceAll('\0', '␀');
}
