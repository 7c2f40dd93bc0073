// Imported first by every program that holds an engine: keeps its memory small. The garbage of an import is young; a nursery that grows
// with it costs memory, not time.

import { setFlagsFromString } from 'node:v8';

/** V8's own switch: the nursery stays at the size that it starts with. */
setFlagsFromString('--semi-space-growth-factor=1');
