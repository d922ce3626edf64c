export { withFolderLock } from './embedded/folder-lock.ts';
export { databaseErrors } from './errors.ts';
export { type Database, type DatabaseTransaction, openDatabase } from './open-database.ts';
export { createQueue, type Queue, type QueueOptions, type SendOptions, type WaitOptions } from './queue/queue.ts';
export { isFinished, type JobError, type JobState, type JobStatus } from './queue/state.ts';
