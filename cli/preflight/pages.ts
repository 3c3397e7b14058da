/** All items of an answer that EC2 gives page by page. */
export async function allPages<P extends { NextToken?: string }, T>(
  ask: (token: string | undefined) => Promise<P>,
  take: (page: P) => T[] | undefined,
): Promise<T[]> {
  const found: T[] = [];
  let token: string | undefined;
  do {
    const page = await ask(token);
    found.push(...(take(page) ?? []));
    token = page.NextToken || undefined;
  } while (token);
  return found;
}
