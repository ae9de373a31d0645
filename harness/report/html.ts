/** The page of a run, or of several. */
import { renderDocument } from './document.js';
import type { ReportData } from './model.js';

export function renderPage(data: ReportData): string {
  const title = `ncb report: ${data.runs.map(({ name }) => name).join(', ')}`;
  return renderDocument({ title, bundle: new URL('./page/', import.meta.url), data });
}
