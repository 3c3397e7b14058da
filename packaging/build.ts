import { chmodSync, copyFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import ts from "typescript";
import { sourcesOf, type WorkspaceManifest } from "./manifest";

/**
 * Compiles what the entry points of a workspace reach into its `dist/`: CommonJS, declarations and source maps that hold the
 * sources, with the changelog and the licence beside them. Files of other rooms come along, so that the package needs no other package of this repository. Throws what the
 * compiler found, where it found anything.
 */
export function build(folder: string, { packing }: WorkspaceManifest): void {
  const root = dirname(folder);
  const sources = sourcesOf(packing).map((source) => join(folder, source));
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (file) => ts.sys.readFile(file)) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(
    {
      ...config.compilerOptions,
      // What the type check keeps for its next run is not part of a package.
      ...{ incremental: undefined, tsBuildInfoFile: undefined, noEmit: false },
      ...{ rootDir: root, outDir: join(folder, "dist"), types: ["node"] },
      // `npm run verify` has checked the types; declarations need no check of all bodies.
      ...{ declaration: true, sourceMap: true, inlineSources: true, noCheck: true },
    },
    root,
  );
  const program = ts.createProgram(sources, options);
  const { diagnostics } = program.emit();
  const problems = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (problems.length > 0) throw new Error(ts.formatDiagnostics(problems, HOST));
  for (const file of ["CHANGELOG.md", "LICENSE"]) copyFileSync(join(root, file), join(folder, "dist", file));
  for (const command of Object.values(packing.bin ?? {})) {
    chmodSync(join(folder, "dist", basename(folder), command.replace(/\.ts$/, ".js")), 0o755);
  }
}

const HOST: ts.FormatDiagnosticsHost = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => process.cwd(),
  getNewLine: () => "\n",
};
