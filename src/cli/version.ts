declare const __LINGNAN_VERSION__: string | undefined;

/** Version of the package; `dev` when run from source. */
export const version: string = typeof __LINGNAN_VERSION__ === 'string' ? __LINGNAN_VERSION__ : 'dev';
