import { AppError, kernelErrors, type Language } from '../../kernel/index.ts';

/** RFC 9457 problem details, in the caller's language, with what was meant in `details`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  remedy: string;
  requestId: string;
  details: Record<string, unknown>;
}

/** Turns any failure into a problem; what is not an `AppError` is told as unexpected, without its inner text. */
export function toProblem(error: unknown, language: Language, requestId: string): Problem {
  const known = error instanceof AppError ? error : new AppError(kernelErrors.unexpected, {}, { cause: error });
  return {
    type: `/docs/errors#${known.code}`,
    title: known.text[language],
    status: known.status,
    detail: known.describe(language),
    code: known.code,
    remedy: known.remedy[language],
    requestId,
    details: known.details,
  };
}
