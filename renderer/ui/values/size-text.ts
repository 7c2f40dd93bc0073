// Sizes in words: `812 B`, `64 KB`, `1.2 MB`; 1 KB = 1,024 B.

export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 999.5 * 1024) return `${shown(bytes / 1024)} KB`;
  return bytes < 999.5 * 2 ** 20 ? `${shown(bytes / 2 ** 20)} MB` : `${shown(bytes / 2 ** 30)} GB`;
}

function shown(value: number): string {
  return String(value < 9.95 ? Math.round(value * 10) / 10 : Math.round(value));
}
