// Base of backends with a read-only source: they refuse all writes.

import type { RetraceError } from '../model/errors.ts';
import type { BackendWriter } from './backend.ts';

export abstract class ReadOnlyBackend {
  /** The error that every write throws. */
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
