# The whole of Earshot on one machine. State lives in /data; nothing else is written.
FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/earshot
WORKDIR /src
# The lock first: code changes do not fetch the libraries again.
COPY requirements/core.txt requirements/dev.txt requirements/
RUN /opt/earshot/bin/pip install --only-binary :all: --require-hashes -r requirements/core.txt
# --build-arg WITH=scale: what reaches PostgreSQL, from the lock too.
ARG WITH=""
RUN if [ "$WITH" = scale ]; then \
      awk '/^asyncpg==/ {on = 1} on {print} on && !/\\$/ {exit}' requirements/dev.txt > /tmp/scale.txt \
   && /opt/earshot/bin/pip install --no-deps --only-binary :all: --require-hashes -r /tmp/scale.txt; fi
# The build tools come from the lock too and stay in a folder that the image does not keep.
RUN python -m venv /opt/build && /opt/build/bin/pip install --only-binary :all: --require-hashes -r requirements/dev.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY adapters adapters
COPY store store
RUN /opt/build/bin/python -m hatchling build -t wheel -d /wheel \
 && /opt/earshot/bin/pip install --no-deps --no-index /wheel/*.whl

# Inside a container loopback reaches nobody: what is published decides who may come.
FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin earshot \
 && install -d -o earshot -g earshot -m 0700 /data
COPY --from=build /opt/earshot /opt/earshot
ENV PATH=/opt/earshot/bin:$PATH PYTHONUNBUFFERED=1 EARSHOT_DATA=/data EARSHOT_HTTP__HOST=0.0.0.0
USER earshot
WORKDIR /data
VOLUME /data
EXPOSE 8765
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ.get('EARSHOT_PORT', '8765') + '/health', timeout=4)"]
ENTRYPOINT ["earshot"]
CMD ["serve"]
