import Type, { type Static, type TSchema } from 'typebox';

/** TypeBox shapes used by several slices; imports nothing of the server, so the web shares them. */
export const TextShape = Type.Object({ zh: Type.String(), en: Type.String() });

export const FindingShape = Type.Object({
  row: Type.Union([Type.Integer(), Type.Null()]),
  field: Type.Union([Type.String(), Type.Null()]),
  rule: Type.String(),
  value: Type.Union([Type.String(), Type.Null()]),
  message: TextShape,
});

export const ProgressShape = Type.Object({
  share: Type.Union([Type.Number(), Type.Null()]),
  rows: Type.Optional(Type.Integer()),
  bytes: Type.Optional(Type.Integer()),
  step: TextShape,
});

/** A page of a list: `next` is the cursor of the following page, null on the last. */
export const PageShape = <Item extends TSchema>(item: Item) =>
  Type.Object({
    items: Type.Array(item),
    next: Type.Union([Type.String(), Type.Null()]),
    total: Type.Optional(Type.Integer()),
  });

export const Nullable = <Shape extends TSchema>(shape: Shape) => Type.Union([shape, Type.Null()]);

export type Page<Item> = { items: Item[]; next: string | null; total?: number };
export type { Static };
