import Type, { type Static } from 'typebox';
import { FindingShape, idPattern, Nullable, TextShape } from '../../kernel/shape.ts';
import { CadenceShape, StandardShape } from '../standards/schema.ts';

/** What a person types: no control characters, so that nothing but text is ever stored or shown. */
const Words = (maxLength: number, minLength = 0) =>
  Type.String({ minLength, maxLength, pattern: '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]*$' });

export const ContributorKindShape = Type.Union([
  Type.Literal('company'),
  Type.Literal('association'),
  Type.Literal('university'),
  Type.Literal('citizens'),
]);

/** Who offers. The credit code is checked (GB 32100) and may be left out by citizens' groups alone. */
export const ContributorShape = Type.Object(
  {
    name: Words(200, 2),
    kind: ContributorKindShape,
    creditCode: Nullable(Words(18)),
    contact: Words(100, 1),
    phone: Words(30, 1),
    email: Nullable(Words(200)),
  },
  { additionalProperties: false },
);
export type Contributor = Static<typeof ContributorShape>;

export const LicenceShape = Type.Union([
  Type.Literal('open'),
  Type.Literal('attribution'),
  Type.Literal('share-alike'),
  Type.Literal('government-only'),
]);

/** What is offered. */
export const OfferBodyShape = Type.Object(
  {
    contributor: ContributorShape,
    title: Words(120, 2),
    description: Words(4000, 1),
    /** Why the contributor may give these data away: own measurement, consent, contract. */
    rights: Words(4000, 4),
    licence: LicenceShape,
    /** Whether persons can be told from it, in the contributor's own judgement. */
    personal: Type.Boolean(),
    cadence: CadenceShape,
    /** Where new data can be fetched (http, https, sftp, s3, postgresql, mysql; no password); null where the contributor will send files. */
    address: Nullable(Words(500)),
    /** A published standard or one of the library; null to have one proposed from the sample. */
    standard: Nullable(Type.String({ pattern: idPattern })),
  },
  { additionalProperties: false },
);
export type OfferBody = Static<typeof OfferBodyShape>;

export const OfferStatusShape = Type.Union([
  Type.Literal('offered'),
  Type.Literal('returned'),
  Type.Literal('accepted'),
  Type.Literal('refused'),
  Type.Literal('withdrawn'),
]);
export type OfferStatus = Static<typeof OfferStatusShape>;

/** What was seen in the sample file. */
export const SampleShape = Type.Object({
  name: Type.String(),
  bytes: Type.Integer(),
  sha256: Type.String(),
  columns: Type.Array(Type.String()),
  rows: Type.Array(Type.Array(Nullable(Type.String()))),
  /** Rows looked at, and those that the standard would put in quarantine. */
  checked: Type.Integer(),
  rejected: Type.Integer(),
  findings: Type.Array(FindingShape),
});
export type Sample = Static<typeof SampleShape>;

export const OfferStepShape = Type.Object({
  action: Type.String(),
  note: Type.String(),
  by: Nullable(Type.String()),
  at: Type.String({ format: 'date-time' }),
});

/** How an accepted offer is supplied: files that the contributor sends, or a source that fetches from the address. */
export const SupplyShape = Type.Object({
  by: Type.Union([Type.Literal('file'), Type.Literal('address')]),
  /** `prepared`: an officer has yet to complete the source; `paused`: it waits for its secrets; `waiting`: for files. */
  state: Type.Enum(['waiting', 'prepared', 'paused', 'collecting']),
  /** For officers. */
  source: Nullable(
    Type.Object({
      id: Type.String(),
      yaml: Type.String(),
      secrets: Type.Array(Type.Object({ name: Type.String(), title: TextShape, set: Type.Boolean() })),
    }),
  ),
});
export type Supply = Static<typeof SupplyShape>;

/** The source of an offer as an officer completes it. */
export const SourceCompletionShape = Type.Object(
  {
    yaml: Type.String({ minLength: 1, maxLength: 100_000 }),
    secrets: Type.Optional(
      Type.Record(Type.String({ pattern: '^[A-Za-z0-9]{1,60}$' }), Type.String({ minLength: 1, maxLength: 20_000 })),
    ),
  },
  { additionalProperties: false },
);
export type SourceCompletion = Static<typeof SourceCompletionShape>;

/** An offer as its contributor and the officers see it. */
export const OfferShape = Type.Object({
  id: Type.String(),
  status: OfferStatusShape,
  body: OfferBodyShape,
  standard: Nullable(StandardShape),
  sample: Nullable(SampleShape),
  dataset: Nullable(Type.String()),
  supply: Nullable(SupplyShape),
  /** Who was signed in when it was offered: for officers, to whom a name on a form proves nothing. */
  account: Nullable(Type.Object({ person: Type.String(), organisation: Nullable(Type.String()) })),
  revision: Type.Integer(),
  createdAt: Type.String({ format: 'date-time' }),
  updatedAt: Type.String({ format: 'date-time' }),
  steps: Type.Array(OfferStepShape),
  may: Type.Object({ edit: Type.Boolean(), review: Type.Boolean(), deliver: Type.Boolean() }),
});
export type Offer = Static<typeof OfferShape>;

/** A line of the list of offers. */
export const OfferSummaryShape = Type.Object({
  id: Type.String(),
  status: OfferStatusShape,
  title: Type.String(),
  contributor: Type.String(),
  kind: ContributorKindShape,
  dataset: Nullable(Type.String()),
  createdAt: Type.String({ format: 'date-time' }),
});
export type OfferSummary = Static<typeof OfferSummaryShape>;

/** What the officer says on accepting. */
export const AcceptanceShape = Type.Object({
  revision: Type.Integer(),
  dataset: Type.String({ pattern: idPattern }),
  /** Organisation that is to answer for the dataset. */
  owner: Type.String({ minLength: 1, maxLength: 100 }),
  note: Type.Optional(Type.String({ maxLength: 2000 })),
});
export type Acceptance = Static<typeof AcceptanceShape>;

/** Who is credited on the page of a dataset. */
export const CreditShape = Type.Object({
  contributor: Nullable(
    Type.Object({ name: Type.String(), kind: ContributorKindShape, licence: LicenceShape, since: Type.String() }),
  ),
});
export type Credit = Static<typeof CreditShape>;
