import Type from 'typebox';
import { cityName, hasDemo } from '../../demo/index.ts';
import { type Config, defineRoute, listErrors, type Route } from '../kernel/index.ts';
import { Nullable, TextShape } from '../kernel/shape.ts';

/** What the pages must know of this installation, and the list of error codes. */
export function platformRoutes({ config, version }: { config: Config; version: string }): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/settings',
      tag: 'platform',
      audience: 'anyone',
      summary: { zh: '查看平台设置', en: 'Settings of this installation' },
      response: Type.Object({
        version: Type.String(),
        /** The demo city is in the data folder. */
        demo: Type.Boolean(),
        /** Whose platform this is; null where it is not said. */
        city: Nullable(TextShape),
        tileUrl: Nullable(Type.String()),
        uploadLimitBytes: Type.Integer(),
      }),
      handle: async () => {
        const demo = hasDemo(config);
        const { tileUrl, uploadLimitBytes } = config;
        return { version, demo, city: config.city ?? (demo ? cityName : null), tileUrl, uploadLimitBytes };
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/errors',
      tag: 'platform',
      audience: 'anyone',
      summary: { zh: '查看错误代码', en: 'List the error codes' },
      response: Type.Array(
        Type.Object({ code: Type.String(), status: Type.Integer(), message: TextShape, remedy: TextShape }),
      ),
      handle: async () => listErrors().map(({ code, definition }) => ({ code, ...definition })),
    }),
  ];
}
