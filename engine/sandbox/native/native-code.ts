// A workflow file of Retrace's own engine as code for a replay of histories.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Bundle } from '../bundle.ts';
import { instrumentedSources } from '../locals/instrumented-sources.ts';
import type { Site } from '../locals/site.ts';
import type { CodeOptions } from '../temporal/bundle.ts';
import { bundleWorkflows, kernelScript, sourceFolder } from './bundle.ts';

/** Throws `not-found` and `code-does-not-build`. */
export async function bundleNativeCode(options: CodeOptions): Promise<Bundle> {
  const sites: Site[] = [];
  const more = options.instrumented ? [instrumentedSources(sites)] : [];
  const { file, code, map, files } = await bundleWorkflows(options.workflowsPath, more);
  const kernel = await kernelScript();
  return {
    guest: 'native',
    code,
    map,
    folder: dirname(file),
    digest: createHash('sha256').update(kernel).update(code).digest('hex'),
    sdkVersion: packageVersion(),
    files,
    options: { ...options, workflowsPath: file },
    ...(options.instrumented && { sites }),
    kernel,
  };
}

function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(sourceFolder(), '../package.json'), 'utf8')) as { version?: string };
  return version ?? '';
}
