-- When each user looked at an episode last, at each unit (B-12).

CREATE TABLE "episode_looked" (
    "unit_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "episode_id" TEXT NOT NULL,
    "looked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "episode_looked_pkey" PRIMARY KEY ("unit_id", "user_id", "episode_id"),
    CONSTRAINT "episode_looked_episode_id_fkey" FOREIGN KEY ("episode_id") REFERENCES "care_episode"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "episode_looked_episode_id_idx" ON "episode_looked"("episode_id");
