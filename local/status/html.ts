// Text made safe, and the few shapes that the page is made of.

/** HTML that may stand as it is. Whatever else is put into a template is escaped. */
export interface Html {
  html: string;
}

const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

type Part = Html | string | number | readonly Html[];

const rendered = (part: Part): string => {
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  return 'html' in part ? part.html : part.map(({ html: each }) => each).join('');
};

export const html = (texts: TemplateStringsArray, ...parts: readonly Part[]): Html => ({
  html: texts.map((text, index) => text + (index < parts.length ? rendered(parts[index] ?? '') : '')).join(''),
});

export const nothing: Html = { html: '' };
