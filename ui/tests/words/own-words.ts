// Finds the words that a source shows a person without asking the messages for them.
import { parse } from 'svelte/compiler';
import ts from 'typescript';
import { isMessageKey } from '../../src/i18n/i18n.svelte';

type Node = { type: string } & Record<string, unknown>;
const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

/** Attributes of elements that are shown or read out. */
const SPOKEN = new Set([
  'aria-description',
  'aria-label',
  'aria-placeholder',
  'aria-roledescription',
  'aria-valuetext',
  'alt',
  'placeholder',
  'title',
]);
/** Props of components and fields of objects that end up as such. */
const LABELS = new Set(['description', 'heading', 'hint', 'label', 'message', 'note', 'placeholder', 'short', 'title']);

const hasLetter = (text: string): boolean => /\p{L}/u.test(text);
const CJK = /[\u3400-\u9fff\uff00-\uffef]/;
/** Two words of a language in a row: no name, no key, no selector. */
const PROSE = /(^|[^\w#.[=&?-])[A-Za-z]{2,} [a-z]{2,}([^\w=:(-]|$)/;

/** What an expression in a place that is shown may give: its literals, not what it compares or hands to a function. */
function shown(expression: unknown): string[] {
  if (!isNode(expression)) return [];
  const part = (name: string) => expression[name];
  switch (expression.type) {
    case 'Literal':
      return typeof expression.value === 'string' ? [expression.value] : [];
    case 'TemplateLiteral':
      return [
        ...(part('quasis') as { value: { cooked: string } }[]).map((quasi) => quasi.value.cooked),
        ...(part('expressions') as unknown[]).flatMap(shown),
      ];
    case 'ConditionalExpression':
      return [...shown(part('consequent')), ...shown(part('alternate'))];
    case 'LogicalExpression':
      return [...shown(part('left')), ...shown(part('right'))];
    case 'BinaryExpression':
      return part('operator') === '+' ? [...shown(part('left')), ...shown(part('right'))] : [];
    case 'ArrayExpression':
      return (part('elements') as unknown[]).flatMap(shown);
    case 'TSAsExpression':
    case 'TSNonNullExpression':
      return shown(part('expression'));
    default:
      return [];
  }
}

function attributeWords(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(attributeWords);
  if (!isNode(value)) return [];
  if (value.type === 'Text') return [String(value.data)];
  return value.type === 'ExpressionTag' ? shown(value.expression) : [];
}

/** The words of a component's markup: text, attributes that are read out, labels given to other components. */
function markupWords(source: string): string[] {
  const found: string[] = [];
  (function visit(value: unknown, parent: Node | null): void {
    if (Array.isArray(value)) return value.forEach((one) => visit(one, parent));
    if (typeof value !== 'object' || value === null) return;
    if (!isNode(value)) return Object.values(value).forEach((one) => visit(one, parent));
    switch (value.type) {
      case 'Comment':
      case 'StyleDirective':
        return;
      case 'Text':
        found.push(String(value.data));
        return;
      case 'ExpressionTag':
        found.push(...shown(value.expression));
        break;
      case 'Attribute': {
        const name = String(value.name);
        const spoken = parent?.type === 'Component' ? LABELS.has(name) || SPOKEN.has(name) : SPOKEN.has(name);
        if (spoken) found.push(...attributeWords(value.value));
        // What else stands in it may hold a snippet or an object with labels.
        if (Array.isArray(value.value)) return;
        visit(isNode(value.value) && value.value.type === 'ExpressionTag' ? value.value.expression : null, value);
        return;
      }
      case 'Property': {
        const key = value.key as Node;
        if (LABELS.has(String(key.name ?? key.value))) found.push(...shown(value.value));
        break;
      }
      case 'BinaryExpression':
        if (String(value.operator).includes('==')) return;
        break;
      case 'Literal':
        if (typeof value.value === 'string' && (CJK.test(value.value) || PROSE.test(value.value))) {
          found.push(value.value);
        }
        return;
      default:
    }
    const next = value.type === 'ExpressionTag' ? parent : value;
    Object.entries(value).forEach(([name, one]) => {
      if (name !== 'metadata' && name !== 'loc') visit(one, next);
    });
  })(parse(source, { modern: true }).fragment, null);
  return found;
}

/** Compared, looked up, or told to programmers: shown to nobody. */
function isForPrograms(node: ts.Node): boolean {
  const { parent } = node;
  if (!ts.isStringLiteralLike(node) && !ts.isTemplateExpression(node)) return false;
  if (ts.isPropertyAssignment(parent) && parent.name === node) return true;
  if (ts.isBinaryExpression(parent)) return parent.operatorToken.getText().includes('==');
  if (ts.isNewExpression(parent)) return parent.expression.getText() === 'Error';
  return (
    ts.isCallExpression(parent) &&
    parent.arguments[0] === node &&
    /(^Symbol|\.(startsWith|endsWith|includes|replace|replaceAll|split|closest|matches|querySelector(All)?))(<\w+>)?$/.test(
      parent.expression.getText(),
    )
  );
}

/** The words in code: sentences, Chinese, and literal labels. Not what is imported, thrown at programmers or a type. */
function codeWords(source: string): string[] {
  const found: string[] = [];
  const file = ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true);
  (function visit(node: ts.Node): void {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return;
    if (isForPrograms(node)) return;
    if (ts.isPropertyAssignment(node) && LABELS.has(node.name.getText().replace(/['"]/g, ''))) {
      if (ts.isStringLiteralLike(node.initializer)) found.push(node.initializer.text);
    }
    const text =
      ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)
        ? node.text
        : null;
    if (text !== null && (CJK.test(text) || PROSE.test(text))) found.push(text);
    node.forEachChild(visit);
  })(file);
  return found;
}

const scripts = (source: string): string =>
  [...source.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1]).join('\n');

/** Words that a source (`.svelte` or `.ts`) shows and that do not come from the messages. */
export function ownWords(path: string, source: string): string[] {
  const words = path.endsWith('.svelte') ? [...markupWords(source), ...codeWords(scripts(source))] : codeWords(source);
  return [...new Set(words.map((text) => text.trim()).filter((text) => hasLetter(text) && !isMessageKey(text)))];
}

/** Every string in code and markup expressions, and every template as a pattern: what may be a key of the messages. */
export function possibleKeys(path: string, source: string): { literals: Set<string>; templates: RegExp[] } {
  const literals = new Set<string>();
  const templates: RegExp[] = [];
  // A component's markup holds expressions: its strings are found by their quotes, its templates by their ticks.
  const code = path.endsWith('.svelte') ? scripts(source) : source;
  const file = ts.createSourceFile('source.ts', code, ts.ScriptTarget.Latest, true);
  const pattern = (parts: readonly string[]) => {
    if (!/^[a-z_]\w*\.|^\w+\.\w*$/.test(parts[0] ?? '')) return;
    const escaped = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    // The last one may be a code with dots in it: isv.TOKEN_INVALID.
    const [last = '', ...before] = escaped.reverse();
    templates.push(new RegExp(`^${before.reverse().join('[^.]+')}.+${last}$`));
  };
  (function visit(node: ts.Node): void {
    if (ts.isStringLiteralLike(node)) literals.add(node.text);
    if (ts.isTemplateExpression(node)) {
      pattern([node.head.text, ...node.templateSpans.map((span) => span.literal.text)]);
    }
    node.forEachChild(visit);
  })(file);
  if (path.endsWith('.svelte')) {
    (function visit(value: unknown): void {
      if (Array.isArray(value)) return value.forEach(visit);
      if (typeof value !== 'object' || value === null) return;
      if (isNode(value) && value.type === 'Literal' && typeof value.value === 'string') literals.add(value.value);
      if (isNode(value) && value.type === 'TemplateLiteral') {
        pattern((value.quasis as { value: { cooked: string } }[]).map((quasi) => quasi.value.cooked));
      }
      Object.entries(value).forEach(([name, one]) => {
        if (name !== 'metadata' && name !== 'loc') visit(one);
      });
    })(parse(source, { modern: true }).fragment);
  }
  return { literals, templates };
}
