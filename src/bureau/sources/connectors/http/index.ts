export { httpFileConnector } from './file.ts';
export { httpJsonConnector } from './json.ts';
