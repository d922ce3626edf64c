import type { Text } from '../../kernel/index.ts';
import { quoteName } from '../../lake/index.ts';
import { type Mask, type MaskName, maskedColumn } from './masks.ts';
import type { FieldAccess } from './schema.ts';

/** What the reader should be told or what the caller must do: `mask` some fields are masked or withheld; `audit` raw personal data is read, record it. */
export type Obligation = 'mask' | 'audit';

export interface GovernedField {
  name: string;
  access: FieldAccess;
  mask?: MaskName;
}

/** A dataset as one reader may see it. */
export interface GovernedView {
  dataset: string;
  fields: GovernedField[];
  /** DuckDB condition over the raw columns; null for all rows. */
  rowFilter: string | null;
  reason: Text;
  /** What the reader said the data is for; goes into the audit event of a read. */
  purpose: string | null;
  obligations: Obligation[];
  /**
   * The SELECT that yields the governed rows of a relation (a name, a table function, or a parenthesised SELECT).
   * Filters, sorts, groups and keys of a reader go around it, never into it, so that they see masked values only.
   * `passing` names columns of the caller's own that go through unchanged, as the number of a row.
   */
  select(relation: string, passing?: string[]): string;
}

/** Builds the SELECT of a view: only fields that the dataset declares, masked ones through their mask, none withheld. */
export function governedSelect(
  fields: { field: GovernedField; mask: Mask | null }[],
  rowFilter: string | null,
): GovernedView['select'] {
  const columns = fields.flatMap(({ field, mask }) => {
    if (field.access === 'open') return [quoteName(field.name)];
    if (field.access === 'masked' && mask) return [maskedColumn(field.name, mask)];
    return [];
  });
  const where = rowFilter === null ? '' : ` WHERE ${rowFilter}`;
  return (relation, passing = []) =>
    `SELECT ${[...columns, ...passing.map(quoteName)].join(', ')} FROM ${relation}${where}`;
}
