import http from 'node:http';
import type { AddressInfo } from 'node:net';

export type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void;

/** A web server on this machine whose paths misbehave as told. */
export async function openTestSite() {
  const paths = new Map<string, Handler>();
  const asked: { path: string; headers: http.IncomingHttpHeaders }[] = [];
  const server = http.createServer((request, response) => {
    asked.push({ path: request.url ?? '', headers: request.headers });
    const handler = paths.get(new URL(request.url ?? '', 'http://site').pathname);
    if (handler) handler(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    asked,
    at: (path: string) => `http://127.0.0.1:${port}${path}`,
    on: (path: string, handler: Handler) => void paths.set(path, handler),
    json: (path: string, answer: (parameters: URLSearchParams) => unknown) =>
      void paths.set(path, (request, response) => {
        const { searchParams } = new URL(request.url ?? '', 'http://site');
        response.setHeader('content-type', 'application/json').end(JSON.stringify(answer(searchParams)));
      }),
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

export type TestSite = Awaited<ReturnType<typeof openTestSite>>;
