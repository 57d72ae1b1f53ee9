// What plan is measured against: fetches and parses the same pages, and nothing else.
const { ENTRA_WRITEBACK_ACCESS_TOKEN: token, ENTRA_WRITEBACK_GRAPH_URL: root } = process.env;
const select =
  'id,displayName,groupTypes,mailEnabled,securityEnabled,onPremisesSyncEnabled,isAssignableToRole,writebackConfiguration';
const filters = ["groupTypes/any(c:c eq 'Unified')", 'mailEnabled eq false and securityEnabled eq true'];
let groups = 0;
for (const filter of filters) {
  let url = `${root}/beta/groups?$filter=${encodeURIComponent(filter)}&$select=${select}&$top=999`;
  while (url !== undefined) {
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    const page = JSON.parse(await response.text());
    groups += page.value.length;
    url = page['@odata.nextLink'];
  }
}
process.stdout.write(`${groups}\n`);
