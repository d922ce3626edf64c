/** So much of an OpenAPI 3.1 document as the page shows. */
export interface ApiDocument {
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
}

/** One call. */
export interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  security?: Record<string, unknown>[];
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}

/** JSON Schema, as far as it is described in words here. */
export interface Schema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  patternProperties?: Record<string, Schema>;
  description?: string;
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  default?: unknown;
}

/** A call with its method and path. */
export interface Call {
  method: string;
  path: string;
  operation: Operation;
}

const methodOrder = ['get', 'post', 'put', 'patch', 'delete'];

/** The calls of a document by tag, in the order of the document. */
export function callsByTag(document: ApiDocument): Map<string, Call[]> {
  const groups = new Map<string, Call[]>();
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const method of methodOrder) {
      const operation = methods[method];
      if (!operation) continue;
      const tag = operation.tags[0] ?? '';
      groups.set(tag, [...(groups.get(tag) ?? []), { method: method.toUpperCase(), path, operation }]);
    }
  }
  return groups;
}

/** A schema's type in a few words: `integer 1…200`, `"a" | "b"`, `string (date-time)`. */
export function typeInWords(schema: Schema | undefined): string {
  if (!schema) return '';
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeInWords))].join(' | ');
  if (schema.type === 'array') return `${typeInWords(schema.items) || 'any'}[]`;
  const range =
    schema.minimum !== undefined || schema.maximum !== undefined
      ? ` ${schema.minimum ?? ''}…${schema.maximum ?? ''}`
      : '';
  return `${schema.type ?? 'any'}${range}${schema.format ? ` (${schema.format})` : ''}`;
}

/** An outline of a schema as indented text, three levels deep: what a reader needs to write or read the object. */
export function outline(schema: Schema | undefined, indent = 0, depth = 0): string {
  if (!schema) return '';
  const pad = '  '.repeat(indent);
  if (schema.type === 'array' && schema.items?.properties)
    return `${pad}[\n${outline(schema.items, indent + 1, depth)}\n${pad}]`;
  if (!schema.properties) return `${pad}${typeInWords(schema)}`;
  const lines = Object.entries(schema.properties).map(([name, part]) => {
    const optional = schema.required?.includes(name) ? '' : '?';
    const nested = part.properties ? part : part.type === 'array' && part.items?.properties ? part.items : null;
    if (nested && depth < 2) {
      const open = part.type === 'array' ? '[{' : '{';
      const close = part.type === 'array' ? '}]' : '}';
      return `${pad}${name}${optional}: ${open}\n${outline(nested, indent + 1, depth + 1)}\n${pad}${close}`;
    }
    return `${pad}${name}${optional}: ${nested ? (part.type === 'array' ? '[{…}]' : '{…}') : typeInWords(part)}`;
  });
  return lines.join('\n');
}

const examples: Record<string, string> = { id: 'transit.stops', limit: '20', q: '公交', place: 'city', format: 'csv' };

/** A call as a curl line that can be pasted: path parameters filled, required queries, a token where one is needed. */
export function curlOf(call: Call, origin: string): string {
  const { operation } = call;
  const path = call.path.replace(/\{(\w+)\}/g, (_whole, name: string) => examples[name] ?? `<${name}>`);
  const query = (operation.parameters ?? [])
    .filter(
      (parameter) =>
        parameter.in === 'query' && (parameter.required || parameter.name === 'limit' || parameter.name === 'q'),
    )
    .map((parameter) => `${parameter.name}=${encodeURIComponent(examples[parameter.name] ?? `<${parameter.name}>`)}`)
    .join('&');
  const lines = [
    `curl${call.method === 'GET' ? '' : ` -X ${call.method}`} "${origin}${path}${query ? `?${query}` : ''}"`,
  ];
  if (needsSignIn(operation)) lines.push('-H "Authorization: Bearer $LINGNAN_TOKEN"');
  const body = operation.requestBody?.content ?? {};
  if (body['multipart/form-data']) lines.push('-F "file=@data.csv"');
  else if (body['application/json']) {
    lines.push('-H "Content-Type: application/json"', `-d '${exampleBody(body['application/json'].schema)}'`);
  }
  const reply = operation.responses['200']?.content ?? {};
  if (!reply['application/json']) lines.push('-O -J');
  return lines.join(' \\\n  ');
}

/** Whether a call is refused to those who are not signed in. */
export function needsSignIn(operation: Operation): boolean {
  return !(operation.security ?? []).some((entry) => Object.keys(entry).length === 0);
}

function exampleBody(schema: Schema): string {
  const required = Object.entries(schema.properties ?? {}).filter(([name]) => schema.required?.includes(name));
  return `{${required.map(([name, part]) => `"${name}": ${exampleValue(part)}`).join(', ')}}`;
}

function exampleValue(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return JSON.stringify(schema.enum[0]);
  if (schema.anyOf) return exampleValue(schema.anyOf[0] ?? {});
  if (schema.type === 'array') return '[]';
  if (schema.type === 'object') return exampleBody(schema);
  if (schema.type === 'integer' || schema.type === 'number') return '1';
  if (schema.type === 'boolean') return 'true';
  return '"…"';
}
