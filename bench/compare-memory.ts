// Makes two long runs and, told so, compares them; prints the highest mark of its memory and the size of the outlines, in bytes. With the
// nursery of every program that compares.

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
