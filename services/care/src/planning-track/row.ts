import { z } from 'zod';
import { PARTITIONS } from '../planning/questions.ts';
import type { PartVersion } from './domain.ts';

const stored = z.array(
  z.object({ unitId: z.string(), partition: z.enum(PARTITIONS), version: z.number().int().positive() }),
);

/** The parts that led to the red track, as they are stored. */
export function partVersions(basis: unknown): readonly PartVersion[] {
  return stored.parse(basis);
}
