/**
 * A heap that gives back what is equally frequent in the order of Python's heapq: the codes of Huffman coders written
 * there depend on it.
 */

export interface Frequent {
  readonly frequency: number;
}

/** Moves the node at `from` towards the root, but not above `root`. */
function rise<Node extends Frequent>(heap: Node[], root: number, from: number): void {
  const node = heap[from];
  let at = from;
  for (; at > root; at = (at - 1) >> 1) {
    const parent = heap[(at - 1) >> 1];
    if (node.frequency >= parent.frequency) break;
    heap[at] = parent;
  }
  heap[at] = node;
}

/** Fills `root` with the lesser child, and so on down to a leaf; there its node goes, and rises again. */
function sink<Node extends Frequent>(heap: Node[], root: number): void {
  const node = heap[root];
  let at = root;
  for (let child = 2 * at + 1; child < heap.length; child = 2 * at + 1) {
    const right = child + 1;
    if (right < heap.length && heap[child].frequency >= heap[right].frequency) child = right;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = node;
  rise(heap, root, at);
}

/** Puts nodes in the order of a heap. */
export function heapify<Node extends Frequent>(nodes: Node[]): void {
  for (let root = (nodes.length >> 1) - 1; root >= 0; root--) sink(nodes, root);
}

export function addNode<Node extends Frequent>(heap: Node[], node: Node): void {
  rise(heap, 0, heap.push(node) - 1);
}

/** Takes the root of a heap that is not empty; the last node takes its place. */
export function takeLeast<Node extends Frequent>(heap: Node[]): Node {
  const [least] = heap;
  const [last] = heap.splice(-1);
  if (heap.length > 0) {
    heap[0] = last;
    sink(heap, 0);
  }
  return least;
}
