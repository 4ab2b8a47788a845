// TypeScript's view of the elements, out of the manifest: properties, methods, events, and the tags by name.

const comment = (text, indent = '  ') => (text ? `${indent}/** ${text.replaceAll('*/', '* /')} */\n` : '');

/** What the script itself exports. */
const EXPORTS = `export declare function define(elements: Record<string, CustomElementConstructor>): void;
export declare function openTeach(): Promise<void>;
export declare function openWorkbench(): Promise<void>;
`;

/** An attribute `batch_size` is written in markup; as a property it goes by the same name. */
const propertyOf = ({ name, description, type }) => `${comment(description)}  ${JSON.stringify(name)}: ${widened(type?.text)} | null;\n`;

/** A text is taken for every attribute. */
const widened = (type = 'string') => (type.includes('string') ? type : `${type} | string`);

/** Where a source names no type, anything goes. */
const typeOf = ({ kind, type }) => type?.text || (kind === 'method' ? '(...args: unknown[]) => unknown' : 'unknown');

function interfaceOf({ name, description, attributes, members, events }) {
  const own = members.map((member) => `${comment(member.description)}  ${member.kind === 'field' && !WRITABLE.includes(member.name) ? 'readonly ' : ''}${member.name}: ${typeOf(member)};\n`);
  const named = attributes.filter(({ name }) => PROPERTIES.includes(name) && members.length > 0).map(propertyOf);
  const heard = events.length > 0 ? `  addEventListener<K extends keyof ${name}Events>(type: K, listener: (this: ${name}, event: ${name}Events[K]) => void, options?: boolean | AddEventListenerOptions): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
` : '';
  const types = events.length > 0 ? `export interface ${name}Events extends HTMLElementEventMap {\n${events.map((event) => `${comment(event.description)}  '${event.name}': ${event.type?.text ?? 'CustomEvent'};\n`).join('')}}\n\n` : '';
  return `${types}${comment(description, '')}export interface ${name} extends HTMLElement {\n${named.join('')}${own.join('')}${heard}}\n`;
}

const WRITABLE = ['config', 'digits'];
/** Attributes that are properties, too. */
const PROPERTIES = ['experiment', 'model', 'loss', 'optimizer', 'seed', 'lr', 'epochs', 'speed', 'at', 'theme', 'loading', 'controls'];

export function typesOf(elements) {
  const tags = elements.map(({ tagName, name }) => `    '${tagName}': ${name};\n`).join('');
  return `// The elements of Chalkgrad. Written by \`cargo xtask build\` out of what their sources say.

${EXPORTS}
${elements.map(interfaceOf).join('\n')}
declare global {
  interface HTMLElementTagNameMap {
${tags}  }
}
`;
}
