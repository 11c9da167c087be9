// What a browser shows: an answer, read as a page.
// Invariant: a page does nothing; the browser that opened it acts.
import { type Element, fold, type Html, once, readHtml, textContent } from './html.ts';
import { type Form, formsOf } from './html-form.ts';
import type { Answer } from './http-exchange.ts';

/** Where the browser was sent back to the application; nothing was requested there. */
export interface Arrival {
  readonly url: URL;
  /** What was posted (`response_mode=form_post`); null if the answer is in the URL. */
  readonly posted: URLSearchParams | null;
}

export interface Page {
  readonly url: URL;
  /** 0 if the application was reached. */
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  readonly html: Html;
  readonly title: string;
  readonly text: string;
  /** Text of the first h1, or ''. */
  readonly heading: string;
  readonly forms: readonly Form[];
  readonly arrival: Arrival | null;
  /** The form of that name, id or path; without a name the one that has fields to fill in, else the first that posts, else the first. */
  form(which?: string): Form;
  /** The element of that id, or null. */
  byId(id: string): Element | null;
  /** Status, URL and text, for messages. */
  describe(): string;
}

export function createPage(url: URL, answer: Answer, arrival: Arrival | null = null): Page {
  const html = readHtml(answer.body);
  const forms = once(() => formsOf(html, url));
  const describe = () => `${answer.status} ${url.href}\n${html.text.slice(0, 1500)}`;
  const heading = once(() => {
    const [h1] = html.find((one) => one.tagName === 'h1');
    return h1 ? fold(textContent(h1)) : '';
  });
  return {
    url,
    status: answer.status,
    headers: answer.headers,
    body: answer.body,
    html,
    get title() {
      return html.title;
    },
    get text() {
      return html.text;
    },
    get heading() {
      return heading();
    },
    get forms() {
      return forms();
    },
    arrival,
    form(which) {
      const found = which === undefined ? mainForm(forms()) : formNamed(forms(), which);
      const known =
        forms()
          .map((form) => form.name)
          .join(', ') || 'none';
      if (!found) throw new Error(`no form ${which ?? ''} here (there are: ${known}) at ${describe()}`);
      return found;
    },
    byId: (id) =>
      html.find((one) => one.attrs.some(({ name, value }) => name === 'id' && value === id))[0] ?? null,
    describe,
  };
}

function formNamed(forms: readonly Form[], which: string): Form | undefined {
  return (
    forms.find((form) => form.name === which) ?? forms.find((form) => form.action.pathname.includes(which))
  );
}

function mainForm(forms: readonly Form[]): Form | undefined {
  const toFillIn = forms.find((form) =>
    form.fields.some(
      (field) => !field.attrs.some(({ name, value }) => name === 'type' && value === 'hidden'),
    ),
  );
  return toFillIn ?? forms.find((form) => form.method === 'POST') ?? forms[0];
}
