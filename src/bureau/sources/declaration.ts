import type { Finding, Text } from '../../kernel/index.ts';
import { readYaml, type ShapeProblem, shapeProblems } from '../standards/index.ts';
import type { Connector } from './connectors/connector.ts';
import { scheduleProblem } from './schedule/schedule.ts';
import { type Declaration, DeclarationShape } from './schema.ts';

const what: Text = { zh: '来源声明', en: 'the declaration' };

/**
 * Reads the declaration of a source from YAML text. What is wrong with it is told as findings with `row` the line, each
 * saying how to mend it; the declaration is null then. Never throws.
 */
export function parseDeclaration(
  yaml: string,
  connectors: readonly Connector[],
): { declaration: Declaration | null; findings: Finding[] } {
  const { data, line, findings } = readYaml(yaml, what);
  if (findings.length > 0) return { declaration: null, findings };
  const written = withTitle(data);
  const problems = shapeProblems(DeclarationShape, written);
  if (problems.length === 0 || isRecord(written)) problems.push(...connectorProblems(written, connectors));
  if (problems.length === 0) problems.push(...scheduleProblems(written as Declaration));
  return {
    declaration: problems.length === 0 ? (written as Declaration) : null,
    findings: problems.map((problem) => findingOf(problem, line(problem.path))),
  };
}

/** What is wrong with the `connector` entry of a declaration that is still being written. */
export function connectorFindings(connector: unknown, connectors: readonly Connector[]): Finding[] {
  return connectorProblems({ connector }, connectors).map((problem) => ({
    row: null,
    field: problem.path.join('.'),
    rule: problem.rule,
    value: problem.value,
    message: problem.message,
  }));
}

/** A title may be one text for both languages, and is the id when it is left out. */
function withTitle(data: unknown): unknown {
  if (!isRecord(data)) return data;
  const title = data['title'] ?? data['id'];
  return typeof title === 'string' ? { ...data, title: { zh: title, en: title } } : data;
}

function connectorProblems(data: unknown, connectors: readonly Connector[]): ShapeProblem[] {
  const written = isRecord(data) ? data['connector'] : null;
  if (!isRecord(written) || typeof written['type'] !== 'string') return [];
  const { type, ...settings } = written;
  const connector = connectors.find((known) => known.type === type);
  if (!connector) {
    const known = connectors.map((one) => one.type);
    return [
      {
        path: ['connector', 'type'],
        rule: 'connector',
        value: type,
        message: {
          zh: `没有连接方式“${type}”；可用：${known.join('、')}`,
          en: `there is no connector “${type}”; there are ${known.join(', ')}`,
        },
      },
    ];
  }
  const secret = Object.keys(settings).find((name) => Object.hasOwn(connector.secrets, name));
  if (secret !== undefined) {
    return [
      {
        path: ['connector', secret],
        rule: 'secret',
        value: null,
        message: {
          zh: `“${secret}”是密钥，不能写在声明里；请删去，再用 lingnan sources secret set 或在来源页面设置`,
          en: `“${secret}” is a secret and must not stand here; remove it and set it by lingnan sources secret set or on the page`,
        },
      },
    ];
  }
  return shapeProblems(connector.settings, settings).map((problem) => ({
    ...problem,
    path: ['connector', ...problem.path],
  }));
}

function scheduleProblems({ schedule }: Declaration): ShapeProblem[] {
  const message = schedule ? scheduleProblem(schedule) : null;
  return message ? [{ path: ['schedule'], rule: 'schedule', value: null, message }] : [];
}

function findingOf({ path, rule, value, message }: ShapeProblem, row: number): Finding {
  const place = path.length > 0 ? path.join('.') : null;
  return {
    row,
    field: place,
    rule,
    value,
    message: {
      zh: `第 ${row} 行${place ? `，${place}` : ''}：${message.zh}`,
      en: `line ${row}${place ? `, ${place}` : ''}: ${message.en}`,
    },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
