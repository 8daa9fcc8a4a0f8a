/** A line of a file for spreadsheets: cells between semicolons, each quoted, and the end of the line. */
export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map(csvCell).join(';')}\r\n`;
}

/** A number, or text whatever it begins with: spreadsheets take some signs for the beginning of a formula. */
function csvCell(value: string | number): string {
  if (typeof value === 'number') return `"${value}"`;
  const plain = /^[\s]*[=+\-@|%\t\r\n]/.test(value.normalize('NFKC')) ? `'${value}` : value;
  return `"${plain.replaceAll('"', '""')}"`;
}
