// What a message says, for a place that knows no markup.
import { legible } from '../room/legible.ts';
import { type Block, blocksOf, type Span } from '../room/rich-text.ts';

/** As much as the system shows of it. */
const CHARS = 200;

const ofSpan = (span: Span): string => {
  // What was hidden stays so.
  if (span.kind === 'spoiler') return '▇▇▇';
  return 'spans' in span ? span.spans.map(ofSpan).join('') : span.text;
};

const ofBlock = (block: Block): string => {
  switch (block.kind) {
    case 'code':
      return block.text;
    case 'quote':
      return block.blocks.map((each) => `> ${ofBlock(each)}`).join('\n');
    case 'list':
      return block.items.map(({ blocks }) => `• ${blocks.map(ofBlock).join('\n')}`).join('\n');
    case 'table':
      return [block.head, ...block.rows].map((row) => row.map((cell) => cell.map(ofSpan).join('')).join(' · ')).join('\n');
    case 'paragraph':
    case 'heading':
      return block.spans.map(ofSpan).join('');
  }
};

export const plainText = (text: string): string => {
  const chars = [...legible(blocksOf(text).map(ofBlock).join('\n')).trim()];
  return chars.length > CHARS ? `${chars.slice(0, CHARS).join('')}…` : chars.join('');
};
