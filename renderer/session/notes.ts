// A person's notes about the open run and its events, as the library has them, whoever wrote them.

import { create } from 'zustand';
import type { Seq } from '../../engine/model/event.ts';
import type { RunNote } from '../../engine/model/run.ts';
import { ask } from './engine.ts';
import { useSession } from './session.ts';
import { say } from './shell-state.ts';

/** `about`: what the next note is about; an event is that at the cursor. `edited`: the note being changed. */
type Notes = {
  readonly notes: readonly RunNote[];
  /** The texts by event; 0 = about the run. */
  readonly bySeq: ReadonlyMap<Seq, readonly string[]>;
  readonly about: 'event' | 'run';
  readonly edited: RunNote | null;
};

const none: readonly RunNote[] = [];

export const useNotes = create<Notes>(() => ({ notes: none, bySeq: new Map(), about: 'event', edited: null }));

/** Call once. */
export function watchNotes(): void {
  useSession.subscribe((now, before) => {
    if (now.runs === before.runs && now.open === before.open) return;
    const isOther = now.open?.summary.runId !== before.open?.summary.runId;
    const run = now.open?.summary;
    const { notes = none } = now.runs.find(({ runId }) => runId === run?.runId) ?? run ?? {};
    if (notes === useNotes.getState().notes) return;
    const bySeq = new Map([...Map.groupBy(notes, ({ seq }) => seq)].map(([seq, all]) => [seq, all.map(textOf)]));
    useNotes.setState({ notes, bySeq, ...(isOther && { edited: null }) });
  });
}

function textOf({ text }: RunNote): string {
  return text;
}

export function noteAbout(about: Notes['about']): void {
  useNotes.setState({ about, edited: null });
}

export function editNote(edited: RunNote | null): void {
  useNotes.setState({ edited });
}

/** Writes a note; `instead`: the text of the note that it replaces. An empty text removes that note. */
export async function writeNote({ seq, text }: RunNote, instead: string | null): Promise<boolean> {
  const run = useSession.getState().open?.summary.runId;
  if (run === undefined) return false;
  try {
    await ask('writeNote', { run, seq, text, instead });
    return true;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error), 'bad');
    return false;
  }
}
