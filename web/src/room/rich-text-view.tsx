import { memo, type ReactNode, useState } from 'react';
import { CustomEmoji } from '../emoji/custom-emoji.tsx';
import { t } from '../languages/language.ts';
import { Link } from '../link.tsx';
import { Heard } from '../people/unheard.tsx';
import { messageAt, roomAt } from '../route.ts';
import { useChat } from '../session/session-context.ts';
import { CodeBlock } from './code-block.tsx';
import { legible, legibleCode } from './legible.ts';
import { hostOf, isDisguise } from './link-host.ts';
import { MentionMark } from './mention-mark.tsx';
import { type Block, blocksOf, type Item, type Span } from './rich-text.ts';
import './rich-text.css';

/** Hidden until somebody asks. */
const Spoiler = ({ children }: { children: ReactNode }) => {
  const [shown, setShown] = useState(false);
  if (shown) return <span className="spoiler">{children}</span>;
  return (
    <button type="button" className="spoiler" data-hidden="" aria-label={t.room.message.spoiler} onClick={() => setShown(true)}>
      <span aria-hidden="true" inert>
        {children}
      </span>
    </button>
  );
};

const Address = ({ text, href }: { text: string; href: string }) => {
  const room = roomAt(href);
  if (room !== undefined) return <Link to={room}>{legible(text)}</Link>;
  return (
    <>
      <a href={href} title={href} target="_blank" rel="noopener noreferrer nofollow">
        {legible(text)}
      </a>
      {isDisguise({ text, href }) && <span className="link-host"> ({hostOf(href)})</span>}
    </>
  );
};

const viewSpan = (span: Span, key: number): ReactNode => {
  switch (span.kind) {
    case 'text':
      return legible(span.text);
    case 'code':
      return <code key={key}>{legibleCode(span.text)}</code>;
    case 'mention':
      return <MentionMark key={key} handle={span.handle} text={span.text} />;
    case 'emoji':
      return <CustomEmoji key={key} name={span.name} />;
    case 'link':
      return <Address key={key} text={span.text} href={span.href} />;
    case 'bold':
      return <strong key={key}>{span.spans.map(viewSpan)}</strong>;
    case 'italic':
      return <em key={key}>{span.spans.map(viewSpan)}</em>;
    case 'strike':
      return <s key={key}>{span.spans.map(viewSpan)}</s>;
    case 'spoiler':
      return <Spoiler key={key}>{span.spans.map(viewSpan)}</Spoiler>;
  }
};

const viewItem = ({ blocks, done }: Item, key: number): ReactNode =>
  done === undefined ? (
    <li key={key}>{blocks.map(viewBlock)}</li>
  ) : (
    <li key={key} className="rich-task">
      <input type="checkbox" checked={done} disabled aria-label={done ? t.room.message.done : t.room.message.toDo} />
      <div>{blocks.map(viewBlock)}</div>
    </li>
  );

/** Scrolls by itself where it is too wide, and then by the keyboard too. */
const Table = ({ aligns, head, rows }: Extract<Block, { kind: 'table' }>) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a pointer.
  <section className="rich-table" aria-label={t.room.message.table} tabIndex={0}>
    <table>
      <thead>
        <tr>
          {head.map((cell, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a text's cells never move.
            <th key={column} scope="col" data-align={aligns[column]} dir="auto">
              {cell.map(viewSpan)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((cells, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: nor do its rows.
          <tr key={row}>
            {cells.map((cell, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: as above.
              <td key={column} data-align={aligns[column]} dir="auto">
                {cell.map(viewSpan)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

/** The message that a quote ends by leading to, as what is quoted in Parley does. */
const sourceOf = (blocks: readonly Block[]) => {
  const last = blocks.at(-1);
  const link = last?.kind === 'paragraph' ? last.spans.at(-1) : undefined;
  return link?.kind === 'link' ? messageAt(link.href) : undefined;
};

/** Of somebody whom I have blocked it is folded: the quote says whose it is, or leads to a message that is at hand. */
const Quote = ({ blocks }: Extract<Block, { kind: 'quote' }>) => {
  const source = sourceOf(blocks);
  const author = useChat((state) => {
    if (source === undefined || state.blocked.size === 0) return undefined;
    return source.by ?? state.rooms[source.roomId]?.window.items.find(({ seq }) => seq === source.seq)?.senderId;
  });
  return (
    <blockquote>
      <Heard userId={author ?? ''} what={t.room.message.quoteBlocked}>
        {blocks.map(viewBlock)}
      </Heard>
    </blockquote>
  );
};

const viewBlock = (block: Block, key: number): ReactNode => {
  switch (block.kind) {
    case 'paragraph':
      return <p key={key}>{block.spans.map(viewSpan)}</p>;
    case 'heading':
      // No heading of the page: those are for finding one's way in it.
      return (
        <p key={key} className="rich-heading" data-level={block.level}>
          {block.spans.map(viewSpan)}
        </p>
      );
    case 'code':
      return <CodeBlock key={key} language={block.language} text={block.text} />;
    case 'quote':
      return <Quote key={key} {...block} />;
    case 'table':
      return <Table key={key} {...block} />;
    case 'list':
      return block.ordered ? (
        <ol key={key} start={block.start}>
          {block.items.map(viewItem)}
        </ol>
      ) : (
        <ul key={key}>{block.items.map(viewItem)}</ul>
      );
  }
};

/** A text of this size is folded, so that it does not push everything else away. */
const FOLDED_CHARS = 2_500;
const FOLDED_LINES = 30;

const isLong = (text: string): boolean => text.length > FOLDED_CHARS || text.split('\n', FOLDED_LINES + 1).length > FOLDED_LINES;

export const RichText = memo(({ text }: { text: string }) => {
  const [unfolded, setUnfolded] = useState(false);
  const blocks = blocksOf(text).map(viewBlock);
  if (!isLong(text)) return blocks;
  return (
    <>
      <div className="rich-text-long" data-folded={unfolded ? undefined : ''}>
        {blocks}
      </div>
      <button type="button" className="rich-text-fold" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
        {unfolded ? t.room.message.showLess : t.design.showMore}
      </button>
    </>
  );
});
