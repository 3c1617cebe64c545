// Runs the tests of test/: each file is built as the page is, for Node's own runner of tests, which reads no imports of TypeScript.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const folder = path.join(here, "node_modules", ".tests");
const below = await readdir(path.join(here, "test"), { recursive: true });
const files = below.filter((each) => /\.test\.tsx?$/.test(each)).sort();
await rm(folder, { recursive: true, force: true });
await build({
  absWorkingDir: here,
  entryPoints: files.map((each) => path.join("test", each)),
  outdir: folder,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  jsx: "automatic",
  jsxImportSource: "preact",
  charset: "utf8",
  sourcemap: "inline",
  loader: { ".css": "empty" },
  logLevel: "warning",
});
const built = (await readdir(folder, { recursive: true })).filter((each) => each.endsWith(".mjs")).sort();
const run = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...built.map((each) => path.join(folder, each))], { stdio: "inherit" });
process.exitCode = run.status ?? 1;
