// The versions of the code that a person can choose from, filtered by a text. Pure.

import type { ListedVersions } from '../../engine/model/replay/versions.ts';

export type Choice = {
  readonly kind: 'tree' | 'branch' | 'tag' | 'commit' | 'typed';
  /** null = the working tree. */
  readonly ref: string | null;
  readonly name: string;
  readonly aside: string;
};

export function versionChoices(listed: ListedVersions | null, text: string): readonly Choice[] {
  const tags = new Set(listed?.tags);
  const all: readonly Choice[] = [
    { kind: 'tree', ref: null, name: 'working tree', aside: 'the files as they are now' },
    ...(listed?.refs ?? []).map((ref): Choice => {
      const kind = tags.has(ref) ? 'tag' : 'branch';
      return { kind, ref, name: ref, aside: kind };
    }),
    ...(listed?.commits ?? []).map(({ id, subject, author, authoredAtMs }): Choice => ({
      kind: 'commit',
      ref: id,
      name: `${id.slice(0, 10)}  ${subject}`,
      aside: `${author}, ${dayText(authoredAtMs)}`,
    })),
  ];
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter(({ ref, name, aside }) => {
    const said = `${ref ?? ''} ${name} ${aside}`.toLowerCase();
    return words.every((word) => said.includes(word));
  });
  const typed = text.trim();
  const isThere = typed === '' || found.some(({ ref, name }) => ref === typed || name === typed);
  return isThere ? found : [...found, { kind: 'typed', ref: typed, name: typed, aside: 'as typed' }];
}

export function dayText(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}
