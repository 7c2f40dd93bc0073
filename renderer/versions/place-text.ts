// A source position as text: relative to the named code, else in full.

import type { ReportPlace } from '../../engine/model/replay/replay-report.ts';
import { lineText } from '../ui/plain-text.ts';

export function placeText({ file, line, column }: ReportPlace, path: string): string {
  const folder = path.replace(/[^\\/]*\.[cm]?[jt]sx?$/, '').replace(/[\\/]$/, '');
  const at = folder === '' ? -1 : file.indexOf(`${folder}/`);
  const shown = at >= 0 ? file.slice(at + folder.length + 1) : file.split(/[\\/]/).slice(-2).join('/');
  return lineText(`${shown}:${line}:${column}`, 200);
}
