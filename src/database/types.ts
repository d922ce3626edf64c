import pg from 'pg';

const { builtins } = pg.types;
/** Type `bigint[]`, which the list of pg leaves out. */
const bigintArray = 1016;

/**
 * How column values become JavaScript ones: bigint is a number where that is exact and a string where it is not,
 * timestamptz a Date, date and timestamp without zone stay text (as a Date they would move with the server's zone),
 * numeric stays text (as a number it would lose digits).
 */
export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (format !== 'binary') {
      if (oid === builtins.INT8) return readBigint;
      if (oid === bigintArray) return readBigintArray;
      if (oid === builtins.DATE || oid === builtins.TIMESTAMP) return (text: string) => text;
    }
    return pg.types.getTypeParser(oid, format as 'text');
  }) as typeof pg.types.getTypeParser,
};

function readBigint(text: string): number | string {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
}

function readBigintArray(text: string): unknown {
  const items = pg.types.getTypeParser(bigintArray as typeof builtins.INT8)(text) as unknown as (string | null)[];
  return items.map((item) => (item === null ? null : readBigint(item)));
}
