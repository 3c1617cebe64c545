// Builds the page from its sources into ../bundle: one script, one style sheet, and the licences of what the script holds.
import { build } from "esbuild";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const bundle = process.argv[2] ? path.resolve(process.argv[2]) : path.join(here, "..", "bundle");

const built = await build({
  absWorkingDir: here,
  entryPoints: { explorer: "src/main.tsx" },
  outdir: bundle,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022"],
  jsx: "automatic",
  jsxImportSource: "preact",
  charset: "utf8",
  legalComments: "none",
  define: { "process.env.NODE_ENV": '"production"' },
  metafile: true,
  logLevel: "warning",
});

const packages = new Set();
for (const input of Object.keys(built.metafile.inputs)) {
  const name = input.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//g)?.at(-1)?.slice("node_modules/".length, -1);
  if (name) packages.add(name);
}
const parts = ["The page holds code of these packages, each under its own licence.\n"];
for (const name of [...packages].sort()) {
  const folder = path.join(here, "node_modules", name);
  const { version, license } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each));
  const text = file ? await readFile(path.join(folder, file), "utf8") : "";
  parts.push(`${"=".repeat(80)}\n${name} ${version} (${license})\n\n${text.trim()}\n`);
}
await mkdir(bundle, { recursive: true });
await writeFile(path.join(bundle, "LICENSES.txt"), parts.join("\n"));
