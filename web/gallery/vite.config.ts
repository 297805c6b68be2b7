// The component page, for whoever works on the app; no part of what is deployed.
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  publicDir: join(import.meta.dirname, '../public'),
  cacheDir: join(import.meta.dirname, '../node_modules/.vite-gallery'),
  plugins: [react()],
  server: { host: '127.0.0.1', fs: { allow: [join(import.meta.dirname, '../..')] } },
});
