/**
 * A page as one file: style, data and script stand in it, and its policy forbids everything that would come from
 * elsewhere. The script was bundled by the build; making a page only puts text together.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { paletteStyle } from './palette.js';

export interface PageParts {
  readonly title: string;
  /** Folder in which the build has put `main.js` and `style.css`. */
  readonly bundle: URL;
  /** Goes into the page as JSON. */
  readonly data: object;
}

export function renderDocument({ title, bundle, data }: PageParts): string {
  const bundled = (name: string) => readFileSync(new URL(name, bundle), 'utf8');
  const script = bundled('main.js');
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${digest(script)}'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeText(title)}</title>
<style>${paletteStyle(':root')}
${bundled('style.css')}</style>
</head>
<body>
<a class="skip" href="#main">To the content</a>
<div id="content"></div>
<noscript>This page draws its charts and tables by a script of its own; allow scripts to see it.</noscript>
<script type="application/json" id="data">${escapeJson(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

function digest(script: string): string {
  return createHash('sha256').update(script).digest('base64');
}

/** No `</script>` and no `<!--` can stand in it. */
function escapeJson(data: object): string {
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
