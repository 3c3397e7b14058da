/**
 * Numbers the strongly connected components of a directed graph: two nodes have one number where each is reached from the
 * other. Takes time in proportion to nodes and edges, and no stack for long ways (Tarjan's algorithm, without recursion).
 *
 * @param edges the nodes, each with those that it leads to; one that is no key counts as not there
 */
export function stronglyConnected(edges: Map<string, string[]>): Map<string, number> {
  const numbers = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const component = new Map<string, number>();
  for (const root of edges.keys()) {
    if (numbers.has(root)) continue;
    const way: { node: string; next: number }[] = [];
    const enter = (node: string): void => {
      numbers.set(node, numbers.size);
      lowest.set(node, numbers.get(node)!);
      open.push(node);
      way.push({ node, next: 0 });
    };
    const lower = (node: string, to: number): unknown => lowest.set(node, Math.min(lowest.get(node)!, to));
    enter(root);
    while (way.length > 0) {
      const step = way.at(-1)!;
      const { node } = step;
      const next = edges.get(node)![step.next++];
      if (next === undefined) {
        way.pop();
        const before = way.at(-1);
        if (before !== undefined) lower(before.node, lowest.get(node)!);
        if (lowest.get(node) !== numbers.get(node)) continue;
        for (let member = ""; member !== node;) {
          member = open.pop()!;
          component.set(member, numbers.get(node)!);
        }
      } else if (edges.has(next) && !numbers.has(next)) enter(next);
      else if (edges.has(next) && !component.has(next)) lower(node, numbers.get(next)!);
    }
  }
  return component;
}
