// Lays the pictures of `npm run screenshots` out on one page for reviewers: test-output/screens.html.
// Invariant: it shows what was photographed and nothing else; a page that was removed is gone from it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const output = join(import.meta.dirname, '../test-output');
/** Every width, scheme and language of every page and state; the way of a person through the real server. */
const folders = readdirSync(output, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .toSorted();

/** "sign-in-password-error-de-360-dark.png": what it shows, and how. */
function shotOf(file: string) {
  const [, screen = file, sight = ''] =
    /^(.*?)-((?:(?:en|de)-)?(?:360|1280)-\w+|extreme)\.png$/.exec(file) ?? [];
  return { file, screen: screen.replace(/\.png$/, ''), sight };
}

/** Of the PNG's header (RFC 2083 4.1.1). */
function sizeOf(path: string) {
  const header = readFileSync(path).subarray(16, 24);
  return { width: header.readUInt32BE(0), height: header.readUInt32BE(4) };
}

function figure(folder: string, { file, sight }: ReturnType<typeof shotOf>): string {
  const { width, height } = sizeOf(join(output, folder, file));
  const shown = width > 500 ? 480 : 220;
  const src = `${folder}/${file}`;
  return `<figure><a href="${src}"><img loading="lazy" src="${src}" alt="" width="${shown}" height="${Math.round((height * shown) / width)}"></a><figcaption>${sight}</figcaption></figure>`;
}

function section(folder: string): string {
  const shots = readdirSync(join(output, folder))
    .filter((file) => file.endsWith('.png'))
    .toSorted()
    .map(shotOf);
  const screens = [...Map.groupBy(shots, ({ screen }) => screen)];
  const rows = screens.map(
    ([screen, taken]) =>
      `<section id="${folder}-${screen}"><h3>${screen}</h3><div>${taken.map((shot) => figure(folder, shot)).join('')}</div></section>`,
  );
  return `<h2>${folder}: ${screens.length} screens</h2>${rows.join('\n')}`;
}

writeFileSync(
  join(output, 'screens.html'),
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Sallyport: every screen</title>
<style>body{font:16px system-ui;margin:2rem;background:#ddd}section>div{display:flex;flex-wrap:wrap;gap:1rem;align-items:flex-start}
figure{margin:0}figcaption{font-size:.8rem}img{background:#fff;border:1px solid #888}</style>
<h1>Every screen</h1>${folders.map(section).join('\n')}</html>
`,
);
process.stdout.write(`Every screen is on one page: ${join('test-output', 'screens.html')}\n`);
