// Bundles our own code, each command a chunk of its own, so that start-up reads few files; packages stay packages.
import { chmod, rm } from 'node:fs/promises';
import { _ } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';

const shared = { bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'warning' };

await rm('dist', { recursive: true, force: true });
await build({
  ...shared,
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  splitting: true,
  packages: 'external',
  plugins: [
    { name: 'validators', setup: ({ onLoad }) => onLoad({ filter: /policy\/validators\.ts$/ }, compileValidators) },
  ],
});
await chmod('dist/main.js', 0o755);

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
