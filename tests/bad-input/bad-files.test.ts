import { type Case, large, pipe, testCases } from "./bad-call";

const CASES: Case[] = [
  {
    what: "a graph that is a pipe",
    args: ["check", "@/g"],
    prepare: pipe("g"),
    code: 3,
    said: /it is not a regular file; write its content to one/,
  },
  { what: "a graph that is a device", args: ["check", "/dev/zero"], code: 3, said: /it is not a regular file/ },
  { what: "a graph that is a folder", args: ["check", "@"], code: 3, said: /it is a folder/ },
  {
    what: "a graph of 600 MB",
    args: ["check", "@/g"],
    prepare: large("g"),
    code: 3,
    said: /it has 600 MB; at most 200 are read/,
  },
  {
    what: "a graph of half a text",
    args: ["check", "@/g"],
    files: { g: '{"version": 3, "deploy' },
    code: 3,
    said: /is not JSON/,
  },
  {
    what: "a base that is a pipe",
    args: ["diff", "--base", "@/g", "--head", "@/g"],
    prepare: pipe("g"),
    said: /it is not a regular file/,
  },
  {
    what: "a ref of a hundred thousand letters",
    args: ["diff", "--base", "x".repeat(100_000)],
    said: /^x{299}… is neither a file nor a commit/,
  },
  {
    what: "policies' config that is a pipe",
    args: ["check", "@/g", "--policy-config", "@/p"],
    prepare: pipe("p"),
    code: 3,
    said: /\/p cannot be read: it is not a regular file/,
  },
  {
    what: "a page over a stack's file",
    args: ["plan", "--html", "@/Pulumi.dev.yaml"],
    said: /exists and is not a page of a plan/,
  },
  {
    what: "a page and a picture in one file",
    args: ["plan", "--html", "@/x", "--svg", "@/./x"],
    said: /are one file; name two/,
  },
  {
    what: "a page into a pipe",
    args: ["plan", "--html", "@/p"],
    prepare: pipe("p"),
    said: /is not a file to write to/,
  },
  { what: "a page into a device", args: ["plan", "--html", "/dev/full"], said: /is not a file to write to/ },
  {
    what: "a page below a file",
    args: ["plan", "--html", "@/Pulumi.yaml/x/y.html"],
    said: /cannot be written: (not a directory|file already exists)/,
  },
  ...["/proc/x/y.html", "/proc/self/y.html", "/proc/self/fd/1", "/sys/x/y.html"].map((path) => ({
    what: `a page in ${path}, where nothing can be made`,
    args: ["plan", "--html", path],
    said: /^\/(proc|sys)\/.* cannot be written: /,
  })),
  { what: "a page named as a folder is", args: ["plan", "--html", "@/x/"], said: /--html "\/x\/" is not a file/ },
  { what: "a page to stdout", args: ["plan", "--html", "-"], said: /--html "-": there is no output to stdout here/ },
  {
    what: "a page named as an option is",
    args: ["plan", "--html", "--svg"],
    said: /--html "--svg": it looks like an option; name a file, as \.\/--svg/,
  },
  { what: "a graph without a name", args: ["check", ""], code: 3, said: /^"" cannot be read/ },
  {
    what: "two sides that are nothing",
    args: ["diff", "--base", "", "--head", "\u001b[31mmain"],
    said: /^"" is neither a file nor a commit.*\n"\\u001b\[31mmain" is neither a file nor a commit.*\n$/,
  },
  { what: "a page with a name that is none", args: ["plan", "--svg", ""], said: /--svg "" is not a file/ },
  {
    what: "a page whose name steers a terminal",
    args: ["plan", "--svg", "a\u001b[2J.svg"],
    said: /"a\\u001b\[2J\.svg" is not a file/,
  },
];

testCases("a bad call that reads or writes a file", CASES);
