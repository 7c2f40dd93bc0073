// The elements that rows of the event list are made of.

export function rowOf(className: string | undefined): HTMLDivElement {
  const row = document.createElement('div');
  row.role = 'row';
  row.className = className ?? '';
  return row;
}

export function cellOf(className?: string): HTMLSpanElement {
  const cell = document.createElement('span');
  cell.role = 'gridcell';
  cell.className = className ?? '';
  return cell;
}
