// The versions of a sample's code that Retrace ships: `versions.json` in its folder names their run.

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OfferedVersion } from '../model/replay/run-code.ts';

type Versions = {
  readonly run: string;
  readonly versions: readonly { readonly folder: string; readonly name: string; readonly about: string }[];
};

/** Empty for a run that is not a sample. */
export function sampleVersions(samplesFolder: string, run: string): readonly OfferedVersion[] {
  for (const file of globSync('*/versions.json', { cwd: samplesFolder })) {
    const path = join(samplesFolder, file);
    const said = JSON.parse(readFileSync(path, 'utf8')) as Versions;
    if (said.run === run)
      return said.versions.map(({ folder, name, about }) => ({ name, about, code: join(path, '..', folder) }));
  }
  return [];
}
