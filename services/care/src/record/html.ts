import { htmlText } from '@samplan/kit/html';
import { swedishTime } from '@samplan/kit/time';

/** What was done, when and by whom; what happens by itself has nobody. */
export function by(what: string, at: Date, userId: string | null): string {
  return `${what} ${swedishTime(at)}${userId ? ` av ${userId}` : ''}`.trim();
}

/** Why, after what was done. */
export function reasonOf(reason: string | null): string {
  return reason === null ? '' : ` – ${reason}`;
}

/** A section of the document; what is empty is said to be. */
export function section(heading: string, parts: readonly string[]): string {
  const content = parts.join('\n');
  return `<section><h2>${htmlText(heading)}</h2>\n${content || '<p>Inget.</p>'}</section>`;
}

/** Something that was written, with what happened to it. */
export function block(heading: string, text: string | null, lines: readonly string[]): string {
  const written = text ? `<p class="text">${htmlText(text)}</p>` : '';
  return `<article><h3>${htmlText(heading)}</h3>${written}${list(lines)}</article>`;
}

/** Lines. */
export function list(lines: readonly string[]): string {
  return lines.length > 0 ? `<ul>${lines.map((line) => `<li>${htmlText(line)}</li>`).join('')}</ul>` : '';
}

/** Names with values. */
export function table(rows: readonly (readonly [string, string])[]): string {
  const lines = rows.map(([name, value]) => `<tr><th>${htmlText(name)}</th><td>${htmlText(value)}</td></tr>`);
  return `<table>${lines.join('')}</table>`;
}
