// Used by several slices; imports nothing of the server, so that the web shares it.
import Type, { type Static, type TSchema } from 'typebox';

/** Id of a dataset, a standard or a code list: dotted lower-case words, 2 to 5 of them, as in `demo.residents`. */
export const idPattern = '^[a-z][a-z0-9-]{0,39}(\\.[a-z][a-z0-9-]{0,39}){1,4}$';

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
