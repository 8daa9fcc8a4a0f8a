import { describe, expect, test, vi } from 'vitest';
import * as hashing from './hashing.ts';
import { hashNext, hashPassword, isPassword } from './password.ts';

// Listens to the hashing and changes nothing in it.
vi.mock('./hashing.ts', { spy: true });

describe('hashNext', () => {
  test('when an account has had many passwords, then each is known again at the price of one hash (F-421, K9)', async () => {
    let stored: readonly string[] = [await hashPassword('Forsta-ordet-1')];
    for (let n = 2; n <= 8; n += 1) stored = [(await hashNext(`Forsta-ordet-${n}`, stored)).hash, ...stored];
    vi.mocked(hashing.hash).mockClear();
    for (let n = 1; n <= 8; n += 1) expect((await hashNext(`Forsta-ordet-${n}`, stored)).wasUsed, `${n}`).toBe(true);
    expect(hashing.hash).toHaveBeenCalledTimes(8);
    const fresh = await hashNext('Forsta-ordet-9', stored);
    expect(fresh.wasUsed).toBe(false);
    expect(await isPassword(fresh.hash, 'Forsta-ordet-9')).toBe(true);
    expect(await isPassword(fresh.hash, 'Forsta-ordet-8')).toBe(false);
  });

  test('when a password was hashed with another salt or other parameters, then it is known again too', async () => {
    const stored = [
      await hashPassword('Andra-ordet-2'),
      await hashing.hash('Tredje-ordet-3', { memoryCost: 8192, timeCost: 1, parallelism: 1 }),
      await hashPassword('Forsta-ordet-1'),
    ];
    for (const word of ['Forsta-ordet-1', 'Andra-ordet-2', 'Tredje-ordet-3']) {
      expect((await hashNext(word, stored)).wasUsed, word).toBe(true);
    }
    expect((await hashNext('Fjarde-ordet-4', stored)).wasUsed).toBe(false);
  });

  test('when two accounts choose the same password, then their hashes have nothing in common', async () => {
    const [one, other] = [await hashPassword('Forsta-ordet-1'), await hashPassword('Forsta-ordet-1')];
    expect((await hashNext('Samma-val-12', [one])).hash).not.toBe((await hashNext('Samma-val-12', [other])).hash);
  });
});
