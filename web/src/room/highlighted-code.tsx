import { tokensOf } from './code-tokens.ts';

const HighlightedCode = ({ language, text }: { language: string; text: string }) =>
  tokensOf(language, text).map(({ kind, at, text: token }) =>
    kind === 'plain' ? (
      token
    ) : (
      <span key={at} className={`code-${kind}`}>
        {token}
      </span>
    ),
  );

export default HighlightedCode;
