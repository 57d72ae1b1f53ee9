import type { Fact } from '../../model/fact.js';
import type { StatusServer } from '../../model/status.js';
import { describeServer, describeServers, serverColumns } from '../server-words.js';
import { layTable } from './layout.js';
import { type Lines, type Page, writePairs, writeTitle } from './page.js';

const widestLabel = 19;
const narrowestServer = 17;

/** A line for each server and one for AD: what matters of them, the whole is in the facts. */
export function writeServerFacts(page: Page, facts: readonly Fact[]): Lines {
  const told = describeServers(facts);
  if (told.length === 0) return [];
  const pairs = told.map(([name, words]) => [`  ${name}`, words] as const);
  return [...writeTitle(page, 'What the servers say'), ...writePairs(page, pairs)];
}

/** A column for each server: there are few of them, and more to say of each than fits beside a name. */
export function writeServers(page: Page, servers: readonly StatusServer[]): Lines {
  const perTable = Math.max(Math.floor((page.width - widestLabel) / (narrowestServer + 2)), 1);
  const tables = Array.from({ length: Math.ceil(servers.length / perTable) }, (_, index) =>
    writeTable(page, servers.slice(index * perTable, (index + 1) * perTable)),
  );
  return tables.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

function writeTable(page: Page, servers: readonly StatusServer[]): Lines {
  const cells = servers.map(describeServer);
  const rows = serverColumns.map((label, row) => [label, ...cells.map((column) => column[row] ?? '')]);
  const columns = [{}, ...servers.map(() => ({ flexible: true }))];
  const [header = '', ...lines] = layTable(
    [['Server', ...servers.map(({ name }) => name)], ...rows],
    columns,
    page.width,
  );
  return [page.colours.bold(header), ...lines];
}
