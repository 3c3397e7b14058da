/** What may import what; CONTRIBUTING.md says what the rooms are for. */
const room = (name, comment, allowed) => ({
  name: `${name}-imports`,
  severity: "error",
  comment,
  from: { path: `^${name}/` },
  // What Node itself brings is nobody's room; the model, words and components take only what they name.
  to: { pathNot: allowed, ...(["policies", "cli"].includes(name) && { dependencyTypesNot: ["core"] }) },
});

/** The files at the root that read the config. */
const CONFIG = "^(config[^/]*|nearest)\\.ts$";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      comment: "Files must not import each other in a circle, types included",
      from: {},
      to: { circular: true },
    },
    room("model", "model/ stands alone but for IP arithmetic", ["^model/", "^node_modules/ip-address/"]),
    room("words", "words/ turns data into text and has no facts of its own", [
      "^words/",
      "^model/",
      "^policies/",
      "^cli/(inspect/(findings|ready|inspection)|preflight/verdict|leftovers/find|fleet/run/result|pulumi/lock)\\.ts$",
      CONFIG,
    ]),
    {
      name: "words-import-types",
      severity: "error",
      comment: "Of the data that they tell, words/ import the types alone; of AWS's facts, the names too",
      from: { path: "^words/" },
      to: { pathNot: ["^words/", "^model/aws/", "^model/graph/values\\.ts$"], dependencyTypesNot: ["type-only"] },
    },
    room("policies", "policies/ judge what model/ knows", ["^policies/", "^model/", "^words/", "^node_modules/"]),
    room("components", "components/ are a package of their own", [
      "^components/",
      "^model/(aws|addresses)/",
      "^node_modules/",
      "^(crypto)$",
    ]),
    room("cli", "cli/ runs without tests, docs and measurements", [
      "^(cli|components|model|policies|words)/",
      "^node_modules/",
      "^[^/]+$",
    ]),
    {
      name: "examples-imports",
      severity: "error",
      comment: "An example can be copied: it imports the package as its users do, and its own files",
      from: { path: "^examples/([^/]+)/" },
      to: {
        pathNot: ["^examples/$1/", "^components/(binding/)?index\\.ts$", "^node_modules/@pulumi/"],
      },
    },
    {
      name: "config-imports",
      severity: "error",
      comment: "The config is read without policies and commands; it checks what the components take",
      from: { path: CONFIG },
      to: { pathNot: ["^(components|model|words)/", "^node_modules/", "^[^/]+$"] },
    },
    {
      name: "cli-is-imported",
      severity: "error",
      comment: "Nothing stands on the commands but what tells, shows, measures and tests them",
      from: { pathNot: "^(cli|words|docs|bench|tests)/" },
      to: { path: "^cli/" },
    },
    {
      name: "packaging-is-imported",
      severity: "error",
      comment: "What makes packages is in none of them; the reference reads what it reads",
      from: { pathNot: "^(packaging|tests|docs)/" },
      to: { path: "^packaging/" },
    },
    {
      name: "tests-are-imported",
      severity: "error",
      comment: "Nothing stands on the tests but what measures with their stand-ins, and shows what they answer",
      from: { pathNot: "^(tests|bench|docs)/" },
      to: { path: "^tests/" },
    },
  ],
  options: {
    doNotFollow: { path: "^node_modules/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "node", "default"] },
  },
};
