/** From a topology to what its picture is drawn of. */
import type { TopologyFigures } from './describe.js';
import type { TopologyPicture } from './model.js';
import { placeLeads } from './place.js';
import type { Related } from './relate.js';

/** Leads that a picture has at most: shortest ways take their number to the third. */
export const MOST_DRAWN = 1024;
const PLACE_DIGITS = 4;
const R_DIGITS = 3;

export function pictureOf(
  { channels, correlations, bits }: Related,
  { leads, medianAlongTree, medianInFile }: TopologyFigures,
): TopologyPicture {
  const rounded = (value: number, digits: number) => Number(value.toFixed(digits));
  return {
    ...{ channels, medianAlongTree, medianInFile, bits },
    places: Array.from(placeLeads(correlations, channels), value => rounded(value, PLACE_DIGITS)),
    edges: leads.flatMap(({ lead, peers }) =>
      peers.slice(0, 1).map(({ lead: parent, r }) => ({ lead, parent, r: rounded(r, R_DIGITS) })),
    ),
    first: leads[0].lead,
  };
}
