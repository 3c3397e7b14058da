/** Ids that are all different: where two are the same, each gets its detail; where that is not enough, a number. */
export function distinct(wanted: { id: string; detail: string }[]): string[] {
  const counts = new Map<string, number>();
  for (const { id } of wanted) counts.set(id, (counts.get(id) ?? 0) + 1);
  const seen = new Map<string, number>();
  return wanted.map(({ id, detail }) => {
    const text = counts.get(id)! > 1 ? `${id}/${detail}` : id;
    const number = (seen.get(text) ?? 0) + 1;
    seen.set(text, number);
    return number > 1 ? `${text}#${number}` : text;
  });
}
