export { brokerAddress } from './broker-address.ts';
export { streamsCommands } from './commands.ts';
export { streamsErrors } from './errors.ts';
export type { Publishing, Session } from './publishing.ts';
export { streamsRoutes } from './routes.ts';
export type { StreamDeclaration } from './schema.ts';
export { createStreams, type Streams } from './service.ts';
