/** How channels are related: a picture of leads and the tree that they are coded along. */
import { element, folded, plainTable, scrollBox } from '../../report/page/element.js';
import { drawTopology, TOPOLOGY_STYLE, topologyCaption } from '../../report/page/topology.js';
import type { RecordingView } from '../model.js';

export function relations({ topology, name }: RecordingView): HTMLElement[] {
  if (topology === null) return [];
  const drawing = drawTopology(topology, document);
  drawing.setAttribute('aria-label', `How ${topology.channels} channels of ${name} are related`);
  drawing.removeAttribute('width');
  drawing.removeAttribute('height');
  const rows = topology.edges.map(({ lead, parent, r }) => [String(lead), String(parent), r.toFixed(3)]);
  return [
    element('h3', {}, 'How channels are related'),
    element('style', {}, TOPOLOGY_STYLE),
    element(
      'figure',
      {},
      scrollBox(`Channels of ${name} and their tree`, element('div', { class: 'topology-box' }, drawing)),
      element('figcaption', {}, `${topologyCaption(topology)} By ncb topology.`),
    ),
    folded('The tree in figures', plainTable('In coding order', ['channel', 'parent', 'r'], rows, 1)),
  ];
}
