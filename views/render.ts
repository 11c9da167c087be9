// Turns a page's model into HTML. The only place that knows the template engine.
// Invariant: everything is escaped unless a template here wrote it itself; a missing value throws instead of showing nothing.
import nunjucks from 'nunjucks';
import type { ViewContext } from './context.ts';
import { factorName } from './factor-name.ts';
import type { FieldError } from './form.ts';
import { createTranslator, type Translator } from './messages/catalogue.ts';
import type { PageModels, PageName } from './pages.ts';
import { qrCode } from './qr-code.ts';
import { hasScript, loadScript, type Script } from './script.ts';
import { loadStylesheet, type Stylesheet } from './stylesheet.ts';
import { groupsOf, initial, linesOf, linksIn } from './text.ts';

export interface Views {
  /** The page as a whole HTML document. Throws on a bug only. */
  render<Page extends PageName>(page: Page, model: PageModels[Page], context: ViewContext): string;
  /** For what is text and not a page, such as a file. */
  translator(context: ViewContext): Translator;
  /** To be served at `stylesheet.path`. */
  readonly stylesheet: Stylesheet;
  /** To be served at `script.path`. */
  readonly script: Script;
}

/** Keeps what it has compiled: one for all views of the process. */
const environment = new nunjucks.Environment(
  new nunjucks.FileSystemLoader(import.meta.dirname, { noCache: false, watch: false }),
  { autoescape: true, throwOnUndefined: true, trimBlocks: true, lstripBlocks: true },
);
for (const [name, filter] of Object.entries({ groupsOf, initial, linesOf, linksIn, qrCode }))
  environment.addFilter(name, filter);

/** What our own pages are called, where another page says what it leads to. */
const nameOfOwn = { account: 'account.application' } as const;

export function createViews(): Views {
  const stylesheet = loadStylesheet();
  const script = loadScript();
  return {
    stylesheet,
    script,
    translator: ({ locale, zone }) => createTranslator(locale, zone),
    render(page, model, context) {
      const translator = createTranslator(context.locale, context.zone);
      const errors = errorsOf(model, translator);
      return environment.render(`${page}.njk`, {
        ...context,
        application: context.firstParty ? translator.t(nameOfOwn[context.firstParty]) : context.application,
        model,
        stylesheetHref: stylesheet.href,
        scriptHref: hasScript(page) ? script.href : null,
        lang: context.locale.language,
        t: translator.t,
        /** For messages that write a time: a Date is written out with its zone. */
        time: (at: number) => new Date(at),
        date: translator.date,
        factorName: (name: string) => factorName(name, translator),
        errors,
        errorAt: Object.fromEntries(errors.map(({ field, text }) => [field, text])),
      });
    },
  };
}

interface ShownError {
  readonly field: string;
  readonly text: string;
}

function errorsOf(model: object, { t }: Translator): readonly ShownError[] {
  if (!('form' in model) || !model.form) return [];
  // Every `form` in PageModels is a FormState, whose errors are of this shape; which fields it has does not matter here.
  const { errors } = model.form as { errors: Readonly<Record<string, FieldError>> };
  return Object.entries(errors).map(([field, error]) => ({ field, text: t(error.key, error.params) }));
}
