// Makes two long runs and, if told to, compares them; prints peak memory and the size of the outlines, in bytes. Uses
// the nursery setting of every program that compares.

import '../engine/small-nursery.ts';
import { compareRuns } from '../engine/model/compare/compare-runs.ts';
import { packOutline } from '../engine/model/packed-outline.ts';
import { sideOf } from '../engine/testing/planned-run.ts';
import { edited, longPlan } from './compare.ts';

const plan = longPlan();
const [left, right] = [sideOf(plan), sideOf(edited(plan))];
const outlines = packOutline(left.outline).byteLength + packOutline(right.outline).byteLength;
if (process.argv[2] === 'compare') compareRuns(left, right);
console.log(JSON.stringify({ peak: 1024 * process.resourceUsage().maxRSS, outlines }));
