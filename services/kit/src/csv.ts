/** A line of a file for spreadsheets: cells between semicolons, each quoted, and the end of the line. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(';')}\r\n`;
}

/** A cell that is text whatever it begins with: spreadsheets take some signs for the beginning of a formula. A whole number is none. */
function csvCell(value: string): string {
  if (/^-?\d+$/.test(value)) return `"${value}"`;
  const plain = /^[\s]*[=+\-@|%\t\r\n]/.test(value.normalize('NFKC')) ? `'${value}` : value;
  return `"${plain.replaceAll('"', '""')}"`;
}
