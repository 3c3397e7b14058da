/** The docstrings of the component package's public interfaces and components, read from their sources. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";

const DIRECTORY = join(__dirname, "../components");

/** Files whose exports are what a program can import. */
const ENTRIES = ["index.ts", "binding/index.ts"];

/** A field of a public interface, or an output of a component. */
export interface FieldDoc {
  /** `DatabaseArgs.engine`. */
  path: string;
  optional: boolean;
  /** True for a number, or an Input or Output of one. */
  isNumber: boolean;
  /** Text of its docstring in one line, without tags; empty where there is none. */
  text: string;
}

/** A public interface or component. */
export interface OwnerDoc {
  name: string;
  /** `Args`: what is given to a component, and what is in it. `Outputs`: what it gives. */
  kind: "interface" | "component";
  text: string;
  fields: FieldDoc[];
  /** Of a component: what its constructor throws, and when; empty where it does not say. */
  throws: string;
}

/** All public interfaces and components, sorted by name. */
export function docstrings(): OwnerDoc[] {
  const files = readdirSync(DIRECTORY, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".d.ts") && !file.includes("node_modules"),
  );
  const sources = files.map((file) => {
    const text = readFileSync(join(DIRECTORY, file), "utf8");
    return ts.createSourceFile(relative(DIRECTORY, join(DIRECTORY, file)), text, ts.ScriptTarget.ES2022, true);
  });
  const exported = new Set(sources.filter(({ fileName }) => ENTRIES.includes(fileName)).flatMap(exportsOf));
  return sources
    .flatMap((source) => [...source.statements])
    .flatMap((node): OwnerDoc[] => {
      if (ts.isInterfaceDeclaration(node) && exported.has(node.name.text)) return [interfaceDoc(node)];
      if (ts.isClassDeclaration(node) && exported.has(node.name?.text ?? "")) return [componentDoc(node)];
      return [];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function exportsOf(source: ts.SourceFile): string[] {
  return source.statements.flatMap((node) => {
    const clause = ts.isExportDeclaration(node) ? node.exportClause : undefined;
    return clause && ts.isNamedExports(clause) ? clause.elements.map(({ name }) => name.text) : [];
  });
}

function interfaceDoc(node: ts.InterfaceDeclaration): OwnerDoc {
  const name = node.name.text;
  const fields = node.members.filter(ts.isPropertySignature).map((member) => fieldDoc(name, member));
  return { name, kind: "interface", text: textOf(node), fields, throws: "" };
}

function componentDoc(node: ts.ClassDeclaration): OwnerDoc {
  const name = node.name!.text;
  const isPublic = (member: ts.ClassElement): boolean =>
    !ts.getCombinedModifierFlags(member) || !(ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Private);
  const fields = node.members
    .filter(ts.isPropertyDeclaration)
    .filter(isPublic)
    .map((member) => fieldDoc(name, member));
  const maker = node.members.find(ts.isConstructorDeclaration);
  const throws = maker === undefined ? undefined : ts.getJSDocTags(maker).find((tag) => tag.tagName.text === "throws");
  return { name, kind: "component", text: textOf(node), fields, throws: oneLine(throws?.getText() ?? "") };
}

function fieldDoc(owner: string, member: ts.PropertySignature | ts.PropertyDeclaration): FieldDoc {
  return {
    path: `${owner}.${member.name.getText()}`,
    optional: member.questionToken !== undefined,
    isNumber: /^(pulumi\.(Input|Output)<)?number>?$/.test(member.type?.getText() ?? ""),
    text: textOf(member),
  };
}

function textOf(node: ts.Node): string {
  const [doc] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  return oneLine(ts.getTextOfJSDocComment(doc?.comment) ?? "");
}

function oneLine(text: string): string {
  return text
    .replace(/^@throws\s+/, "")
    .replace(/\n\s*\*?\s*/g, " ")
    .trim();
}
