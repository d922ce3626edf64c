import { expect, test } from 'vitest';
import { formatSchema, fromDeltaType, parseSchema, storedType, toDeltaType } from './types.ts';

test('every stored engine type survives the way through Delta', () => {
  const types = [
    'BOOLEAN',
    'TINYINT',
    'SMALLINT',
    'INTEGER',
    'BIGINT',
    'FLOAT',
    'DOUBLE',
    'VARCHAR',
    'BLOB',
    'DATE',
    'TIMESTAMP WITH TIME ZONE',
    'DECIMAL(38,10)',
    'BIGINT[]',
    'VARCHAR[][]',
    'MAP(VARCHAR, DECIMAL(18,2))',
    'STRUCT("a" INTEGER, "b c" MAP(VARCHAR, STRUCT("x,y" DATE, "q""uote" VARCHAR[])))',
  ];
  for (const type of types) {
    expect(storedType(type, 'c')).toBe(type);
    expect(fromDeltaType(toDeltaType(type), 'c')).toBe(type);
  }
});

test('what Delta has no type for goes into the nearest that holds every value', () => {
  const nearest: Record<string, string> = {
    TIMESTAMP: 'TIMESTAMP WITH TIME ZONE',
    timestamptz: 'TIMESTAMP WITH TIME ZONE',
    TIMESTAMP_NS: 'TIMESTAMP WITH TIME ZONE',
    HUGEINT: 'DECIMAL(38,0)',
    UBIGINT: 'DECIMAL(20,0)',
    UTINYINT: 'SMALLINT',
    TIME: 'VARCHAR',
    UUID: 'VARCHAR',
    "ENUM('a', 'b')": 'VARCHAR',
    'VARCHAR(20)': 'VARCHAR',
    'DECIMAL(9)': 'DECIMAL(9,0)',
    'numeric( 9 , 2 )': 'DECIMAL(9,2)',
    'TIMESTAMP[]': 'TIMESTAMP WITH TIME ZONE[]',
    'INTEGER[3]': 'INTEGER[]',
    'STRUCT(a HUGEINT)': 'STRUCT("a" DECIMAL(38,0))',
  };
  for (const [type, stored] of Object.entries(nearest)) expect(storedType(type, 'c')).toBe(stored);
});

test('a type that can not be stored is told with its column', () => {
  for (const type of ['INTERVAL', 'BIT', 'STRUCT(a INTERVAL)', 'nonsense']) {
    expect(() => storedType(type, 'weight')).toThrow(
      expect.objectContaining({
        code: 'lake.type-unsupported',
        details: expect.objectContaining({ column: 'weight' }),
      }),
    );
  }
  expect(() => fromDeltaType('variant', 'c')).toThrow(expect.objectContaining({ code: 'lake.type-unsupported' }));
});

test('a schema string keeps nullability and comment, and tells invariants', () => {
  const columns = [
    { name: 'id', type: 'BIGINT', nullable: false },
    { name: '区', type: 'VARCHAR', nullable: true, comment: '行政区' },
  ];
  expect(parseSchema(formatSchema(columns))).toEqual({ columns, invariants: [] });
  const field = { name: 'a', type: 'long', nullable: true, metadata: { 'delta.invariants': '{}' } };
  expect(parseSchema(JSON.stringify({ type: 'struct', fields: [field] })).invariants).toEqual(['a']);
});
