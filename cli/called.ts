/** True where this is the installed package, which is JavaScript and has `check`, `diff` and `inspect` alone. */
export const isInstalled = __filename.endsWith(".js");

/** How this command line is called, for advice. */
export const LAB = isInstalled ? "npx lab" : "npm run lab --";
