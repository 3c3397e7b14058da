// The engine's pack runner type-checks TypeScript with its own loader on every start, and with TypeScript 3.8 where none
// is installed; `npm test` has checked it already, so it is only stripped here.
delete require.extensions[".ts"];
require("sucrase/register/ts");
require("./index.ts");
