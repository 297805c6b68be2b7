// `npm run icons`: draws the app's icons as the sizes that systems ask for, from the two drawings in web/public.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBrowser } from '../support/chromium.ts';

const folder = join(import.meta.dirname, '../../web/public');

const icons = [
  { name: 'icon-192.png', drawing: 'icon.svg', size: 192 },
  { name: 'icon-512.png', drawing: 'icon.svg', size: 512 },
  { name: 'icon-maskable-512.png', drawing: 'icon-maskable.svg', size: 512 },
  // A phone of Apple's cuts the corners itself, and takes what is transparent for black.
  { name: 'apple-touch-icon.png', drawing: 'icon-maskable.svg', size: 180 },
] as const;

const browser = await openBrowser();
try {
  for (const { name, drawing, size } of icons) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    const svg = readFileSync(join(folder, drawing), 'utf8').replace(
      '<svg ',
      `<svg width="${size}" height="${size}" style="display:block" `,
    );
    await page.setContent(`<body style="margin:0">${svg}`);
    writeFileSync(join(folder, name), await page.screenshot({ omitBackground: true }));
    await page.close();
  }
} finally {
  await browser.close();
}
