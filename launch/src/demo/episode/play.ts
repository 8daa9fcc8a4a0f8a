import type { PrismaClient } from '@samplan/care/generated/prisma/client';
import { atOnce } from '../at-once.ts';
import type { Calendar } from '../calendar.ts';
import { inOneTransaction } from '../one-transaction.ts';
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
  const played = await db.careEpisode.findMany({
    where: { id: { in: stories.map(({ episodeId }) => episodeId) } },
    select: { id: true },
  });
  const done = new Set(played.map(({ id }) => id));
  const toPlay = stories.filter(({ episodeId }) => !done.has(episodeId));
  await atOnce(toPlay, ({ story, episodeId, patient, ward, recipients, elsewhere }) =>
    inOneTransaction(db, async (tx) => {
      const parties = [...recipients];
      const of: Case = {
        db: tx,
        staff,
        episodeId,
        patient: patient.patient,
        ward,
        parties,
        episode: null,
        messages: [],
      };
      await COURSES[story.course](of, calendar, elsewhere);
    }),
  );
}
