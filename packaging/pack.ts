/**
 * `npm pack` in a workspace's folder: `prepack` compiles the sources into `dist/` and lets the package.json name what is in
 * there; `postpack` puts the package.json of the repository back, whose `main` is TypeScript, and takes `dist/` away, so that nothing here ever reads an older state of the sources.
 */
import { spawn } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { packedManifest, type WorkspaceManifest } from "./manifest";

const DIST = "dist";
const MANIFEST = "package.json";
/** The package.json of the repository while that of the package stands in its place. */
const KEPT = ".package.json.part";
/** After that time nobody packs any more: packing a built folder takes a second. */
const LONGEST_MS = 30_000;

async function prepack(folder: string): Promise<void> {
  // The compiler, which `postpack` does not need.
  const { build } = await import("./build");
  const [manifest, kept] = [join(folder, MANIFEST), join(folder, KEPT)];
  if (existsSync(kept)) renameSync(kept, manifest);
  const workspace = JSON.parse(readFileSync(manifest, "utf8")) as WorkspaceManifest;
  rmSync(join(folder, DIST), { recursive: true, force: true });
  build(folder, workspace);
  copyFileSync(manifest, kept);
  restoreLater(kept, manifest);
  const aside = join(folder, `.${MANIFEST}.new.part`);
  writeFileSync(aside, `${JSON.stringify(packedManifest(workspace, basename(folder)), null, 2)}\n`);
  renameSync(aside, manifest);
}

/** A pack that is interrupted from here on calls no `postpack`: a process of its own puts the file back. */
function restoreLater(kept: string, manifest: string): void {
  const restore = `
    const { existsSync, renameSync } = require("node:fs");
    const ends = Date.now() + ${LONGEST_MS};
    const timer = setInterval(() => {
      const waits = existsSync(${JSON.stringify(kept)});
      if (waits && Date.now() < ends) return;
      clearInterval(timer);
      if (waits) renameSync(${JSON.stringify(kept)}, ${JSON.stringify(manifest)});
    }, 200);`;
  spawn(process.execPath, ["-e", restore], { detached: true, stdio: "ignore" }).unref();
}

function postpack(folder: string): void {
  const kept = join(folder, KEPT);
  if (!existsSync(kept)) {
    throw new Error(`Packing took longer than ${LONGEST_MS / 1000} s, and the package holds TypeScript: pack again`);
  }
  renameSync(kept, join(folder, MANIFEST));
  rmSync(join(folder, DIST), { recursive: true });
}

const steps: { [step: string]: ((folder: string) => void | Promise<void>) | undefined } = { prepack, postpack };
const step = steps[process.argv[2]];
if (step === undefined) throw new Error(`Say what to do: ${Object.keys(steps).join(" or ")}`);
void step(process.cwd());
