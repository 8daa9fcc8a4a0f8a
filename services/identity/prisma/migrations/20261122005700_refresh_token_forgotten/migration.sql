-- Refresh tokens are forgotten in the order in which they were issued, when their sessions are over (session/store.prisma.ts).
CREATE INDEX "refresh_token_issued_at_idx" ON "refresh_token"("issued_at");
