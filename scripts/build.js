// Bundles our own code, each command a chunk of its own, with the small packages that every run needs: start-up reads a
// handful of files instead of a hundred. What only some runs need stays a package, loaded when it is used.
import { chmod, cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { _ } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';

const shared = { bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'warning' };

await rm('dist', { recursive: true, force: true });
const { metafile } = await build({
  ...shared,
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  mainFields: ['module', 'main'],
  splitting: true,
  external: ['@azure/identity', '@hono/node-server', 'ajv', 'hono', 'saxes', 'tinyglobby'],
  // commander and yaml are CommonJS, which asks for Node's own modules in this way.
  banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
  metafile: true,
  plugins: [
    { name: 'validators', setup: ({ onLoad }) => onLoad({ filter: /policy\/validators\.ts$/ }, compileValidators) },
  ],
});
await chmod('dist/main.js', 0o755);
// What runs on a server is read as it is, beside the code that sends it.
await cp('src/connect/scripts', 'dist/scripts', { recursive: true });
await writeFile('dist/LICENSES.txt', await collectLicences(metafile));

/** What ajv makes of the policy schemas, with the little of its runtime that this code needs. */
async function compileValidators() {
  const compiler = 'dist/compile-structure.js';
  await build({ ...shared, entryPoints: ['src/policy/compile-structure.ts'], outfile: compiler, packages: 'external' });
  const { createAjv } = await import(new URL(`../${compiler}`, import.meta.url).href);
  await rm(compiler);
  const ajv = createAjv({ source: true, esm: true, formats: _`formats` });
  const code = standaloneCode.default(ajv, { policy: 'policy', groups: 'groups' });
  const contents = `import { isCalendarDate } from './date.ts';\nconst formats = { date: isCalendarDate };\n${code}`;
  const stdin = { contents, resolveDir: 'src/policy' };
  const { outputFiles } = await build({ ...shared, stdin, write: false });
  return { contents: outputFiles[0].text, loader: 'js' };
}

/** The licence of every package whose code is in the bundle, as these licences ask. */
async function collectLicences({ inputs }) {
  const folders = Object.keys(inputs).flatMap((path) => /^node_modules\/((@[^/]+\/)?[^/]+)/.exec(path)?.[0] ?? []);
  const texts = [...new Set(folders)].sort().map(async (folder) => {
    const { name, version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    if (file === undefined) throw new Error(`${name} comes without a licence file`);
    return `${name} ${version}\n\n${await readFile(join(folder, file), 'utf8')}`;
  });
  return (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`);
}
