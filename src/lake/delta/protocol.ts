import { AppError } from '../../kernel/index.ts';
import { lakeErrors } from '../errors.ts';
import type { Protocol } from './actions.ts';
import type { TableState } from './state.ts';

/** The protocol of tables that we make. */
export const ownProtocol: Protocol = { minReaderVersion: 1, minWriterVersion: 2 };

/** Reader features of protocol 3 that change nothing for how we read. */
const readableFeatures = new Set(['timestampNtz', 'vacuumProtocolCheck']);

/** Refuses tables that would be read wrongly. */
export function requireReadable(state: TableState, table: string): void {
  const { protocol, metadata } = state;
  const refuse = (feature: string) => {
    throw new AppError(lakeErrors.protocolUnsupported, { table, feature });
  };
  const mapping = metadata.configuration['delta.columnMapping.mode'];
  if (mapping && mapping !== 'none') refuse(`delta.columnMapping.mode = ${mapping}`);
  if (protocol.minReaderVersion > 3) refuse(`minReaderVersion ${protocol.minReaderVersion}`);
  if (protocol.minReaderVersion === 3) {
    const unknown = (protocol.readerFeatures ?? []).find((feature) => !readableFeatures.has(feature));
    if (unknown) refuse(unknown);
  }
  if (metadata.format.provider !== 'parquet') refuse(`format ${metadata.format.provider}`);
}

/** Refuses tables that we would damage by writing. */
export function requireWritable(state: TableState, table: string): void {
  const { protocol, invariants } = state;
  if (protocol.minWriterVersion > 2) {
    const feature = protocol.writerFeatures?.join(', ') || `minWriterVersion ${protocol.minWriterVersion}`;
    throw new AppError(lakeErrors.protocolUnsupported, { table, feature });
  }
  if (invariants.length > 0) {
    throw new AppError(lakeErrors.protocolUnsupported, {
      table,
      feature: `delta.invariants (${invariants.join(', ')})`,
    });
  }
}

/** Refuses to take rows away where the table says that it only grows. */
export function requireRemovable(state: TableState, table: string): void {
  if (state.metadata.configuration['delta.appendOnly'] === 'true') throw new AppError(lakeErrors.appendOnly, { table });
}
