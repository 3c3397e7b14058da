/**
 * All items of an answer that AWS gives page by page.
 *
 * @param next where the next page begins; default as EC2 tells it
 */
export async function allPages<P, T>(
  ask: (token: string | undefined) => Promise<P>,
  take: (page: P) => T[] | undefined,
  next: (page: P) => string | undefined = (page) => (page as { NextToken?: string }).NextToken,
): Promise<T[]> {
  const found: T[] = [];
  let token: string | undefined;
  do {
    const page = await ask(token);
    found.push(...(take(page) ?? []));
    token = next(page) || undefined;
  } while (token);
  return found;
}
