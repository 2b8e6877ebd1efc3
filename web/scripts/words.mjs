// Packs the texts of other languages without their names, which stand in English already: a quarter of such a file.

/** The object as a list of its values, in its order; one in it as a list in that. */
function listed(node, code) {
  const values = node.properties.map(({ type, computed, method, kind, value }) => {
    if (type !== 'Property' || computed || method || kind !== 'init') throw new Error('texts are `name: value`, and nothing else');
    return value.type === 'ObjectExpression' ? listed(value, code) : code.slice(value.start, value.end);
  });
  return `[${values.join(',')}]`;
}

/** A plugin of Vite. A test of the words holds both languages to the same names in the same order. */
export const namedOnce = () => ({
  name: 'named-once',
  apply: 'build',
  enforce: 'post',
  transform(code, id) {
    const language = /\/lib\/words\/(?!en\.|named\.)(\w+)\.ts$/.exec(id)?.[1];
    if (!language) return null;
    const exported = this.parse(code)
      .body.flatMap((each) => each.declaration?.declarations ?? each.declarations ?? [])
      .find((each) => each.id.name === language);
    if (exported?.init?.type !== 'ObjectExpression') throw new Error(`${id}: expected an object called ${language}`);
    const { start, end } = exported.init;
    const head = "import { en } from './en';\nimport { named } from './named';\n";
    return { code: `${head}${code.slice(0, start)}named(en, ${listed(exported.init, code)})${code.slice(end)}`, map: null };
  },
});
