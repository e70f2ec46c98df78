// Comunica: it finds out what the endpoint is by its service description, then asks it, alone and joined with a file.
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(pathToFileURL(path.join(process.env.CONCORD_NODE_PATH, 'x.js')));
const { QueryEngine } = require('@comunica/query-sparql');
const url = process.env.CONCORD_URL;
const engine = new QueryEngine();
const fail = (what) => { console.error('comunica: ' + what); process.exit(1); };

async function rows(query, context) {
  const stream = await engine.queryBindings(query, context);
  return (await stream.toArray()).map((b) => b.get('o').value);
}
for (const source of [url + '/sparql', { type: 'sparql', value: url + '/sparql' }]) {
  const got = await rows('SELECT ?o { <urn:given> <urn:p> ?o } ORDER BY ?o', { sources: [source] });
  if (got.join() !== '1,2') fail('SELECT gives ' + got);
}
const sources = [url + '/sparql', url + '/graphs?graph=urn:named'];
const joined = await rows('SELECT ?o { <urn:given> <urn:p> ?o . <urn:named> <urn:holds> ?o }', { sources });
if (joined.join() !== '2,2' && joined.join() !== '2') fail('a join with a document gives ' + joined);
if (!await engine.queryBoolean('ASK { <urn:given> ?p ?o }', { sources: [url + '/sparql'] })) fail('ASK');
const quads = await (await engine.queryQuads('CONSTRUCT WHERE { <urn:given> ?p ?o }', { sources: [url + '/sparql'] })).toArray();
if (quads.length !== 2) fail('CONSTRUCT gives ' + quads.length);
const fetchWithToken = (input, init) => fetch(input, { ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), authorization: 'Bearer ' + process.env.CONCORD_TOKEN } });
await engine.queryVoid('INSERT DATA { <urn:comunica> <urn:p> "tête"@fr }', { sources: [], destination: { type: 'sparql', value: url + '/update' }, fetch: fetchWithToken });
const back = await rows('SELECT ?o { <urn:comunica> <urn:p> ?o }', { sources: [{ type: 'sparql', value: url + '/sparql' }], httpCacheDisabled: true });
if (back.join() !== 'tête') fail('after an update: ' + back);
console.log('ok');
