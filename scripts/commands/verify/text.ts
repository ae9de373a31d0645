/** What `ncb verify` prints of lossy copies. */
import {
  type Certificate,
  FLOOR_ROW,
  type HeldFigure,
  STREAMS_ROW,
} from '../../../harness/archive/certificate.js';
import type { VerifiedCopy } from '../../../harness/archive/verify-copy.js';
import type { Quality } from '../../../harness/quality/figures.js';
import { sayCertificate, sayCopy, sayFigures } from '../shared/certificate.js';
import { formatTable, type TextColumn } from '../shared/terminal.js';
import { terminalWidth, wrap } from '../shared/wrap.js';

/** The certificate of a copy whose original is not at hand. */
export function formatCopy(certificate: Certificate, flaw: string | undefined): string {
  const width = terminalWidth();
  const names = Object.keys(certificate.quality) as (keyof Quality)[];
  const columns: TextColumn<keyof Quality>[] = [
    { title: 'figure', text: name => name, align: 'left' },
    { title: 'certificate', text: name => say(certificate.quality[name]), align: 'right' },
    { title: 'flicker floor', text: name => say(certificate.flickerFloor[name]), align: 'right' },
  ];
  const held =
    flaw === undefined
      ? 'only the original tells whether the certificate holds: ncb verify ORIGINAL COPY'
      : `its certificate cannot be right: ${flaw}`;
  return [
    sayCertificate(certificate, width),
    wrap(held, 2, width),
    '',
    formatTable(names, columns, width),
  ].join('\n');
}

/** The answer first, then every figure. */
export function formatVerified(
  copy: string,
  original: string,
  { certificate, figures, flaw }: VerifiedCopy,
): string {
  const width = terminalWidth();
  const answer =
    flaw === undefined
      ? `${copy}: the certificate holds: ${sayCopy(certificate, original)}`
      : `${copy}: the certificate does not hold: ${flaw}`;
  const says = flaw === undefined ? [] : [wrap(`it says: ${sayCopy(certificate)}`, 2, width)];
  const { flickerFloor: floor } = certificate;
  // said above, and beside the figures; in rows of their own where they are others
  const isSaid = (figure: string) => figure === STREAMS_ROW || figure.startsWith(FLOOR_ROW);
  const rows = figures.filter(({ figure, holds }) => !holds || !isSaid(figure));
  const columns: TextColumn<HeldFigure>[] = [
    { title: 'figure', text: ({ figure }) => figure, align: 'left' },
    { title: 'certificate', text: row => say(row.certificate), align: 'right' },
    { title: 'recomputed', text: row => say(row.recomputed), align: 'right' },
    {
      title: 'flicker floor',
      text: ({ figure }) => (figure in floor ? say(floor[figure as keyof Quality]) : ''),
      align: 'right',
    },
    { title: '', text: ({ holds }) => (holds ? '' : 'differs'), align: 'left' },
  ];
  const table = figures.length === 0 ? [] : ['', formatTable(rows, columns, width)];
  return [wrap(answer, 2, width), ...says, sayFigures(certificate, width), ...table].join('\n');
}

function say(value: HeldFigure['certificate']): string {
  return value === null ? '-' : String(value);
}
