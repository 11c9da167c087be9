# The server and its command line. There is nothing to build: Node runs the .ts files as they are.
# Invariant: it runs as nobody special, writes only to /var/lib/sallyport and /tmp, and holds no key and no setting.
FROM node:24-bookworm-slim AS packages
WORKDIR /opt/sallyport
COPY package.json package-lock.json ./
# No package that runs needs an install script.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-bookworm-slim
RUN install -d -o node -g node -m 0700 /etc/sallyport /var/lib/sallyport
WORKDIR /opt/sallyport
COPY --from=packages /opt/sallyport/node_modules node_modules
# See .dockerignore for what this is.
COPY . .
ENV NODE_ENV=production \
    SALLYPORT_DATA_DIR=/var/lib/sallyport
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.SALLYPORT_PORT || 3000}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "server.ts"]
