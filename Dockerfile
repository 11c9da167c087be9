# The server and its command line, compiled: taking the types out at each start would load a compiler of 30 MB.
# Invariant: it runs as nobody special, writes only to /var/lib/sallyport and /tmp, and holds no key and no setting.
FROM node:24-bookworm-slim AS build
WORKDIR /opt/sallyport
COPY package.json package-lock.json ./
# Neither what builds nor what runs needs an install script.
RUN npm ci --ignore-scripts --no-audit --no-fund
# See .dockerignore for what this is.
COPY . .
RUN node scripts/build.ts && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-bookworm-slim
RUN install -d -o node -g node -m 0700 /etc/sallyport /var/lib/sallyport
WORKDIR /opt/sallyport
COPY --from=build /opt/sallyport/node_modules node_modules
COPY --from=build /opt/sallyport/dist dist
COPY package.json LICENSE ./
# One arena of malloc for all threads: what each had of its own was some 6 MB (docs/performance.md, "Memory").
ENV NODE_ENV=production \
    MALLOC_ARENA_MAX=1 \
    SALLYPORT_DATA_DIR=/var/lib/sallyport
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.SALLYPORT_PORT || 3000}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# The switches bound how much garbage waits to be collected, young and old (docs/performance.md, "Memory").
CMD ["node", "--max-semi-space-size=8", "--heap-growing-percent=50", "dist/server.js"]
