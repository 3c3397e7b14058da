import { chmodSync, copyFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import ts from "typescript";
import { sourcesOf, type WorkspaceManifest } from "./manifest";

/**
 * Compiles what the entry points of a workspace reach into its `dist/`: CommonJS, declarations where there is something to
 * import, and source maps that hold the sources, with the changelog and the licence beside them. Files of other rooms come
 * along, so that the package needs no other package of this repository. Throws where an export does not say its type, which
 * its declaration takes, and where a file does not parse.
 */
export function build(folder: string, { packing }: WorkspaceManifest): void {
  const root = dirname(folder);
  const sources = sourcesOf(packing).map((source) => join(folder, source));
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (file) => ts.sys.readFile(file)) as {
    config: { compilerOptions: object };
  };
  const declaration = packing.entries !== undefined;
  const { options } = ts.convertCompilerOptionsFromJson(
    {
      ...config.compilerOptions,
      // What the type check keeps for its next run is not part of a package.
      ...{ incremental: undefined, tsBuildInfoFile: undefined, noEmit: false },
      ...{ rootDir: root, outDir: join(folder, "dist"), sourceMap: true, inlineSources: true },
      // `npm run verify` has checked the types; exports say theirs, and so nothing of other packages is read.
      ...{ noCheck: true, types: [], lib: undefined, noLib: true },
      ...{ declaration, isolatedDeclarations: declaration },
    },
    root,
  );
  const program = ts.createProgram(sources, options, ownSources(options));
  const problems = [
    ...program.getOptionsDiagnostics(),
    ...program.getSyntacticDiagnostics(),
    ...program.emit().diagnostics,
  ];
  if (problems.length > 0) throw new Error(ts.formatDiagnostics(problems, HOST));
  for (const file of ["CHANGELOG.md", "LICENSE"]) copyFileSync(join(root, file), join(folder, "dist", file));
  for (const command of Object.values(packing.bin ?? {})) {
    chmodSync(join(folder, "dist", basename(folder), command.replace(/\.ts$/, ".js")), 0o755);
  }
}

/** Follows imports of files, and none of packages: the SDKs have thousands of declarations. */
function ownSources(options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  host.resolveModuleNameLiterals = (names, from) =>
    names.map(({ text }) =>
      text.startsWith(".") ? ts.resolveModuleName(text, from, options, host) : { resolvedModule: undefined },
    );
  return host;
}

const HOST: ts.FormatDiagnosticsHost = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => process.cwd(),
  getNewLine: () => "\n",
};
