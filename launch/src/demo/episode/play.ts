import type { PrismaClient } from '@samplan/care/generated/prisma/client';
import { atOnce } from '../at-once.ts';
import type { Calendar } from '../calendar.ts';
import { once } from '../once.ts';
import type { DemoStaff } from '../staff.ts';
import type { Case } from './case.ts';
import type { CastStory } from './casting.ts';
import { COURSES } from './courses.ts';

/** Plays the stories that have not been played yet, each in a transaction of its own. */
export async function playStories(
  db: PrismaClient,
  stories: readonly CastStory[],
  staff: DemoStaff,
  calendar: Calendar,
): Promise<void> {
  await atOnce(stories, ({ story, episodeId, patient, ward, recipients, elsewhere, office }) =>
    once(
      db,
      episodeId,
      async (tx) => (await tx.careEpisode.count({ where: { id: episodeId } })) > 0,
      async (tx) => {
        const of: Case = {
          db: tx,
          staff,
          episodeId,
          patient: patient.patient,
          ward,
          parties: [...recipients],
          office,
          episode: null,
          messages: [],
        };
        await COURSES[story.course](of, calendar, elsewhere);
      },
    ),
  );
}
