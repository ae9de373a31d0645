/** What a picture of a topology is drawn of: plain data, so that it goes through JSON into a page. */

export interface TopologyPicture {
  readonly channels: number;
  /** x and y of each lead, one behind the other, -1 to 1; y grows downwards. */
  readonly places: readonly number[];
  /** Of the tree, in coding order. */
  readonly edges: readonly TopologyEdge[];
  /** The lead that is coded first. */
  readonly first: number;
  readonly medianAlongTree: number | null;
  readonly medianInFile: number | null;
  /** Bits a sample of each lead coded alone, and with peers. */
  readonly bits: { readonly alone: number; readonly together: number };
}

export interface TopologyEdge {
  readonly lead: number;
  readonly parent: number;
  readonly r: number;
}
