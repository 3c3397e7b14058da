/**
 * The types of a copy's files, which nothing that runs the program looks at: a property that is not there is undefined then, as
 * if it had been left out on purpose.
 */
import { join } from "node:path";
import type * as typescript from "typescript";
import { shownPath } from "./copy";

/**
 * What the type check of TypeScript says of some files of copies, one line each: file, line and message. It reads the types of
 * all packages that they import, which takes about 6 seconds of processor time, however many the files are.
 *
 * @param project folder of the program whose `tsconfig.json` holds
 */
export async function typeProblems(project: string, files: string[]): Promise<string[]> {
  if (files.length === 0) return [];
  const ts = await import("typescript");
  const options = optionsOf(ts, project);
  const host = ts.createCompilerHost(options);
  // As `tsc` reads packages: without the comments on which no error depends.
  host.jsDocParsingMode = ts.JSDocParsingMode.ParseForTypeErrors;
  const program = ts.createProgram(files, options, host);
  return files
    .flatMap((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)))
    .map(({ file, start, messageText }) => {
      const place = file && `${shownPath(file.fileName)}:${file.getLineAndCharacterOfPosition(start ?? 0).line + 1} `;
      return `${place ?? ""}${ts.flattenDiagnosticMessageText(messageText, "\n").split("\n")[0]}`;
    });
}

function optionsOf(ts: typeof typescript, project: string): typescript.CompilerOptions {
  const { config } = ts.readConfigFile(join(project, "tsconfig.json"), (path) => ts.sys.readFile(path)) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, project);
  // What a fix leaves over does no harm.
  const unused = { noUnusedLocals: false, noUnusedParameters: false };
  return { ...options, ...unused, incremental: false, tsBuildInfoFile: undefined, noEmit: true };
}
