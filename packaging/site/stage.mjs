// Copies the documents of the repository to a folder that VitePress renders: stage.mjs REPOSITORY STAGE
// A link to what is no document, for example a folder of sources, becomes plain text: the site has no such page.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, normalize, relative } from 'node:path';

const [repository, stage] = process.argv.slice(2);
const files = (ending) =>
  readdirSync(join(repository, 'docs'), { recursive: true })
    .filter((name) => name.endsWith(ending))
    .map((name) => join('docs', name));
const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...files('.md')];
const shown = new Set(documents.map((document) => normalize(document)));

// A folder's page is index.md here, and README.md there.
const page = (document) => (basename(document) === 'README.md' ? join(dirname(document), 'index.md') : document);

function link(document, text, target, anchor) {
  if (/^[a-z]+:/.test(target)) return `[${text}](${target}${anchor})`;
  let path = normalize(join(dirname(document), target));
  if (!existsSync(join(repository, path))) throw new Error(`${document}: there is no ${target}`);
  if (statSync(join(repository, path)).isDirectory() && shown.has(join(path, 'README.md'))) path = join(path, 'README.md');
  if (shown.has(path)) return `[${text}](${dot(relative(dirname(document), page(path)))}${anchor})`;
  if (path.startsWith('docs/') && statSync(join(repository, path)).isFile()) return `[${text}](${dot(target)}${anchor})`;
  return text;
}

const dot = (path) => (path.startsWith('.') ? path : './' + path);

rmSync(stage, { recursive: true, force: true });
for (const document of documents) {
  const text = readFileSync(join(repository, document), 'utf8').replace(
    /(?<!!)\[((?:[^\]\[]|!\[[^\]]*\]\([^)]*\))*)\]\(([^)#\s]+)(#[^)\s]*)?\)/g,
    (all, words, target, anchor = '') => link(document, words, target, anchor),
  );
  const to = join(stage, page(document));
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, text);
}
for (const picture of [...files('.png'), ...files('.svg'), ...files('.json')]) {
  cpSync(join(repository, picture), join(stage, picture));
  cpSync(join(repository, picture), join(stage, 'public', picture)); // for links to the file itself
}
