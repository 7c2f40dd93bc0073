// The folder of a person's own dialects, as the engine has it.

import { create } from 'zustand';
import type { OwnDialects } from '../../engine/model/api.ts';
import { ask } from './engine.ts';
import { openAgain } from './open-again.ts';

type DialectState = { readonly own: OwnDialects | null; readonly error: string | null; readonly busy: boolean };

export const useDialects = create<DialectState>(() => ({ own: null, error: null, busy: false }));

const { setState } = useDialects;

export function lookAtDialects(): Promise<void> {
  return answering(() => ask('ownDialects', {}));
}

/** Its code runs from then on. Chosen again, its files are read again; what is open is shown as it is explained now. */
export function chooseDialects(folder: string | null): Promise<void> {
  return answering(async () => {
    const own = await ask('chooseDialects', { folder });
    await openAgain();
    return own;
  });
}

async function answering(call: () => Promise<OwnDialects>): Promise<void> {
  setState({ busy: true, error: null });
  try {
    setState({ own: await call() });
  } catch (error) {
    setState({ error: error instanceof Error ? error.message : String(error) });
  } finally {
    setState({ busy: false });
  }
}
