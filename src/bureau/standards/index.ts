export { checkRow } from './check-row.ts';
export { compileStandard } from './compile.ts';
export type { CompiledCheck, CompiledField, CompiledRow, CompiledStandard } from './compiled.ts';
export { standardsErrors } from './errors.ts';
export { formatStandard } from './format.ts';
export { parseStandard } from './parse.ts';
export type { CodeList, Field, FieldType, ReferenceRule, RowRule, Standard } from './schema.ts';
export { guangdongRegions, provinces } from './types/regions.ts';
