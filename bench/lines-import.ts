// Imports a file into a library, as the engine does, and prints the time and the peak memory.

import '../engine/small-nursery.ts';
import { Engine } from '../engine/engine.ts';
import { findSources } from '../engine/import/import-job.ts';

const [database = '', path = ''] = process.argv.slice(2);
const engine = Engine.open({ database, version: 'bench', filesByPath: true });
const begun = performance.now();
const outcomes = await engine.import(() => findSources([path]));
const seconds = (performance.now() - begun) / 1000;
const bad = outcomes.find((outcome) => 'error' in outcome);
if (bad !== undefined || outcomes.length === 0) throw new Error(JSON.stringify(bad ?? 'nothing'));
console.log(JSON.stringify({ seconds, mebibytes: process.resourceUsage().maxRSS / 1024 }));
await engine.close();
