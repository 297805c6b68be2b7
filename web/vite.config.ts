import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { serviceWorker } from './worker-plugin.ts';

export default defineConfig(({ command }) => {
  // Whoever starts the build may be a test or a server of their own; what is built is for people.
  if (command === 'build') process.env.NODE_ENV = 'production';
  return {
    root: import.meta.dirname,
    plugins: [react(), serviceWorker('/src/worker/worker.ts')],
    build: {
      // The oldest browsers that know light-dark(), which the colours are made of.
      target: ['chrome123', 'firefox120', 'safari17.5'],
      outDir: 'dist',
      emptyOutDir: true,
      // The content security policy allows no data: URL but images, and files are cached better than pages.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      // The first load is 250 KB compressed at most; this is its largest part, uncompressed.
      chunkSizeWarningLimit: 550,
    },
  };
});
