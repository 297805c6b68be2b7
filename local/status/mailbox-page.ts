import type { Mail } from '../ports.ts';

const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const row = ({ to, subject, code, sentAt }: Mail): string =>
  `<tr><td>${escapeHtml(to)}</td><td>${escapeHtml(subject)}</td><td><code>${escapeHtml(code)}</code></td><td><time>${new Date(sentAt).toLocaleTimeString('en-GB')}</time></td></tr>`;

const rows = (mails: readonly Mail[]): string =>
  mails.length > 0
    ? `<table><thead><tr><th>To</th><th>Subject</th><th>Code</th><th>Sent</th></tr></thead><tbody>${mails.toReversed().map(row).join('')}</tbody></table>`
    : '<p>No mail yet. Sign up in the app: the confirmation code appears here.</p>';

/** The mails that would have been sent, newest first, as a page that looks again every few seconds. */
export const mailboxPage = (mails: readonly Mail[]): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="3">
<title>Parley mailbox</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 56rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 0.5rem 0.75rem; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
code { font-size: 1.25rem; letter-spacing: 0.1em; user-select: all; }
</style>
</head>
<body>
<main>
<h1>Mailbox</h1>
<p>Mail of the local cloud: nothing here was really sent.</p>
${rows(mails)}
<p><a href="/metrics">Metrics</a> · <a href="/calls">Calls to AWS</a></p>
</main>
</body>
</html>
`;
