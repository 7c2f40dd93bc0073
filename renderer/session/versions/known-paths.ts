// Previously named paths of code, the latest first, for another choice. A listed path is not run.

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
