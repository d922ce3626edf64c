import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import type { Finding, Text } from '../../kernel/index.ts';

/** The parser holds up the whole server while it reads: a megabyte takes it a second or more. */
const mostBytes = 512 * 1024;
const mostAliases = 100;
const deepest = 20;

/** A YAML document as plain data, with the line of each place in it. */
export interface ReadYaml {
  data: unknown;
  /** Line (from 1) of the value at this path, or of the nearest thing around it. */
  line(path: (string | number)[]): number;
  findings: Finding[];
}

const parserWords: Record<string, Text> = {
  DUPLICATE_KEY: { zh: '同一处写了两个相同的键；请删去一个', en: 'the same key stands here twice; remove one' },
  TAB_AS_INDENT: { zh: '缩进用了制表符；请改用空格', en: 'a tab is used for indentation; use blanks' },
  BAD_INDENT: {
    zh: '缩进不对齐，或括号没有闭合；请让同一层的键左对齐，并检查括号',
    en: 'the indentation does not line up or a bracket is open; align the keys of one level and look at the brackets',
  },
  MISSING_CHAR: { zh: '缺少一个符号（如引号、冒号或括号）', en: 'a sign is missing (a quote, a colon or a bracket)' },
  BLOCK_AS_IMPLICIT_KEY: { zh: '冒号后的内容须加引号', en: 'put the text after the colon in quotes' },
  MULTIPLE_DOCS: { zh: '一个文件只能写一份内容；请去掉“---”', en: 'a file holds one document; remove “---”' },
};

/** Reads YAML text and never throws: what is wrong with it, and aliases that would swell it, are findings. */
export function readYaml(text: string, what: Text = { zh: '标准文件', en: 'the file' }): ReadYaml {
  const failed = (row: number | null, message: Text, value: string | null = null): ReadYaml => ({
    data: undefined,
    line: () => 1,
    findings: [{ row, field: null, rule: 'yaml', value, message }],
  });
  if (Buffer.byteLength(text) > mostBytes) {
    return failed(null, {
      zh: `${what.zh}超过 512 KB；请拆分，或把取值放进代码表`,
      en: `${what.en} is larger than 512 KB; split it, or move values to a code list`,
    });
  }
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: false });
    const problems = [...document.errors, ...document.warnings];
    if (problems.length > 0) {
      return {
        ...failed(null, { zh: '', en: '' }),
        findings: problems.slice(0, 20).map((problem) => {
          const row = lines.linePos(problem.pos[0]).line;
          const words = parserWords[problem.code] ?? {
            zh: `YAML 写法有误：${problem.message}`,
            en: `not valid YAML: ${problem.message}`,
          };
          return {
            row,
            field: null,
            rule: 'yaml',
            value: text.split('\n')[row - 1]?.slice(0, 200) ?? null,
            message: { zh: `第 ${row} 行：${words.zh}`, en: `line ${row}: ${words.en}` },
          };
        }),
      };
    }
    if (depthOf(document.contents) > deepest) {
      return failed(null, {
        zh: `${what.zh}嵌套超过 ${deepest} 层`,
        en: `${what.en} is nested deeper than ${deepest} levels`,
      });
    }
    return {
      data: document.toJS({ maxAliasCount: mostAliases }),
      line: (path) => lines.linePos(offsetOf(document.contents, path)).line,
      findings: [],
    };
  } catch (cause) {
    const swollen = cause instanceof ReferenceError;
    return failed(
      null,
      swollen
        ? {
            zh: `${what.zh}的别名（&、*）引用过多；请直接写出内容`,
            en: `${what.en} has too many aliases (& and *); write the content out`,
          }
        : { zh: `${what.zh}无法解析；请检查其结构`, en: `${what.en} cannot be parsed; look at its structure` },
    );
  }
}

function depthOf(root: Node | null): number {
  let level: unknown[] = [root];
  let depth = 0;
  while (level.length > 0 && depth <= deepest) {
    level = level.flatMap((node) =>
      isMap(node) || isSeq(node) ? (node.items as unknown[]).map((item) => (isPair(item) ? item.value : item)) : [],
    );
    depth++;
  }
  return depth;
}

/** Where the value at the path begins: its key, if it has one; else the nearest thing around it. */
function offsetOf(root: Node | null, path: (string | number)[]): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = (node as YAMLMap).items.find((item) => isScalar(item.key) && item.key.value === step);
      if (!pair) break;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = (node as Node | undefined)?.range?.[0] ?? offset;
    } else break;
  }
  return offset;
}
