import Type, { type Static } from 'typebox';
import { idPattern, Nullable, TextShape } from '../../kernel/shape.ts';

/** A day of the calendar, `2026-09-28`. Whether it exists is asked where it is read. */
export const dayPattern = '^[0-9]{4}-[0-9]{2}-[0-9]{2}$';
const Day = Type.String({ pattern: dayPattern });
/** A text that people read, in both languages, without control characters. */
const Words = (maxLength: number) => {
  const words = Type.String({
    minLength: 1,
    maxLength,
    pattern: '^[^\\u0000-\\u0009\\u000b-\\u001f\\u007f]*\\S[^\\u0000-\\u0009\\u000b-\\u001f\\u007f]*$',
  });
  return Type.Object({ zh: words, en: words }, { additionalProperties: false });
};

export const UnitShape = Type.Union([
  Type.Literal('working-days'),
  Type.Literal('calendar-days'),
  Type.Literal('months'),
  Type.Literal('years'),
  Type.Literal('hours'),
]);
export type Unit = Static<typeof UnitShape>;

export const LengthShape = Type.Object(
  { count: Type.Integer({ minimum: 1, maximum: 10_000 }), unit: UnitShape },
  { additionalProperties: false },
);
export type Length = Static<typeof LengthShape>;

export const InstrumentShape = Type.Object(
  {
    title: Words(200),
    /** As printed on it: 国务院令第809号, GB/T 43697-2024. */
    number: Words(120),
    since: Day,
    until: Nullable(Day),
  },
  { additionalProperties: false },
);
export type Instrument = Static<typeof InstrumentShape>;

/** What a rule says; the part that an officer may revise. */
export const RuleBodyShape = Type.Object(
  {
    /** What the rule settles, so that a rule of the province or the city may take the nation's place. */
    matter: Type.String({ pattern: idPattern }),
    /** GB/T 2260: 000000 the nation, 440000 a province, 440300 a city. */
    jurisdiction: Type.String({ pattern: '^[0-9]{6}$' }),
    title: Words(120),
    /** Who must do what, in short. */
    summary: Words(1000),
    instrument: InstrumentShape,
    /** As the instrument numbers it: 第二十一条第一款, 6.5. */
    article: Type.String({ minLength: 1, maxLength: 60, pattern: '^[\\p{L}\\p{N}. ()（）-]+$' }),
    /** What starts the clock. */
    starts: Nullable(Words(300)),
    /** Null for a rule that is no period. */
    length: Nullable(LengthShape),
    /** `before`: so long ahead of what `starts` names, as a renewal before its end. */
    direction: Type.Union([Type.Literal('after'), Type.Literal('before')]),
    /** `moves`: a last day that is a rest day gives way to a working day; `stays`: it is kept, as in a retention. */
    restDay: Type.Union([Type.Literal('moves'), Type.Literal('stays')]),
    extension: Nullable(
      Type.Object(
        {
          count: Type.Integer({ minimum: 1, maximum: 10_000 }),
          unit: UnitShape,
          times: Type.Integer({ minimum: 1, maximum: 10 }),
        },
        { additionalProperties: false },
      ),
    ),
    /** What stops the clock; null where the instrument names nothing. */
    pauses: Nullable(Words(500)),
    /** What happens when it runs out. */
    expiry: Nullable(Words(500)),
    /** Clocks that start from this day on follow this revision. */
    from: Day,
    /** No clock that starts after this day follows it. */
    until: Nullable(Day),
    /** Whether the article's own words were read, and what was seen or is still to be confirmed. */
    verified: Type.Boolean(),
    note: Words(1000),
  },
  { additionalProperties: false },
);
export type RuleBody = Static<typeof RuleBodyShape>;

export const RuleShape = Type.Object({ id: Type.String({ pattern: idPattern }), ...RuleBodyShape.properties });
export type Rule = Static<typeof RuleShape>;

/** A rule as it holds, with where it comes from. */
export const RuleRevisionShape = Type.Object({
  rule: RuleShape,
  /** `pack`: as the product brings it; `officer`: saved here. */
  origin: Type.Union([Type.Literal('pack'), Type.Literal('officer')]),
  /** Number of the saved revision; null for one of a pack. */
  revision: Nullable(Type.Integer()),
  reason: Nullable(Type.String()),
  /** Who saved it, for officers and auditors alone. */
  by: Nullable(Type.String()),
  at: Nullable(Type.String({ format: 'date-time' })),
});
export type RuleRevision = Static<typeof RuleRevisionShape>;

/** One rule: what holds today, and all its revisions, newest first. */
export const RuleHistoryShape = Type.Object({
  id: Type.String(),
  /** In force today; null when none is. */
  current: Nullable(RuleRevisionShape),
  revisions: Type.Array(RuleRevisionShape),
  /** How many were saved here; goes back with the next one, so that nobody overwrites what was not read. */
  saved: Type.Integer(),
  may: Type.Object({ edit: Type.Boolean() }),
});
export type RuleHistory = Static<typeof RuleHistoryShape>;

export const RuleListShape = Type.Object({
  /** Region whose rules hold here. */
  region: Type.String(),
  day: Type.String(),
  items: Type.Array(
    Type.Object({
      ...RuleRevisionShape.properties,
      /** A more local rule on the same matter that takes its place. */
      displacedBy: Nullable(Type.String()),
    }),
  ),
  may: Type.Object({ edit: Type.Boolean() }),
});
export type RuleList = Static<typeof RuleListShape>;

export const RuleChangeShape = Type.Object(
  {
    body: RuleBodyShape,
    reason: Type.String({ minLength: 4, maxLength: 2000, pattern: '\\S' }),
    saved: Type.Integer({ minimum: 0 }),
  },
  { additionalProperties: false },
);
export type RuleChange = Static<typeof RuleChangeShape>;

/** When something is due, and under which article. */
export const DueShape = Type.Object({
  rule: Type.String(),
  matter: Type.String(),
  title: TextShape,
  from: Type.String(),
  /** Null while the clock stands. */
  due: Nullable(Type.String()),
  /** The last instant of it. */
  dueAt: Nullable(Type.String({ format: 'date-time' })),
  /** Days counted, of the kind; hours for a rule in hours. */
  days: Type.Integer(),
  kind: Type.Union([Type.Literal('working'), Type.Literal('calendar'), Type.Literal('hours')]),
  direction: Type.Union([Type.Literal('after'), Type.Literal('before')]),
  length: LengthShape,
  restDay: RuleBodyShape.properties.restDay,
  extension: RuleBodyShape.properties.extension,
  /** Units granted beyond the length. */
  extended: Type.Integer(),
  pausedDays: Type.Integer(),
  /** Still to count while the clock stands. */
  left: Nullable(Type.Integer()),
  /** The last day was a rest day and gave way; this is the day that it was. */
  movedFrom: Nullable(Type.String()),
  /** False when a year is touched whose notice on public holidays is not known yet: weekends alone were counted. */
  announced: Type.Boolean(),
  unannouncedYears: Type.Array(Type.Integer()),
  instrument: Type.String(),
  article: Type.String(),
  citation: TextShape,
  expiry: Nullable(TextShape),
  revision: Nullable(Type.Integer()),
  verified: Type.Boolean(),
  note: TextShape,
});
export type Due = Static<typeof DueShape>;
