# Two images of one set of versions (constraints.txt, what every test runs with): `prefect` for the server and its services, `graphmill` for
# the worker and the page. docker-compose.yml builds both. PyTorch's CPU build: PIP_ARGS in .env (docs/compose.md).
FROM python:3.11.14-slim-bookworm AS base
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONUNBUFFERED=1
# An account of the image's own; compose gives the worker that of the project's files.
RUN useradd --uid 1000 --create-home graphmill
WORKDIR /install
COPY constraints.txt ./

FROM base AS prefect
RUN pip install --constraint constraints.txt prefect prefect-redis
COPY docker /docker
RUN mkdir /prefect && chown graphmill:graphmill /prefect
USER graphmill
WORKDIR /prefect

FROM base AS graphmill
# PyTorch's libraries ask for it.
RUN apt-get update && apt-get install --yes --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/*
ARG PIP_ARGS=""
# Every kind of source can be read; for a cluster EXTRAS in .env names more.
ARG EXTRAS="feeds,gcs,mail,otlp,s3,tables"
COPY . ./
RUN pip install ${PIP_ARGS} --constraint constraints.txt ".[${EXTRAS}]"
COPY docker /docker
USER graphmill
WORKDIR /project
