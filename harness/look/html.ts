/** The page of `ncb info`. */
import { renderDocument } from '../report/document.js';
import type { LookData } from './model.js';

export function renderLook(data: LookData): string {
  return renderDocument({
    title: `ncb info: ${data.given}`,
    bundle: new URL('./page/', import.meta.url),
    data,
  });
}
