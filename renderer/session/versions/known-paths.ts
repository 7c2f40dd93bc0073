// Paths of code that were named before, the latest first: to be chosen again. Nothing is run for being among them.

const KEY = 'retrace.code.paths';
const most = 8;

export function knownPaths(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((path): path is string => typeof path === 'string').slice(0, most) : [];
  } catch {
    return [];
  }
}

export function rememberPath(path: string): void {
  const paths = [path, ...knownPaths().filter((each) => each !== path)].slice(0, most);
  localStorage.setItem(KEY, JSON.stringify(paths));
}
