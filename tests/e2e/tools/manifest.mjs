// Writes custom-elements.json and chalkgrad.d.ts into a folder: what every element understands, as its source says it.
//   node manifest.mjs FOLDER

import { readFile, readdir, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { create, ts } from '@custom-elements-manifest/analyzer';
import { parse } from 'comment-parser';
import { TOKENS } from '../../../www/js/tokens.js';
import { typesOf } from './types.mjs';

const SOURCES = new URL('../../../www/js/', import.meta.url);
/** Classes that elements are made of, before the elements. */
const BASES = ['view.js', 'asked.js', 'fields.js', 'alone.js'];

/** What each `--chalk-…` is for. */
const LOOKS = {
  paper: 'the page', card: 'a card', ink: 'words', muted: 'words of less weight', rule: 'borders', edge: 'borders of what can be pressed',
  grid: 'the grid of a plot', axis: 'the axes of a plot', data: 'data', fit: 'the model', grad: 'gradients', ok: 'what is right, the best possible',
  now: 'behind what is happening now', 'now-bar': 'what is happening now', focus: 'the ring around what has the keyboard',
  shadow: 'the shadow of the bar', sans: 'typeface of the interface', serif: 'typeface of what teaches', formula: 'typeface of formulas',
  mono: 'typeface of code and numbers', radius: 'how round corners are',
};

const plain = (text = '') => text.replace(/\s+/g, ' ').replace(/^[–-] ?/, '').trim();

/** Members that the JSDoc of a class names are the ones that pages may use; the analyzer knows no `@method`. */
function namedMembers() {
  const named = new Map();
  return {
    name: 'named-members',
    analyzePhase({ node, moduleDoc }) {
      if (node.kind !== ts.SyntaxKind.ClassDeclaration) return;
      const found = moduleDoc.declarations.find(({ name }) => name === node.name.getText());
      const tags = (node.jsDoc ?? []).flatMap((doc) => parse(doc.getFullText())).flatMap(({ tags }) => tags);
      const methods = tags.filter(({ tag }) => tag === 'method');
      named.set(found.name, new Set(tags.filter(({ tag }) => tag === 'method' || tag === 'prop').map(({ name }) => name)));
      found.members = (found.members ?? []).filter(({ name }) => named.get(found.name).has(name));
      for (const { name, type, description } of methods) {
        found.members = found.members.filter((member) => member.name !== name);
        found.members.push({ kind: 'method', name, description, type: { text: type } });
      }
    },
  };
}

/** An element is called as its file, and only what JSDoc describes is told of it. */
const tidied = {
  name: 'tidied',
  packageLinkPhase({ customElementsManifest }) {
    for (const { path, declarations } of customElementsManifest.modules) {
      for (const declaration of declarations.filter(({ kind }) => kind === 'class')) {
        if (path.startsWith('elements/')) Object.assign(declaration, { tagName: basename(path, '.js'), customElement: true });
        if (declaration.superclass?.name === 'Element') declaration.superclass = { name: 'HTMLElement' };
        declaration.cssProperties = Object.entries({ ...TOKENS, sans: 'inherit' }).map(([name, value]) => ({ name: `--chalk-${name}`, description: LOOKS[name], default: value }));
        for (const list of ['attributes', 'members', 'events', 'slots', 'cssParts']) {
          const told = (declaration[list] ?? []).filter(({ description }) => description);
          declaration[list] = told.map((item) => ({ ...item, description: plain(item.description) }));
        }
        declaration.description = plain(declaration.description);
      }
    }
  },
};

const names = (await readdir(new URL('elements/', SOURCES))).sort().map((name) => `elements/${name}`);
const read = async (name) => ts.createSourceFile(name, await readFile(new URL(name, SOURCES), 'utf8'), ts.ScriptTarget.ES2022, true);
const modules = await Promise.all([...BASES, ...names].map(read));
const manifest = create({ modules, plugins: [namedMembers(), tidied] });
manifest.modules = manifest.modules.filter(({ path }) => path.startsWith('elements/'));
for (const module of manifest.modules) {
  module.declarations = module.declarations.filter(({ tagName }) => tagName);
  // All of them come out of one file.
  module.path = 'chalkgrad.js';
  module.exports = module.declarations.map(({ name, tagName }) => ({ kind: 'custom-element-definition', name: tagName, declaration: { name, module: 'chalkgrad.js' } }));
}
const all = manifest.modules.flatMap(({ declarations }) => declarations);
const whole = { ...manifest, modules: [{ kind: 'javascript-module', path: 'chalkgrad.js', declarations: all, exports: manifest.modules.flatMap(({ exports }) => exports) }] };

const folder = process.argv[2];
await writeFile(`${folder}/custom-elements.json`, `${JSON.stringify(whole)}\n`);
await writeFile(`${folder}/chalkgrad.d.ts`, typesOf(all));
