# One image for every process of Samplan; the command chooses which: node launch/dist/<process>.js.

# Bundles the processes. What is needed for that stays behind in this stage.
FROM node:24.21.0-slim AS build
WORKDIR /samplan
COPY package.json package-lock.json .npmrc ./
COPY schema/package.json schema/
COPY services/kit/package.json services/kit/
COPY services/identity/package.json services/identity/
COPY services/organisation/package.json services/organisation/
COPY services/care/package.json services/care/
COPY services/sip/package.json services/sip/
COPY gateway/package.json gateway/
COPY launch/package.json launch/samplan.mjs launch/
COPY testing/package.json testing/
RUN npm ci
COPY . .
RUN npx turbo run build

# Only what is read while it runs: bundles, migrations, data, and the password hash, which is a native program.
FROM node:24.21.0-slim
WORKDIR /samplan
ENV NODE_ENV=production
COPY --from=build /samplan/launch/package.json launch/
COPY --from=build /samplan/launch/dist launch/dist
COPY --from=build /samplan/schema/supergraph.graphql schema/
COPY --from=build /samplan/services/identity/prisma/migrations services/identity/prisma/migrations
COPY --from=build /samplan/services/identity/data services/identity/data
COPY --from=build /samplan/services/organisation/prisma/migrations services/organisation/prisma/migrations
COPY --from=build /samplan/services/organisation/data services/organisation/data
COPY --from=build /samplan/services/care/prisma/migrations services/care/prisma/migrations
COPY --from=build /samplan/services/care/data services/care/data
COPY --from=build /samplan/services/sip/prisma/migrations services/sip/prisma/migrations
COPY --from=build /samplan/services/kit/data services/kit/data
COPY --from=build /samplan/node_modules/@node-rs node_modules/@node-rs
USER node
EXPOSE 4000
CMD ["node", "launch/dist/gateway.js"]
