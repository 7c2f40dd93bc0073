// The history as it was imported, as a file.

import { ask } from '../session/engine.ts';
import { useSession } from '../session/session.ts';
import { say } from '../session/shell-state.ts';

export async function saveHistory(): Promise<void> {
  const run = useSession.getState().open?.summary.runId;
  if (run === undefined) return;
  try {
    const { name, bytes } = await ask('exportRun', { run });
    download(name, new Blob([new Uint8Array(bytes)], { type: 'application/json' }));
  } catch (error) {
    say(error instanceof Error ? error.message : String(error), 'bad');
  }
}

function download(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
