// Serves every sample page as the product would, with its strict policy for scripts and styles, to be looked at.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PageName } from '../../views/pages.ts';
import { createViews, type Views } from '../../views/render.ts';
import { tenantStylesheet } from '../../views/tenant-style.ts';
import { bare, extreme, german, usual } from '../views/contexts.ts';
import { samples } from '../views/samples.ts';

/** The policy of http/headers: what it would block shows here too. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'";
const surroundings = { usual, german, extreme, bare };
const logo =
  '<svg xmlns="http://www.w3.org/2000/svg" width="240" height="64"><rect width="64" height="64" rx="32" fill="#0a6b58"/><rect x="80" y="20" width="160" height="24" fill="#333"/></svg>';

export interface Shown {
  readonly page: PageName;
  readonly variant: string;
}

/** Every sample of every page. */
export const shown: readonly Shown[] = Object.entries(samples).flatMap(([page, variants]) =>
  // The keys of `samples` are page names: see its type.
  Object.keys(variants).map((variant) => ({ page: page as PageName, variant })),
);

export interface Gallery {
  /** Of a sample, in the surroundings named. */
  url(sample: Shown, surrounding: keyof typeof surroundings): string;
  close(): Promise<void>;
}

export async function openGallery(): Promise<Gallery> {
  const views = createViews();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    answer(views, pathname, response);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  // A listening TCP server has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    url: ({ page, variant }, surrounding) => `http://localhost:${port}/${surrounding}/${variant}/${page}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function answer(views: Views, pathname: string, response: ServerResponse): void {
  const send = (type: string, body: string) =>
    response.writeHead(200, { 'Content-Type': type, 'Content-Security-Policy': policy }).end(body);
  if (pathname === views.stylesheet.path) return void send('text/css', views.stylesheet.body);
  if (pathname === views.script.path) return void send('text/javascript', views.script.body);
  if (pathname === '/tenant.css') return void send('text/css', tenantStylesheet('#f2c200'));
  if (pathname === '/logo.svg') return void send('image/svg+xml', logo);
  const [, surrounding, variant, ...rest] = pathname.split('/');
  const page = rest.join('/');
  if (!isSurrounding(surrounding) || !isPage(page)) return void response.writeHead(404).end();
  // The variants of a page are models of that page: see `samples`.
  const model = (samples[page] as Record<string, Parameters<Views['render']>[1]>)[variant ?? ''];
  if (!model) return void response.writeHead(404).end();
  send('text/html; charset=utf-8', views.render(page, model, surroundings[surrounding]));
}

function isSurrounding(name: string | undefined): name is keyof typeof surroundings {
  return name !== undefined && Object.hasOwn(surroundings, name);
}

function isPage(name: string): name is PageName {
  return Object.hasOwn(samples, name);
}
