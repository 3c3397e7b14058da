import assert from "node:assert/strict";
import { join } from "node:path";
import ts from "typescript";
import { ROOT } from "../support/program";

/** Declarations of installed packages by file and kind of module, read once for all programs: the SDKs have a thousand files. */
export type Declarations = Map<string, ts.SourceFile | undefined>;

/** A host that shares them. */
function hostOf(options: ts.CompilerOptions, declarations: Declarations): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  // As `tsc` reads them: without the comments on which no error depends.
  host.jsDocParsingMode = ts.JSDocParsingMode.ParseForTypeErrors;
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (file, how, ...rest) => {
    if (!file.startsWith(join(ROOT, "node_modules"))) return read(file, how, ...rest);
    const key = `${file} ${typeof how === "object" ? how.impliedNodeFormat : how}`;
    if (!declarations.has(key)) declarations.set(key, read(file, how, ...rest));
    return declarations.get(key);
  };
  return host;
}

/**
 * What the compiler finds under the strictest flags in files of a user's folder, and in what they take from packages.
 *
 * @param declarations what the programs before have read; they take half a GB, so whoever has them lets them go
 */
export function problemsOf(
  files: string[],
  options: ts.CompilerOptions,
  user: string,
  declarations: Declarations,
): string[] {
  const all = {
    ...options,
    ...{ target: ts.ScriptTarget.ES2022, strict: true, noEmit: true, types: ["node"] },
    ...{ noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, noImplicitOverride: true },
    typeRoots: [join(user, "node_modules/@types")],
  };
  const program = ts.createProgram(files, all, hostOf(all, declarations));
  const own = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(user));
  // Of the packages it reads declarations, and never sources.
  assert.ok(own.length > files.length + 5);
  assert.ok(own.every(({ fileName }) => files.includes(fileName) || fileName.endsWith(".d.ts")));
  return own
    .flatMap((source) => [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)])
    .map(({ messageText, file: at }) => `${at?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
}
