import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The pages: built into `dist/web`, or served with reload in front of a running server (`LINGNAN_API`). */
export default defineConfig({
  root: 'src/web',
  publicDir: 'public',
  plugins: [react()],
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
