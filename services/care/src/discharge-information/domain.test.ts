import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contentOf, FIELDS, missingIn, storedContent } from './content.ts';
import { type Information, possibleWith, save, sign, signedOf, toHandOver } from './domain.ts';

const content = (text: string | null) => contentOf(() => text);
const NOTHING = { contact: false, invitation: false };

describe('missingIn (G-012, G-013)', () => {
  test('when nothing is written, then everything mandatory is missing, and of what is told if available what is available', () => {
    const missing = missingIn(null, NOTHING);
    expect(missing).toEqual(missingIn(content(null), NOTHING));
    expect(missing).toContain('ADMISSION_REASON');
    expect(missing).toContain('MEDICATION_LIST');
    expect(FIELDS.map(({ code }) => code).filter((code) => !missing.includes(code))).toEqual([
      'AFTER_CARE_FIXED_CARE_CONTACT',
      'AFTER_CARE_PLANNED_SIP',
      'AFTER_CARE_CARE_PLANS',
    ]);
    const available = missingIn(null, { contact: true, invitation: true });
    expect(available).toContain('AFTER_CARE_FIXED_CARE_CONTACT');
    expect(available).toContain('AFTER_CARE_PLANNED_SIP');
  });

  test('whatever is written, then a field is missing exactly when it is mandatory and empty, also after it was stored', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: FIELDS.length, maxLength: FIELDS.length }), (written) => {
        const isWritten = new Map(FIELDS.map(({ section, field }, i) => [`${section}.${field}`, written[i]]));
        const given = contentOf((section, field) => (isWritten.get(`${section}.${field}`) ? 'Text.' : null));
        const back = storedContent(JSON.parse(JSON.stringify(given)));
        expect(back).toEqual(given);
        const mandatory = FIELDS.filter(({ demanded }) => demanded === 'ALWAYS');
        const empty = mandatory.filter(({ section, field }) => !isWritten.get(`${section}.${field}`));
        expect(missingIn(back, NOTHING)).toEqual(empty.map(({ code }) => code));
      }),
    );
  });
});

describe('discharge information', () => {
  test('when it is signed, then it is changed for a reason, which the next signature keeps', () => {
    const draft = must(save(null, 0, content('a'), null));
    const signed = must(sign(draft, 1));
    expect(signed).toMatchObject({ state: 'SIGNED', version: 2, reason: null });
    expect(save(signed, 2, content('b'), null)).toMatchObject({
      problem: { code: 'DISCHARGE_INFORMATION_REASON_MISSING', field: 'input.reason' },
    });
    const changed = must(save(signed, 2, content('b'), 'Fel läkemedel.'));
    const more = must(save(changed, 3, content('c'), null));
    expect(must(sign(more, 4))).toMatchObject({ state: 'SIGNED', version: 5, reason: 'Fel läkemedel.' });
  });

  test('whatever is tried in whatever order, then versions follow each other, others read what was signed last, and nothing is allowed that is not offered', () => {
    fc.assert(
      fc.property(fc.array(attempt, { maxLength: 30 }), (attempts) => {
        let versions: readonly Information[] = [];
        for (const tried of attempts) {
          const outcome = tryOn(versions, tried);
          if (!outcome.ok) continue;
          expect(possibleWith(versions)).toContain(tried.kind);
          versions = after(versions, outcome.value, tried.kind);
        }
      }),
    );
  });
});

const attempt = fc.record({
  kind: fc.constantFrom('SAVE' as const, 'SIGN' as const, 'HAND_OVER' as const),
  text: fc.constantFrom('a', 'b', null),
  reason: fc.constantFrom(null, 'Därför.'),
  isLate: fc.nat({ max: 9 }).map((n) => n === 0),
});
type Attempt = typeof attempt extends fc.Arbitrary<infer A> ? A : never;

function tryOn(versions: readonly Information[], { kind, text, reason, isLate }: Attempt) {
  const latest = versions[0] ?? null;
  const version = (latest?.version ?? 0) - (isLate ? 1 : 0);
  if (kind === 'SAVE') return save(latest, version, content(text), reason);
  return kind === 'SIGN' ? sign(latest, version) : toHandOver(versions, signedOf(versions)?.version ?? 0);
}

/** The versions after a step, latest first, held against what must be true of it. */
function after(
  versions: readonly Information[],
  next: Information,
  kind: 'SAVE' | 'SIGN' | 'HAND_OVER',
): readonly Information[] {
  if (kind === 'HAND_OVER') {
    expect(next).toBe(signedOf(versions));
    return versions;
  }
  expect(next.version).toBe(versions.length + 1);
  if (kind === 'SIGN') expect(next.content).toEqual(versions[0]?.content);
  else expect(signedOf([next, ...versions])).toBe(signedOf(versions));
  return [next, ...versions];
}

function must(outcome: ReturnType<typeof save> | ReturnType<typeof sign>): Information {
  if (!outcome.ok) throw new Error(outcome.problem.code);
  return outcome.value;
}
