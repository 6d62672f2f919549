/** A piece of HTML that is safe to put in a page: only the template tag `html` and `trusted` make one. */
export class Html {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** What may stand in a template: HTML as it is, text and numbers escaped, nothing for what is not there. */
export type Part = Html | string | number | null | undefined | false | readonly Part[];

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Writes HTML with every value escaped: html`<p title="${title}">${body}</p>`. Attributes have to be quoted. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(strings.map((text, index) => (index === 0 ? text : render(parts[index - 1]) + text)).join(''));
}

/** Lets a text that this program wrote itself, such as its stylesheet, into a page unescaped. */
export const trusted = (text: string): Html => new Html(text);

function render(part: Part): string {
  if (part instanceof Html) return part.text;
  if (part === null || part === undefined || part === false) return '';
  if (typeof part === 'string' || typeof part === 'number') return String(part).replace(/[&<>"']/g, (c) => entities[c]);
  return part.map(render).join('');
}
