/** Maps of colours, a pixel a value, drawn as large as there is room. */
import { element } from '../../report/page/element.js';
import type { Rgb } from './colours.js';

export interface PixelMap {
  readonly label: string;
  readonly columns: number;
  readonly rows: number;
  /** From the lower left corner on, column and row. */
  readonly colourAt: (column: number, row: number) => Rgb;
}

export function pixelMap({ label, columns, rows, colourAt }: PixelMap, kind: string): HTMLCanvasElement {
  const canvas = element('canvas', {
    ...{ class: `pixels ${kind}`, width: columns, height: rows, role: 'img', 'aria-label': label },
  });
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  const image = context.createImageData(columns, rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = 4 * ((rows - 1 - row) * columns + column);
      const [red, green, blue] = colourAt(column, row);
      image.data.set([red, green, blue, 255], at);
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/** A bar of colours with what its ends stand for. */
export function colourKey(from: string, to: string, colourOf: (share: number) => Rgb): HTMLElement {
  const steps = 64;
  const bar = pixelMap(
    { label: '', columns: steps, rows: 1, colourAt: column => colourOf(column / (steps - 1)) },
    'key',
  );
  bar.setAttribute('aria-hidden', 'true');
  return element('span', { class: 'colour-key' }, from, bar, to);
}
