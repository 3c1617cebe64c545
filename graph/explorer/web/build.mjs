// Builds the page from its sources into ../bundle, or into the folder that is named: one script, one style sheet, an icon, and the
// licences of what the script holds. The same sources give the same bytes on any machine.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const bundle = process.argv[2] ? path.resolve(process.argv[2]) : path.join(here, "..", "bundle");
// What a built page is made of, beside all below src/.
const RECIPE = ["build.mjs", "package-lock.json", "package.json", "tsconfig.json"];

/** The hash of all sources: each path and its bytes, in the order of the paths. tests/support/page_build.py counts alike. */
async function stamp() {
  const below = await readdir(path.join(here, "src"), { recursive: true, withFileTypes: true });
  const files = below.filter((each) => each.isFile()).map((each) => path.relative(here, path.join(each.parentPath, each.name)));
  const hash = createHash("sha256");
  for (const file of [...RECIPE, ...files.map((each) => each.split(path.sep).join("/"))].sort()) {
    const bytes = await readFile(path.join(here, file));
    hash.update(`${file}\n${bytes.length}\n`).update(bytes);
  }
  return hash.digest("hex");
}

const banner = `/* graphmill explore, of sources ${await stamp()}; licences: LICENSES.txt */`;
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
  banner: { js: banner, css: banner },
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
  const file = (await readdir(folder)).sort().find((each) => /^licen[cs]e/i.test(each));
  if (!file) throw new Error(`${name} has no file with its licence; it has to be told beside the page.`);
  const text = (await readFile(path.join(folder, file), "utf8")).replaceAll("\r\n", "\n");
  parts.push(`${"=".repeat(80)}\n${name} ${version} (${license})\n\n${text.trim()}\n`);
}
await mkdir(bundle, { recursive: true });
await writeFile(path.join(bundle, "LICENSES.txt"), parts.join("\n"));
await copyFile(path.join(here, "src", "icon.svg"), path.join(bundle, "icon.svg"));
