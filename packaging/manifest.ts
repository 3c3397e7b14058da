/** What the package.json of a workspace says of its package. */
export interface Packing {
  /** Entry points by what users write after the package's name (`.` for the name alone): the source, from the workspace's folder. */
  entries?: { [entry: string]: string };
  /** Commands by name: the source, from the workspace's folder. */
  bin?: { [command: string]: string };
}

/** The package.json of a workspace. */
export interface WorkspaceManifest {
  name: string;
  version: string;
  packing: Packing;
  files?: string[];
  scripts?: { [name: string]: string };
  [field: string]: unknown;
}

/** Sources from which a package is compiled. */
export function sourcesOf({ entries = {}, bin = {} }: Packing): string[] {
  return [...Object.values(entries), ...Object.values(bin)];
}

/** Where a source is, without its ending, in the package of a workspace. */
type Built = (source: string) => string;

/**
 * The package.json that goes into the package: it names JavaScript and declarations, by `exports` and for those who do not read
 * these (`main`, `types`, `typesVersions`: TypeScript with `moduleResolution: node`), and has no scripts.
 * `room` is the workspace's folder, from the repository's on.
 */
export function packedManifest(workspace: WorkspaceManifest, room: string): { [field: string]: unknown } {
  const { packing } = workspace;
  const kept = Object.entries(workspace).filter(([field]) => !["packing", "scripts", "main"].includes(field));
  const built: Built = (source) => `dist/${room}/${source.replace(/\.ts$/, "")}`;
  return {
    ...Object.fromEntries(kept),
    files: ["dist", ...(workspace.files ?? [])],
    ...(packing.bin && { bin: mapped(packing.bin, (source) => `${built(source)}.js`) }),
    ...entryFields(packing.entries ?? {}, built),
  };
}

function entryFields(entries: { [entry: string]: string }, built: Built): { [field: string]: unknown } {
  const own = { "./package.json": "./package.json" };
  const { ".": main, ...others } = entries;
  const subpaths = Object.fromEntries(
    Object.entries(others).map(([entry, source]) => [entry.replace(/^\.\//, ""), [`${built(source)}.d.ts`]]),
  );
  return {
    ...(main !== undefined && { main: `./${built(main)}.js`, types: `./${built(main)}.d.ts` }),
    ...(Object.keys(others).length > 0 && { typesVersions: { "*": subpaths } }),
    exports: {
      ...mapped(entries, (source) => ({ types: `./${built(source)}.d.ts`, default: `./${built(source)}.js` })),
      ...own,
    },
  };
}

function mapped<From, To>(all: { [key: string]: From }, to: (value: From) => To): { [key: string]: To } {
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, to(value)]));
}
