// What backends have in common whose source is only read: they refuse everything that would write.

import type { RetraceError } from '../model/errors.ts';
import type { BackendWriter } from './backend.ts';

export abstract class ReadOnlyBackend {
  /** What whoever wants to write is told. */
  protected abstract refused(): RetraceError;

  insert(): boolean {
    throw this.refused();
  }

  insertBranch(): boolean {
    throw this.refused();
  }

  begin(): BackendWriter {
    throw this.refused();
  }

  insertContinuation(): void {
    throw this.refused();
  }

  drop(): number {
    throw this.refused();
  }

  checkpoint(): undefined {
    return undefined;
  }

  keepCheckpoint(): void {
    throw this.refused();
  }

  dropCheckpoint(): void {
    throw this.refused();
  }
}
