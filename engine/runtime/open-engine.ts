// `retrace/engine`: an engine and its client as a library, on the file of a library.

import type { Codec } from '../author/codec.ts';
import { ThreadGuests } from '../sandbox/native/thread-guests.ts';
import { RunStore } from '../store/register/run-store.ts';
import { WorkflowClient } from './client.ts';
import { codedStore } from './coded-store.ts';
import { FileCode } from './file-code.ts';
import { type EngineOptions, WorkflowEngine } from './workflow-engine.ts';

export type OpenOptions = Pick<
  EngineOptions,
  'workerId' | 'leaseMs' | 'pollMs' | 'mostRuns' | 'mostActivities' | 'onLog' | 'onQuarantined' | 'onError'
> & {
  /** The files of the workflows. */
  readonly files: readonly string[];
  /** The file in which runs are kept; made where it is missing. */
  readonly db: string;
  readonly codec?: Codec;
};

export type OpenedEngine = {
  readonly client: WorkflowClient;
  /** Gives activities `graceMs` to end, and leaves the runs to others. */
  close(graceMs?: number): Promise<void>;
};

/** Works on runs until it is closed. Throws as the loading of files and the opening of a library do. */
export async function openEngine({ files, db, codec, ...options }: OpenOptions): Promise<OpenedEngine> {
  const code = await FileCode.load(files);
  const host = new ThreadGuests();
  for (const bundle of code.bundles) await host.load(bundle);
  const file = RunStore.inFile(db);
  const store = codec === undefined ? file : codedStore(file, codec);
  const engine = new WorkflowEngine({ store, code, host, ...options });
  const client = new WorkflowClient(store, {
    commit: (work) => engine.committer.commit(work),
    onChange: () => engine.poll(),
  });
  engine.start();
  return {
    client,
    close: async (graceMs) => {
      await engine.close(graceMs);
      await file.close();
    },
  };
}
