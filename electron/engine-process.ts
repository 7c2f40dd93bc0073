// The engine's own process (Electron's utility process), whose work does not block the window. Knows no window, only
// the ports of pages.

import { samplesFolder } from '../engine/host/app-folder.ts';
import { codeCache } from '../engine/host/code-cache.ts';
import { workerProgram } from '../engine/host/worker-program.ts';
import '../engine/small-nursery.ts';
import type { KeyChain } from '../engine/desks/server-desk.ts';
import { Engine } from '../engine/engine.ts';
import { Conversation } from '../engine/host/conversation.ts';
import { must } from '../engine/model/assert.ts';
import { errorInfo } from '../engine/model/errors.ts';
import type { Asked, ToEngine, ToMain } from './engine-messages.ts';
import { type Port, portPipe } from './port-pipe.ts';

const { parentPort } = process;
/** Questions to the main process that wait for their answers. */
const asking = new Map<number, (answer: unknown) => void>();
let served: { readonly engine: Engine; readonly conversation: Conversation } | undefined;
let lastId = 0;

const keys: KeyChain = {
  isThere: () => ask('hasKeychain', null),
  kept: (owner) => ask('keptKey', owner),
  async keep(owner, apiKey) {
    await ask('keepKey', { owner, apiKey });
  },
};

parentPort.on('message', ({ data, ports }: { data: ToEngine; ports: readonly Port[] }) => {
  if (data.type === 'start') start(data.database, data.version);
  else if (data.type === 'answer') answered(data.id, data.answer);
  else if (served === undefined) return;
  else if (data.type === 'serve') served.conversation.start(portPipe(must(ports[0])));
  else if (data.type === 'push') served.conversation.push(data.name, data.body);
  else void close(served);
});

function say(message: ToMain): void {
  parentPort.postMessage(message);
}

function start(database: string, version: string): void {
  try {
    const engine = Engine.open({
      database,
      version,
      filesByPath: true,
      codeFolder: codeCache(),
      samplesFolder: samplesFolder(),
      workerProgram: workerProgram(),
      shell: { chooseFiles: (folder) => ask('choose', { folder }), keys },
    });
    served = { engine, conversation: new Conversation(engine) };
    say({ type: 'ready' });
  } catch (error) {
    console.error(error);
    say({ type: 'failed', error: errorInfo(error) });
  }
}

function ask<N extends keyof Asked>(name: N, of: Asked[N][0]): Promise<Asked[N][1]> {
  const id = ++lastId;
  return new Promise((resolve) => {
    asking.set(id, resolve as (answer: unknown) => void);
    say({ type: 'ask', id, name, of } as ToMain);
  });
}

function answered(id: number, answer: unknown): void {
  asking.get(id)?.(answer);
  asking.delete(id);
}

async function close({ engine, conversation }: NonNullable<typeof served>): Promise<void> {
  conversation.stop();
  try {
    await engine.close();
  } catch (error) {
    console.error(error);
  }
  process.exit(0);
}
