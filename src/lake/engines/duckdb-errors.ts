import { AppError } from '../../kernel/index.ts';
import { lakeErrors } from '../errors.ts';

const callerKinds = /^(Parser|Binder|Catalog|Conversion|Invalid Input|Out of Range|Constraint|Not implemented|Syntax)/i;

/** The engine's failure as one of ours: what the caller wrote wrongly apart from what the machine lacks. */
export function engineError(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  if (/No space left on device|ENOSPC|disk is full|Could not write all bytes|max_temp_directory_size/i.test(message)) {
    return new AppError(lakeErrors.diskFull, {}, { cause });
  }
  if (message.includes('File name too long')) return new AppError(lakeErrors.partitionTooLong, {}, { cause });
  if (/^(INTERRUPT|Interrupt)/.test(message)) return new AppError(lakeErrors.cancelled, {}, { cause });
  if (/^Out of Memory|^TransactionContext Error: Failed to commit: .*memory/i.test(message)) {
    return new AppError(lakeErrors.outOfMemory, {}, { cause });
  }
  // The first line alone: those below show a piece of the statement, with the keys of masks and the names of files.
  const problem = withoutPaths(message.split('\n', 1)[0]!).slice(0, 500);
  if (callerKinds.test(message)) return new AppError(lakeErrors.queryInvalid, { problem }, { cause });
  return new AppError(lakeErrors.engineFailed, { problem }, { cause });
}

/** Where our files lie is nobody's business. The whole message stays in `cause`, for the log. */
function withoutPaths(text: string): string {
  return text.replace(/["']?(?:file:\/\/)?(?:\/|\b[A-Z]:\\)[^\s"'/\\]+[/\\][^\s"']*["']?/g, '…');
}
