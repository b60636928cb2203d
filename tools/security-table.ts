import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** docs/security.md names each of the hundred requirements once, and every file of a test that it names is there and has that test. */
export function securityBreaches(root: string): string[] {
  const text = readFileSync(join(root, 'docs/security.md'), 'utf8');
  const rows = [...text.matchAll(/^\| (\d+) \|(.*)\|$/gm)].map((row) => ({ number: Number(row[1]), said: row[2] ?? '' }));
  const problems: string[] = [];
  for (let number = 1; number <= 100; number += 1) {
    const times = rows.filter((row) => row.number === number).length;
    if (times !== 1) problems.push(`requirement ${number} stands there ${times} times`);
  }
  for (const { number, said } of rows) {
    let source = '';
    // A file, and after it the beginnings of its tests' names in quotation marks.
    for (const [, file, name] of said.matchAll(/`((?:src|tests|tools|bench|docs|deploy)\/[^`]+)`|«([^»]+)»/g)) {
      if (file && !existsSync(join(root, file))) problems.push(`${number}: ${file} is not there`);
      if (file) source = existsSync(join(root, file)) && /\.ts$/.test(file) ? readFileSync(join(root, file), 'utf8') : '';
      else if (name && !source.includes(name)) problems.push(`${number}: no test «${name}» in the file before it`);
    }
    if (!/`(src|tests|tools|bench|docs|deploy)\//.test(said) && !/not shown|does not apply/i.test(said)) problems.push(`${number}: neither a test nor a reason`);
  }
  return problems;
}
