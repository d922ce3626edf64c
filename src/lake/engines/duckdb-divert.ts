import {
  BIGINT,
  BOOLEAN,
  type DuckDBConnection,
  DuckDBScalarFunction,
  type DuckDBVector,
  INTEGER,
  VARCHAR,
} from '@duckdb/node-api';
import { type Diversion, quoteLiteral } from './engine.ts';

interface Sink {
  limitBytes: number;
  bytes: number;
  count: number;
  rows: { ordinal: number; text: string }[];
}

const functionName = 'lingnan_divert';

/** Makes diversions on one engine; all are served by one function of SQL, which the engine cannot forget again. */
export function createDiversions(): (connection: DuckDBConnection, limitBytes: number) => Diversion {
  const sinks = new Map<number, Sink>();
  let next = 0;
  let registered = false;

  const serve = () =>
    DuckDBScalarFunction.create({
      name: functionName,
      parameterTypes: [INTEGER, BIGINT, VARCHAR],
      returnType: BOOLEAN,
      volatile: true,
      mainFunction(_, input, output) {
        const [places, ordinals, texts] = [0, 1, 2].map((column) => input.getColumnVector(column));
        for (let r = 0; r < input.rowCount; r++) {
          const sink = sinks.get(places!.getItem(r) as number);
          if (sink) take(sink, r, { ordinals: ordinals!, texts: texts! });
          output.setItem(r, false);
        }
        output.flush();
      },
    });

  return (connection, limitBytes) => {
    if (!registered) connection.registerScalarFunction(serve());
    registered = true;
    const place = next++;
    const sink: Sink = { limitBytes, bytes: 0, count: 0, rows: [] };
    sinks.set(place, sink);
    return {
      condition: ({ keep, ordinal, text }) =>
        // A CASE looks at its second branch only for the rows that need it.
        `CASE WHEN ${keep} THEN true ELSE ${functionName}(${place}::INTEGER, ${ordinal}, coalesce(${text}, ${quoteLiteral('')})) END`,
      count: () => sink.count,
      rows: () => (sink.bytes > sink.limitBytes ? null : sink.rows),
      reset() {
        Object.assign(sink, { bytes: 0, count: 0, rows: [] });
      },
      close: () => sinks.delete(place),
    };
  };
}

function take(sink: Sink, r: number, { ordinals, texts }: { ordinals: DuckDBVector; texts: DuckDBVector }): void {
  sink.count++;
  // Over the limit all rows are to be read again, so that no text is fetched any more.
  if (sink.bytes > sink.limitBytes) return;
  const text = texts.getItem(r) as string;
  sink.bytes += text.length;
  if (sink.bytes <= sink.limitBytes) sink.rows.push({ ordinal: Number(ordinals.getItem(r)), text });
  else sink.rows.length = 0;
}
