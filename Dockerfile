# syntax=docker/dockerfile:1
# One image for web, worker, beat and migrations; docker-compose.yml says which is which.

FROM node:22.21.1-bookworm-slim AS assets
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /portal
COPY package.json package-lock.json .npmrc ./
COPY static static
COPY protocol_portal/__init__.py protocol_portal/assets.py protocol_portal/
RUN python3 -m protocol_portal.assets

FROM python:3.11.14-slim-bookworm AS packages
COPY requirements-server.lock .
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements-server.lock

FROM python:3.11.14-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 libseccomp2 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home portal \
    && install --directory --owner=portal --mode=0750 /checkpoints
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /portal
COPY --from=packages /venv /venv
COPY . .
COPY --from=assets /portal/static/build static/build
# With made-up secrets: collecting needs a server's settings, not a server's keys.
RUN python -m protocol_portal.house.rehearsal collectstatic --no-input --verbosity 0
USER portal
EXPOSE 8000
CMD ["gunicorn", "protocol_portal.wsgi:application", "--bind=0.0.0.0:8000", \
     "--workers=2", "--threads=4", "--no-control-socket", "--worker-tmp-dir=/dev/shm"]
