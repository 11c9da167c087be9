// Reads HTML as a person without styles does: title, text, links and forms, by the parser that browsers' rules describe.
// Invariant: it never repairs what a page lacks: what is not in the page is not found.
import { type DefaultTreeAdapterTypes, parse } from 'parse5';

type Node = DefaultTreeAdapterTypes.Node;
export type Element = DefaultTreeAdapterTypes.Element;
type Parent = DefaultTreeAdapterTypes.ParentNode;

export interface Link {
  readonly text: string;
  /** As it stands in the page. */
  readonly href: string;
}

export interface Html {
  readonly root: Parent;
  readonly title: string;
  /** What can be read, white space folded; blocks stand on lines of their own. */
  readonly text: string;
  readonly links: readonly Link[];
  /** All elements for which this holds, in order. */
  find(test: (element: Element) => boolean): readonly Element[];
}

const unseen = new Set(['script', 'style', 'head', 'template', 'noscript']);
const inline = new Set([
  'a',
  'abbr',
  'b',
  'code',
  'em',
  'i',
  'kbd',
  'label',
  'small',
  'span',
  'strong',
  'time',
]);

export function readHtml(source: string): Html {
  const root: Parent = parse(source);
  const find = (test: (element: Element) => boolean) => elementsOf(root).filter(test);
  const [title] = find((one) => one.tagName === 'title');
  return {
    root,
    title: title ? fold(textContent(title)) : '',
    text: visibleText(root),
    links: find((one) => one.tagName === 'a' && attribute(one, 'href') !== null).map((one) => ({
      text: fold(textContent(one)),
      href: attribute(one, 'href') ?? '',
    })),
    find,
  };
}

/** The attribute's value, or null if it is not there. */
export function attribute(element: Element, name: string): string | null {
  return element.attrs.find((one) => one.name === name)?.value ?? null;
}

/** Every element under this one, in order. */
export function elementsOf(parent: Parent): readonly Element[] {
  return parent.childNodes.flatMap((node) => (isElement(node) ? [node, ...elementsOf(node)] : []));
}

/** The nearest element of that name around this one, or null. */
export function closest(element: Element, tagName: string): Element | null {
  const parent = element.parentNode;
  if (parent === null || !isElement(parent)) return null;
  return parent.tagName === tagName ? parent : closest(parent, tagName);
}

/** All text within, as it stands in the source. */
export function textContent(node: Node): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textContent).join('') : '';
}

export function fold(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function visibleText(root: Parent): string {
  const lines = seen(root).split('\n').map(fold);
  return lines.filter((line) => line !== '').join('\n');
}

function seen(node: Node): string {
  if ('value' in node) return node.value.replace(/\s+/g, ' ');
  if (!('childNodes' in node)) return '';
  if (!isElement(node)) return node.childNodes.map(seen).join('');
  if (unseen.has(node.tagName) || attribute(node, 'hidden') !== null) return '';
  const text = node.childNodes.map(seen).join('');
  if (node.tagName === 'br') return '\n';
  return inline.has(node.tagName) ? text : `\n${text}\n`;
}

function isElement(node: Node): node is Element {
  return 'tagName' in node;
}
