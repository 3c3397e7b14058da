// Lets Node run this repository's TypeScript (`node -r ./loader.cjs`), without type-checking. What swc makes of a file is
// kept, by the hash of its name and text, so that only a changed file is transformed again.
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { enableCompileCache } = require("node:module");
const { basename, dirname, join } = require("node:path");

// Node keeps what it compiles: loading the SDKs takes half the time. Node 20 cannot, and no library for it is still kept.
enableCompileCache?.(join(__dirname, "node_modules", ".cache", "compiled"));

// @pulumi/pulumi loads these two to serialise functions, which hardly any program has it do: they are a third of what it loads.
// Each is loaded when something of it is used.
const pulumi = dirname(require.resolve("@pulumi/pulumi/package.json"));
for (const name of ["./typescript-shim", "@npmcli/arborist"]) {
  const file = require.resolve(name, { paths: [pulumi] });
  const get = (_, member) => {
    if (member === "__esModule") return true;
    if (require.cache[file] === later) delete require.cache[file];
    return require(file)[member];
  };
  const later = { id: file, filename: file, loaded: true, exports: new Proxy({}, { get }) };
  require.cache[file] = later;
}

const { addHook } = require("pirates");
const { version } = require("@swc/core/package.json");

// Every Node that runs this has the syntax of es2022 itself.
const OPTIONS = {
  jsc: { parser: { syntax: "typescript" }, target: "es2022" },
  module: { type: "commonjs" },
  sourceMaps: "inline",
  inlineSourcesContent: false,
  swcrc: false,
  configFile: false,
};
const cache = join(__dirname, "node_modules", ".cache", `swc-${version}`);

function toJavaScript(code, filePath) {
  const { transformSync } = require("@swc/core");
  return transformSync(code, { ...OPTIONS, filename: filePath, sourceFileName: basename(filePath) }).code;
}

addHook(
  (code, filePath) => {
    const key = createHash("sha1").update(JSON.stringify(OPTIONS)).update(basename(filePath)).update(code);
    const kept = join(cache, key.digest("hex"));
    try {
      return readFileSync(kept, "utf8");
    } catch {
      const javascript = toJavaScript(code, filePath);
      try {
        mkdirSync(cache, { recursive: true });
        // Written aside first: processes that start together must not read half a file.
        writeFileSync(`${kept}.${process.pid}`, javascript);
        renameSync(`${kept}.${process.pid}`, kept);
      } catch {
        // A read-only installation runs without a cache.
      }
      return javascript;
    }
  },
  { exts: [".ts"], ignoreNodeModules: true },
);
