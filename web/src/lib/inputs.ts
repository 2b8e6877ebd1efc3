import { readYaml, type Yaml } from './yaml';

// The inputs that a template declares, for the form by which a person starts it.

export interface Input {
  name: string;
  type: 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'list';
  required: boolean;
  options: string[];
  /** As it is written in the form. */
  value: string;
  description: string;
}

const kTypes = ['string', 'number', 'integer', 'boolean', 'object', 'list'];

/** The type that a text names; that of texts where it names none. */
export const typeOf = (text: string): Input['type'] => (kTypes.includes(text) ? text : 'string') as Input['type'];

const isMap = (value: Yaml | undefined): value is { [key: string]: Yaml } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const written = (value: Yaml | undefined): string =>
  value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);

export function inputsOf(yaml: string): Input[] {
  const root = readYaml(yaml).value;
  const inputs = isMap(root) ? root.inputs : undefined;
  if (!isMap(inputs)) return [];
  return Object.entries(inputs).map(([name, spec]) => {
    const said: { [key: string]: Yaml } = isMap(spec) ? spec : { type: spec };
    return {
      name,
      type: typeOf(written(said.type)),
      required: !('default' in said),
      options: Array.isArray(said.enum) ? said.enum.map(written) : [],
      value: written(said.default),
      description: written(said.description),
    };
  });
}

/** What is written in the form as a value of the input; undefined when it cannot be one. */
export function valueOf(input: Input, text: string): unknown {
  switch (input.type) {
    case 'string':
      return text;
    case 'boolean':
      return text === 'true';
    case 'number':
    case 'integer': {
      const number = Number(text);
      const fits = text.trim() !== '' && Number.isFinite(number) && (input.type === 'number' || Number.isInteger(number));
      return fits ? number : undefined;
    }
    default:
      try {
        const value = JSON.parse(text) as unknown;
        return Array.isArray(value) === (input.type === 'list') && typeof value === 'object' && value !== null
          ? value
          : undefined;
      } catch {
        return undefined;
      }
  }
}

/** What an input may be before anything is written: a boolean has a value at once, and so has a choice. */
export const emptyText = (input: Input): string =>
  input.value || (input.type === 'boolean' ? 'false' : (input.options[0] ?? ''));

/** It is left out: nothing is written, and it need not be. */
export const isLeft = (input: Input, text: string): boolean => text === '' && !input.required;

/** What is written cannot be a value of it. */
export const isWrong = (input: Input, text: string): boolean =>
  !isLeft(input, text) && valueOf(input, text) === undefined;

/** The values of all inputs that are written, by name. */
export const valuesOf = (inputs: Input[], texts: Record<string, string>): Record<string, unknown> =>
  Object.fromEntries(
    inputs
      .filter((each) => !isLeft(each, texts[each.name] ?? ''))
      .map((each) => [each.name, valueOf(each, texts[each.name] ?? '')]),
  );
