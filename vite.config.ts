import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Writes `.br` and `.gz` beside each text file of the build; the server hands out whichever the browser takes. */
function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    writeBundle({ dir }, bundle) {
      for (const [name, part] of Object.entries(bundle)) {
        const bytes = Buffer.from(part.type === 'chunk' ? part.code : part.source);
        if (!dir || bytes.length < 1024 || !/\.(js|css|html|svg)$/.test(name)) continue;
        const file = path.join(dir, name);
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
        writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
      }
    },
  };
}

/** The pages: built into `dist/web`, or served with reload in front of a running server (`LINGNAN_API`). */
export default defineConfig({
  root: 'src/web',
  publicDir: 'public',
  plugins: [react(), precompress()],
  worker: { format: 'es' },
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    // MapLibre and ECharts are large by nature and load only with the pages that draw.
    chunkSizeWarningLimit: 1200,
    // The gateway's content policy allows no inlined fonts or scripts from data addresses.
    assetsInlineLimit: 0,
  },
  server: {
    port: 5173,
    proxy: { '/api': process.env['LINGNAN_API'] ?? 'http://127.0.0.1:8080' },
  },
});
