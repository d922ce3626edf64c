import { fillText, type Language, type Text } from './text.ts';

/** What an error code means: its HTTP status, what happened, and how to mend it. `{name}` is filled from the details. */
export interface ErrorDefinition {
  status: number;
  message: Text;
  remedy: Text;
}

const registry = new Map<string, ErrorDefinition>();

/**
 * Declares the error codes of one slice, as `slice.code`, and enters them in the one registry that `docs/errors.md`
 * is made from. Returns the codes by their short name: `throw new AppError(collectionErrors.emptyFile, { file })`.
 */
export function defineErrors<Name extends string>(
  slice: string,
  definitions: Record<Name, ErrorDefinition>,
): Record<Name, ErrorCode> {
  const codes = {} as Record<Name, ErrorCode>;
  for (const name of Object.keys(definitions) as Name[]) {
    const code = `${slice}.${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (registry.has(code)) throw new Error(`error code declared twice: ${code}`);
    registry.set(code, definitions[name]);
    codes[name] = code as ErrorCode;
  }
  return codes;
}

/** Every declared error, sorted by code. */
export function listErrors(): { code: string; definition: ErrorDefinition }[] {
  return [...registry].map(([code, definition]) => ({ code, definition })).sort((a, b) => (a.code < b.code ? -1 : 1));
}

export type ErrorCode = string & { readonly errorCode: unique symbol };

/** A failure with a registered code. Bad data is not one: validators return `Finding[]`. */
export class AppError extends Error {
  readonly code: string;
  readonly status: number;
  readonly text: Text;
  readonly remedy: Text;
  readonly details: Record<string, unknown>;

  constructor(code: ErrorCode, details: Record<string, unknown> = {}, options: { cause?: unknown } = {}) {
    const definition = registry.get(code);
    if (!definition) throw new Error(`unregistered error code: ${code}`);
    const text = fillText(definition.message, details);
    super(text.en, options);
    this.name = 'AppError';
    this.code = code;
    this.status = definition.status;
    this.text = text;
    this.remedy = fillText(definition.remedy, details);
    this.details = details;
  }

  /** The message and how to mend it, in one language. */
  describe(language: Language): string {
    return `${this.text[language]} ${this.remedy[language]}`.trim();
  }
}

/** Errors that belong to no slice. */
export const kernelErrors = defineErrors('kernel', {
  unexpected: {
    status: 500,
    message: {
      zh: '系统内部出错，本次操作没有完成。',
      en: 'Something failed inside the system; this operation was not completed.',
    },
    remedy: {
      zh: '请稍后重试；如再次出现，请把请求编号告诉管理员。',
      en: 'Try again later; if it happens again, give the request id to an administrator.',
    },
  },
  invalidInput: {
    status: 400,
    message: { zh: '请求内容不符合要求：{problem}。', en: 'The request is not valid: {problem}.' },
    remedy: { zh: '请按接口说明修改后重试。', en: 'Correct it after the API description and try again.' },
  },
  invalidId: {
    status: 400,
    message: { zh: '编号“{id}”不符合要求。', en: 'The id “{id}” is not valid.' },
    remedy: {
      zh: '编号由 2 至 5 段小写字母、数字或连字符组成，每段以字母开头、不超过 40 个字符，段间用点分隔，如 {example}。',
      en: 'Use 2 to 5 parts of lower-case letters, digits or hyphens, each beginning with a letter and of at most 40 characters, with dots between, as in {example}.',
    },
  },
  notFound: {
    status: 404,
    message: { zh: '没有找到{what}，或您无权查看。', en: 'Not found, or not yours to see: {what}.' },
    remedy: { zh: '请核对编号，或先登录。', en: 'Check the id, or sign in first.' },
  },
  invalidConfiguration: {
    status: 500,
    message: { zh: '配置项 {name} 无效：{problem}。', en: 'The setting {name} is not valid: {problem}.' },
    remedy: { zh: '请修改该环境变量后重新启动。', en: 'Change that environment variable and start again.' },
  },
});
