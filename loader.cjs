// Lets Node run this repository's TypeScript (`node -r ./loader.cjs`), without type-checking. What sucrase makes of a file is
// kept, by the hash of its name and text, so that only a changed file is transformed again. It keeps every line in its place.
const { createHash } = require("node:crypto");
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { enableCompileCache } = require("node:module");
const { basename, dirname, join } = require("node:path");
const { version } = require("sucrase/package.json");

const caches = join(__dirname, "node_modules", ".cache");
const transformed = join(caches, `sucrase-${version}`);

// Node keeps what it compiles: loading the SDKs takes half the time. Node 20 cannot, and no library for it is still kept.
// Writing it takes as long as a start saves, and the first start has enough to do.
if (existsSync(transformed)) enableCompileCache?.(join(caches, "compiled"));

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

// Node has the newer syntax itself; what sucrase puts in its place is slow.
const OPTIONS = { transforms: ["typescript", "imports"], disableESTransforms: true };

addHook(
  (code, filePath) => {
    const key = createHash("sha1").update(JSON.stringify(OPTIONS)).update(basename(filePath)).update(code);
    const kept = join(transformed, key.digest("hex"));
    try {
      return readFileSync(kept, "utf8");
    } catch {
      const javascript = require("sucrase").transform(code, { ...OPTIONS, filePath }).code;
      try {
        mkdirSync(transformed, { recursive: true });
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
