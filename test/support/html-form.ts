// A form of a page: which fields it has, and what a browser would send if somebody filled it in and pressed a button
// (HTML Standard 4.10.22, "form submission").
// Invariant: a field or button that the page does not offer cannot be used; attacks send requests of their own instead.
import { attribute, closest, type Element, elementsOf, fold, type Html, textContent } from './html.ts';

/** Texts for fields, an option's value for radios and selects, true or false for a checkbox. */
export type FieldValues = Readonly<Record<string, string | boolean>>;

export interface Submission {
  readonly action: URL;
  readonly method: 'GET' | 'POST';
  readonly fields: URLSearchParams;
}

export interface Form {
  /** Its name, else its id, else its action: for finding it. */
  readonly name: string;
  readonly action: URL;
  readonly method: 'GET' | 'POST';
  /** What it holds now: hidden fields, defaults, what was typed before. Without buttons. */
  readonly values: ReadonlyMap<string, string>;
  /** The elements of its fields, hidden ones too: for labels, autocomplete, inputmode. */
  readonly fields: readonly Element[];
  /** What stands on its buttons. */
  readonly buttons: readonly string[];
  /** @param button its text, name or value; without one the first, as with the return key */
  fill(values?: FieldValues, button?: string): Submission;
}

export function formsOf(html: Html, base: URL): readonly Form[] {
  return html.find((one) => one.tagName === 'form').map((form) => readForm(form, html, base));
}

function readForm(form: Element, html: Html, base: URL): Form {
  const controls = html.find((one) => belongsTo(one, form) && attribute(one, 'disabled') === null);
  const fields = controls.filter((one) => isField(one) && attribute(one, 'name') !== null);
  const buttons = controls.filter(isSubmitButton);
  const action = new URL(attribute(form, 'action') || base.href, base);
  const method = methodOf(attribute(form, 'method'));
  const name = attribute(form, 'name') ?? attribute(form, 'id') ?? action.pathname;
  return {
    name,
    action,
    method,
    values: new Map(fields.flatMap((field) => entriesOf(field, {}))),
    fields,
    buttons: buttons.map(buttonText),
    fill(values = {}, wanted) {
      refuseUnknown(values, fields, name);
      const button = pick(buttons, wanted, name);
      const override = (key: string) => (button ? attribute(button, key) : null);
      const pressed: Entry[] = button && attribute(button, 'name') ? [[nameOf(button), sentBy(button)]] : [];
      return {
        action: new URL(override('formaction') ?? action.href, base),
        method: override('formmethod') === null ? method : methodOf(override('formmethod')),
        fields: new URLSearchParams([...fields.flatMap((field) => entriesOf(field, values)), ...pressed]),
      };
    },
  };
}

type Entry = [string, string];

/** What this field sends: what was given, else what it holds; nothing if unchecked. */
function entriesOf(field: Element, given: FieldValues): Entry[] {
  const name = nameOf(field);
  const value = given[name];
  if (field.tagName === 'select') return [[name, choose(field, value)]];
  const type = typeOf(field);
  if (type === 'checkbox') return isChecked(field, value) ? [[name, sentBy(field)]] : [];
  if (type === 'radio') {
    const checked = value === undefined ? attribute(field, 'checked') !== null : value === sentBy(field);
    return checked ? [[name, sentBy(field)]] : [];
  }
  const held = field.tagName === 'textarea' ? textContent(field).replace(/^\n/, '') : sentBy(field);
  return [[name, String(value ?? held).replace(/\r?\n/g, '\r\n')]];
}

function isChecked(field: Element, value: string | boolean | undefined): boolean {
  if (value === undefined) return attribute(field, 'checked') !== null;
  return typeof value === 'boolean' ? value : value === sentBy(field);
}

function choose(select: Element, value: string | boolean | undefined): string {
  const options = elementsOf(select).filter((one) => one.tagName === 'option');
  const optionValue = (one: Element) => attribute(one, 'value') ?? fold(textContent(one));
  if (value === undefined) {
    const chosen = options.find((one) => attribute(one, 'selected') !== null) ?? options[0];
    return chosen ? optionValue(chosen) : '';
  }
  if (options.some((one) => optionValue(one) === value)) return String(value);
  throw new Error(`"${nameOf(select)}" offers ${options.map(optionValue).join(', ')}, but not "${value}"`);
}

function refuseUnknown(values: FieldValues, fields: readonly Element[], form: string): void {
  for (const [name, value] of Object.entries(values)) {
    const same = fields.filter((field) => nameOf(field) === name);
    const known = fields.map(nameOf).join(', ') || 'none';
    if (same.length === 0) throw new Error(`form "${form}" has no field "${name}"; it has: ${known}`);
    const radios = same.filter((field) => typeOf(field) === 'radio');
    if (radios.length > 0 && !radios.some((field) => sentBy(field) === value))
      throw new Error(`"${name}" offers ${radios.map(sentBy).join(', ')}, but not "${value}"`);
  }
}

function pick(buttons: readonly Element[], wanted: string | undefined, form: string): Element | undefined {
  if (wanted === undefined) return buttons[0];
  const found =
    buttons.find((one) => buttonText(one) === wanted) ??
    buttons.find((one) => [nameOf(one), attribute(one, 'value')].includes(wanted)) ??
    buttons.find((one) => buttonText(one).includes(wanted));
  const known = buttons.map(buttonText).join(', ') || 'none';
  if (!found) throw new Error(`form "${form}" has no button "${wanted}"; it has: ${known}`);
  return found;
}

function belongsTo(control: Element, form: Element): boolean {
  const id = attribute(control, 'form');
  return id === null ? closest(control, 'form') === form : id === attribute(form, 'id');
}

function isField(one: Element): boolean {
  if (one.tagName === 'select' || one.tagName === 'textarea') return true;
  return one.tagName === 'input' && !['submit', 'image', 'button', 'reset', 'file'].includes(typeOf(one));
}

function isSubmitButton(one: Element): boolean {
  if (one.tagName === 'button') return !['button', 'reset'].includes(typeOf(one));
  return one.tagName === 'input' && ['submit', 'image'].includes(typeOf(one));
}

function buttonText(one: Element): string {
  return one.tagName === 'input' ? sentBy(one) : fold(textContent(one));
}

function methodOf(text: string | null): 'GET' | 'POST' {
  return text?.toLowerCase() === 'post' ? 'POST' : 'GET';
}

const nameOf = (one: Element) => attribute(one, 'name') ?? '';
const typeOf = (one: Element) => (attribute(one, 'type') ?? '').toLowerCase();
const sentBy = (one: Element) => attribute(one, 'value') ?? (typeOf(one) === 'checkbox' ? 'on' : '');
