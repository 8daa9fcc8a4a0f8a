import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '@samplan/kit/project-root';
import { z } from 'zod';

/** The parts of the planning basis (F-244). */
export const PARTITIONS = [
  'INPATIENT_CARE',
  'PRIMARY_CARE',
  'PSYCHIATRIC_OUTPATIENT',
  'NEEDS_ASSESSMENT',
  'NURSING',
  'OCCUPATIONAL_THERAPY',
  'PHYSIOTHERAPY',
  'SOCIAL_SERVICES',
] as const;
/** One of {@link PARTITIONS}. */
export type Partition = (typeof PARTITIONS)[number];

const question = z.strictObject({ key: z.string().regex(/^\w{1,40}$/), text: z.string().min(1) });
const questionSet = z.strictObject({
  version: z.string(),
  partitions: z.record(z.enum(PARTITIONS), z.array(question).min(1)),
});

/** The questions of every part, with the version that answers are stored with. */
export type QuestionSet = z.infer<typeof questionSet>;

/** Reads the question set; it is data that the field keeps, not code. */
export function readQuestionSet(): QuestionSet {
  const file = path.join(projectRoot(), 'services/care/data/planning-questions.json');
  return questionSet.parse(JSON.parse(readFileSync(file, 'utf8')));
}
