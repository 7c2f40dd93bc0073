// Special cases of the program in a browser. The refusals are tested beside engine/host/loopback.ts.

import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { atRest, expect, test } from './fixtures.ts';
import { firstLine, startCli } from './hosts.ts';

test('the token leaves the address and lasts for the tab', async ({ page, app }) => {
  const token = new URL(app.url ?? '').hash.slice('#token='.length);
  expect(page.url()).not.toContain(token);
  await page.reload();
  await atRest(page);
  expect(page.url()).not.toContain(token);
});

test.describe('retrace open, where there is a display', () => {
  test.skip(process.platform !== 'linux', 'Electron is stood in for by a shell script');

  test('starts Electron with the app, the files and the library, and ends with it', async ({ scratch }) => {
    const env = withElectron(
      scratch,
      'printf "%s\\n" "$@" "$RETRACE_LIBRARY" "$ELECTRON_RUN_AS_NODE" > "$SEEN"; sleep 0.1',
    );
    const child = startCli(['open', 'package.json', '--db', join(scratch, 'library.db')], {
      ...env,
      ELECTRON_RUN_AS_NODE: '1',
    });
    expect((await once(child, 'exit'))[0]).toBe(0);
    const root = resolve(import.meta.dirname, '..');
    expect(readFileSync(join(scratch, 'seen'), 'utf8').split('\n')).toEqual([
      root,
      join(root, 'package.json'),
      join(scratch, 'library.db'),
      '',
      '',
    ]);
  });

  test('an Electron that cannot start is said so in one sentence, and the browser takes over', async ({ scratch }) => {
    const child = startCli(['open', '--db', join(scratch, 'other.db')], withElectron(scratch, 'exit 1'));
    expect(await firstLine(child)).toMatch(
      /^Electron's program did not start; serving Retrace at http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]+ instead\.$/,
    );
    child.kill('SIGINT');
    expect((await once(child, 'exit'))[0]).toBe(0);
  });
});

/** An environment in which Electron is this shell script, and no browser is found. */
function withElectron(scratch: string, script: string): NodeJS.ProcessEnv {
  const dist = join(scratch, 'electron');
  mkdirSync(dist);
  writeFileSync(join(dist, 'electron'), `#!/bin/sh\nexport PATH=/usr/bin:/bin\n${script}\n`, { mode: 0o755 });
  return { DISPLAY: ':0', PATH: dist, SEEN: join(scratch, 'seen'), ELECTRON_OVERRIDE_DIST_PATH: dist };
}
