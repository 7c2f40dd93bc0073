// The recorded commands of one task, in the order in which code asks for them again in a replay. Code may pass by
// markers of versions that it no longer asks for.

import type { NativeCommand } from '../../../model/native-event.ts';
import type { EffectOutcome } from '../activation.ts';

type VersionMarker = Extract<NativeCommand, { type: 'version_marked' }>;

export class RecordedCommands {
  readonly #left: NativeCommand[];

  constructor(commands: readonly NativeCommand[]) {
    this.#left = [...commands];
  }

  take(): NativeCommand | undefined {
    return this.#left.shift();
  }

  /** The next command that the code must ask for. */
  get due(): NativeCommand | undefined {
    return this.#left.find(({ type }) => type !== 'version_marked');
  }

  /** What a side effect gave that is asked for now; nothing where something else is due. */
  get effect(): EffectOutcome | undefined {
    const { due } = this;
    return due === undefined || due.type === 'side_effect_recorded' ? due : {};
  }

  /** Whether this marker comes before any other command. */
  hasMarker(version: string): boolean {
    for (const command of this.#left) {
      if (command.type !== 'version_marked') return false;
      if (command.name === version) return true;
    }
    return false;
  }

  /** Takes a marker that is next, but not that of this version. */
  passMarker(version: string | undefined): VersionMarker | undefined {
    const [next] = this.#left;
    if (next?.type !== 'version_marked' || next.name === version) return undefined;
    this.#left.shift();
    return next;
  }
}
