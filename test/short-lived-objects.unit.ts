import { execFileSync } from 'node:child_process';
import { expect } from 'chai';

const MODULE = new URL('../src/short-lived-objects.js', import.meta.url).href;

/** Makes objects that outlive collections of the young, as in a process that warms up, and tells where the next ones are. */
const SCRIPT = `
  const make = (index) => ({ index, below: { index } });
  const kept = [];
  for (let round = 0; round < 60; round += 1) {
    for (let index = 0; index < 50_000; index += 1) kept.push(make(index));
    if (kept.length > 500_000) kept.length = 0;
  }
  const next = Array.from({ length: 100 }, (_, index) => make(index));
  console.log(next.filter((each) => %InYoungGeneration(each)).length);
`;

/** How many of a hundred new objects are among the young. */
const youngAfter = (beginning: string): number =>
  Number(
    execFileSync(process.execPath, ['--allow-natives-syntax', '--input-type=module', '-e', `${beginning}\n${SCRIPT}`], {
      encoding: 'utf8',
      env: {},
    }),
  );

describe('what lives as long as a request', () => {
  it('is allocated among the young, whatever a process has seen while it warmed up', () => {
    expect(youngAfter(''), 'without, as the fault').to.equal(0);
    expect(youngAfter(`(await import('${MODULE}')).allocateAmongTheYoung();`)).to.equal(100);
  });
});
