/** The fields of a form; one sent several times, as boxes are, is a list. */
export function fieldsOf(data: FormData): Record<string, FormDataEntryValue | FormDataEntryValue[]> {
  return Object.fromEntries([...new Set(data.keys())].map((name) => [name, manyOrOne(data.getAll(name))]));
}

function manyOrOne<Value>(all: Value[]): Value | Value[] {
  return all.length === 1 && all[0] !== undefined ? all[0] : all;
}
