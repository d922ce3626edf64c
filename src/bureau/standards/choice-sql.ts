/**
 * True where the value is one of the literals, NULL where it is null. From five constants on the engine turns `IN` into
 * a join, after which rows no longer come in the order of the source and their line numbers would be wrong; so a list
 * is searched for few values, and for many texts the cast to an ENUM, which looks them up by hash.
 */
export function oneOfSql(value: string, literals: readonly string[], engineType: string): string {
  if (literals.length <= 4) return `(${value} IN (${literals.join(', ')}))`;
  const text = engineType === 'VARCHAR';
  if (literals.length <= 64 || (!text && engineType !== 'BIGINT')) {
    return `list_contains([${literals.join(', ')}]::${engineType}[], ${value})`;
  }
  const words = text ? literals : literals.map((literal) => `'${literal}'`);
  const looked = text ? value : `CAST(${value} AS VARCHAR)`;
  return `CASE WHEN ${value} IS NOT NULL THEN TRY_CAST(${looked} AS ENUM(${words.join(', ')})) IS NOT NULL END`;
}
