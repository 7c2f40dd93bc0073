// The processor's time of a piece of work, of all threads together: under load it says more than the clock.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** ms; the garbage of what came before is not counted. `soFar` says how many it has been until then. */
export async function worked(work: (soFar: () => number) => unknown): Promise<number> {
  collect();
  const before = process.cpuUsage();
  const soFar = (): number => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  await work(soFar);
  return soFar();
}
