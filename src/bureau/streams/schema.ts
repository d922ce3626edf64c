import Type, { type Static } from 'typebox';
import { idPattern, Nullable, TextShape } from '../../kernel/shape.ts';

const Id = Type.String({ pattern: idPattern });
const FieldName = Type.String({ pattern: '^[a-z][a-z0-9_]{0,62}$' });

/** Where the messages of a stream come from, and what of each becomes which field: the YAML file of a stream. */
export const StreamDeclarationShape = Type.Object(
  {
    id: Id,
    title: TextShape,
    /** Dataset, with a standard, that the messages become rows of. */
    dataset: Id,
    /** Topic filters of MQTT (`+`, `#`); none for a stream that is fed over HTTP alone. */
    topics: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 400 }), { maxItems: 50 })),
    /** Another broker, by URL; the one inside when absent. Its password is kept apart, sealed. */
    broker: Type.Optional(
      Type.Object(
        {
          url: Type.String({ pattern: '^(mqtts?|wss?)://[^@]+$', maxLength: 400 }),
          version: Type.Optional(Type.Union([Type.Literal(4), Type.Literal(5)])),
          username: Type.Optional(Type.String({ maxLength: 400 })),
        },
        { additionalProperties: false },
      ),
    ),
    payload: Type.Union([Type.Literal('json'), Type.Literal('csv')]),
    /** Titles of the cells of a CSV payload, in order. */
    columns: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 500 })),
    /** Field to where it stands: `topic.2` (level from 1), `payload.a.b`, `received`, `client`. Others: by their names. */
    fields: Type.Optional(
      Type.Record(Type.String(), Type.String({ pattern: '^(topic\\.\\d+|payload\\..+|received|client|topic)$' })),
    ),
    /** Field that says when it happened: a message from more than a day ahead is told and set aside. */
    time: Type.Optional(FieldName),
    /** What must come, raised to the owner when it does not; the cadence of the dataset when absent. */
    expect: Type.Optional(
      Type.Object(
        {
          /** Minutes after the last message from which on the stream counts as silent. */
          silenceMinutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 525_600 })),
          /** Nothing is expected of it: no duty, though its dataset has a cadence. */
          nothing: Type.Optional(Type.Literal(true)),
        },
        { additionalProperties: false },
      ),
    ),
    batch: Type.Optional(
      Type.Object(
        {
          seconds: Type.Optional(Type.Number({ minimum: 0.2, maximum: 3600 })),
          messages: Type.Optional(Type.Integer({ minimum: 1, maximum: 500_000 })),
        },
        { additionalProperties: false },
      ),
    ),
    limits: Type.Optional(
      Type.Object(
        {
          messageKilobytes: Type.Optional(Type.Integer({ minimum: 1, maximum: 1024 })),
          perClientPerSecond: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
          /** Megabytes that may wait to become versions before publishers are held back. */
          waitingMegabytes: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
export type StreamDeclaration = Static<typeof StreamDeclarationShape>;

/** What was wrong with messages or their senders, counted by kind and client. */
export const StreamFindingShape = Type.Object({
  kind: Type.String(),
  client: Type.String(),
  count: Type.Integer(),
  firstAt: Type.String(),
  lastAt: Type.String(),
  /** Of the last one: its topic (empty over HTTP), its beginning, and what was wrong with it where. */
  topic: Type.String(),
  sample: Type.String(),
  told: Nullable(TextShape),
  message: TextShape,
});

/** The numbers that the server keeps of a running stream. */
export const StreamLiveShape = Type.Object({
  /** When the server last said so. */
  at: Type.String(),
  messages: Type.Integer(),
  perSecond: Type.Number(),
  /** Bytes and seconds between what is acknowledged and what is a version. */
  lagBytes: Type.Integer(),
  lagSeconds: Type.Number(),
  heldBack: Type.Boolean(),
  /** When the newest message came, as far as the journal knows. */
  lastMessageAt: Type.Optional(Nullable(Type.String())),
  clients: Type.Integer(),
  problem: Nullable(TextShape),
});
export type StreamLive = Static<typeof StreamLiveShape>;

export const StreamShape = Type.Object({
  id: Type.String(),
  title: TextShape,
  dataset: Type.String(),
  owner: Type.String(),
  state: Type.Union([
    Type.Literal('running'),
    Type.Literal('paused'),
    Type.Literal('stopped'),
    Type.Literal('removing'),
  ]),
  declaration: StreamDeclarationShape,
  /** Where its publishers reach the broker inside; null for a stream that has none there. */
  mqtt: Nullable(Type.Object({ host: Type.String(), port: Type.Integer(), tls: Type.Boolean() })),
  /** Whether it has a password for its other broker, and since when; null for a stream without one. */
  brokerPassword: Nullable(Type.Object({ set: Type.Boolean(), setAt: Nullable(Type.String()) })),
  live: Nullable(StreamLiveShape),
  /** Sums over all batches: every acknowledged message is in one of the three when nothing waits. */
  accepted: Type.Integer(),
  quarantined: Type.Integer(),
  /** Messages that a later one of the same key in the same batch took the place of. */
  merged: Type.Integer(),
  lastRun: Nullable(Type.String()),
  lastVersion: Nullable(Type.Integer()),
  lastAt: Nullable(Type.String()),
  findings: Type.Array(StreamFindingShape),
});
export type Stream = Static<typeof StreamShape>;

/** What may sign in to send; the secret itself is kept nowhere. */
export const CredentialShape = Type.Object({ id: Type.String(), name: Type.String(), createdAt: Type.String() });
export type Credential = Static<typeof CredentialShape>;

/** The answer to a batch sent over HTTP; the same for the same key. */
export const ReceiptShape = Type.Object({
  stream: Type.String(),
  key: Type.String(),
  messages: Type.Integer(),
});
export type Receipt = Static<typeof ReceiptShape>;
