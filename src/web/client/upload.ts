import { apiAddress, callHeaders, connectionError, problemFrom, type QueryValues } from './call.ts';

/** How far an upload has come. */
export interface UploadProgress {
  sent: number;
  total: number;
}

/**
 * Sends a file as a multipart form, fields before the file, with progress and cancellation. `fetch` tells nothing about
 * bytes sent, so this is the one place that uses XMLHttpRequest.
 */
export function upload<Answer>(
  path: string,
  file: File,
  options: {
    fields?: Record<string, string>;
    query?: QueryValues;
    signal?: AbortSignal;
    onProgress?(progress: UploadProgress): void;
  } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(options.fields ?? {})) form.append(name, value);
    form.append('file', file, file.name);
    const request = new XMLHttpRequest();
    request.open('POST', apiAddress(path, options.query));
    for (const [name, value] of Object.entries(callHeaders('POST'))) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) options.onProgress?.({ sent: event.loaded, total: event.total });
    };
    request.onload = () => {
      const id = request.getResponseHeader('x-request-id');
      if (request.status < 200 || request.status >= 300) reject(problemFrom(request.status, request.responseText, id));
      else {
        try {
          resolve(JSON.parse(request.responseText || '{}') as Answer);
        } catch {
          reject(problemFrom(request.status, request.responseText, id));
        }
      }
    };
    request.onerror = () => reject(connectionError());
    request.onabort = () => reject(new DOMException('cancelled', 'AbortError'));
    options.signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(form);
  });
}
