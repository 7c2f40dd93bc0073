// The register in memory, for short-lived runs.

import type { Claim, DeadLetter, Register, RowQuery, RunRow } from './register.ts';

export class MemoryRegister implements Register {
  readonly #rows = new Map<string, RunRow>();
  readonly #open = new Map<string, string>();
  /** Run ids per workflow id, in order of their start. */
  readonly #byWorkflow = new Map<string, string[]>();
  readonly #letters: DeadLetter[] = [];
  /** Open runs that may be due or may need a worker. */
  readonly #candidates = new Set<string>();

  get(run: string): RunRow | undefined {
    return this.#rows.get(run);
  }

  openRun(workflowId: string): RunRow | undefined {
    const run = this.#open.get(workflowId);
    return run === undefined ? undefined : this.#rows.get(run);
  }

  list({ workflowId, workflowType, closed, quarantined, startKey, limit }: RowQuery): readonly RunRow[] {
    const rows = workflowId === undefined ? [...this.#rows.values()] : this.#runsOf(workflowId);
    return rows
      .toReversed()
      .filter(
        (row) =>
          (workflowType === undefined || row.workflowType === workflowType) &&
          (closed === undefined || row.closed === closed) &&
          (quarantined === undefined || (row.quarantined !== null) === quarantined) &&
          (startKey === undefined || row.startKey === startKey),
      )
      .slice(0, limit);
  }

  #runsOf(workflowId: string): readonly RunRow[] {
    return (this.#byWorkflow.get(workflowId) ?? []).flatMap((run) => this.#rows.get(run) ?? []);
  }

  put(row: RunRow): void {
    if (!this.#rows.has(row.run)) {
      const others = this.#byWorkflow.get(row.workflowId);
      if (others === undefined) this.#byWorkflow.set(row.workflowId, [row.run]);
      else others.push(row.run);
    }
    this.#rows.set(row.run, row);
    if (!row.closed) this.#open.set(row.workflowId, row.run);
    else if (this.#open.get(row.workflowId) === row.run) this.#open.delete(row.workflowId);
    const isOpen = !row.closed && row.quarantined === null;
    if (isOpen ? row.woken || row.dueAt !== null : row.woken && row.owner !== null) this.#candidates.add(row.run);
    else this.#candidates.delete(row.run);
  }

  claim({ owner, now, leaseUntil, types, codes, limit }: Claim): readonly RunRow[] {
    const taken: RunRow[] = [];
    for (const run of this.#candidates) {
      if (taken.length >= limit) break;
      const row = this.#rows.get(run)!;
      const isFree = row.owner === null || row.leaseUntil <= now;
      const isDue = row.woken || (row.dueAt !== null && row.dueAt <= now);
      const isOurs = types.includes(row.workflowType) || (row.code !== null && codes.includes(row.code));
      if (row.closed || row.quarantined !== null || !isFree || !isDue || !isOurs) continue;
      const claimed = { ...row, owner, leaseUntil, claims: row.claims + 1, woken: false, dueAt: 0 };
      this.put(claimed);
      taken.push(claimed);
    }
    return taken;
  }

  woken(owner: string): readonly RunRow[] {
    return [...this.#candidates].flatMap((run) => {
      const row = this.#rows.get(run)!;
      return row.owner === owner && row.woken ? [row] : [];
    });
  }

  renew(owner: string, leaseUntil: number): void {
    for (const row of this.#rows.values()) if (row.owner === owner && !row.closed) this.put({ ...row, leaseUntil });
  }

  owners(): readonly string[] {
    return [
      ...new Set([...this.#rows.values()].flatMap(({ owner, closed }) => (owner === null || closed ? [] : [owner]))),
    ];
  }

  disown(owner: string): void {
    for (const row of this.#rows.values()) if (row.owner === owner) this.put({ ...row, owner: null, leaseUntil: 0 });
  }

  nextDue(owner: string): number | null {
    let next: number | null = null;
    for (const run of this.#candidates) {
      const { owner: other, dueAt, woken, leaseUntil, closed } = this.#rows.get(run)!;
      if (other === owner || closed) continue;
      const due = Math.max(woken ? 0 : dueAt!, other === null ? 0 : leaseUntil);
      if (next === null || due < next) next = due;
    }
    return next;
  }

  addDeadLetter(letter: DeadLetter): void {
    this.#letters.push(letter);
  }

  deadLetters(limit: number): readonly DeadLetter[] {
    return this.#letters.slice(-limit).reverse();
  }
}
