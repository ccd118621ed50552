// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0
//
// Clients of Node for OTLP, Jaeger and Zipkin: each sends a server span that failed and its child.
//
//   node clients.js send JAEGER_HTTP_PORT JAEGER_UDP_PORT ZIPKIN_PORT OTLP_HTTP_PORT OTLP_GRPC_PORT
//   node clients.js check FILE    what arrived, lines of OTLP/JSON; exit code 0 if that is right, 2 if some is missing
'use strict';

const fs = require('node:fs');

const NAME = 'GET /basket';
const CHILD = 'pay';

function overJaegerClient(service, reporter) {
  const { initTracer } = require('jaeger-client');
  const tracer = initTracer(
    { serviceName: service, sampler: { type: 'const', param: 1 }, reporter },
    { tags: { 'shop.version': '1.2' } });
  const server = tracer.startSpan(NAME, {
    tags: { 'span.kind': 'server', 'http.status_code': 500, error: true, text: 'é', half: 0.5 } });
  server.log({ event: 'retry', attempt: 2 });
  const client = tracer.startSpan(CHILD, { childOf: server, tags: { 'span.kind': 'client' } });
  client.finish();
  server.finish();
  return new Promise((resolve) => tracer.close(resolve));
}

async function overZipkinClient(service, endpoint, encoder) {
  const zipkin = require('zipkin');
  const { HttpLogger } = require('zipkin-transport-http');
  const logger = new HttpLogger({ endpoint, jsonEncoder: zipkin.jsonEncoder[encoder], httpInterval: 100 });
  const sent = new Promise((resolve, reject) => {
    logger.on('success', resolve);
    logger.on('error', reject);
  });
  const recorder = new zipkin.BatchRecorder({ logger });
  const tracer = new zipkin.Tracer({ ctxImpl: new zipkin.ExplicitContext(), recorder, localServiceName: service });
  tracer.scoped(() => {
    const parent = tracer.createRootId();
    tracer.setId(parent);
    tracer.recordServiceName(service);
    tracer.recordRpc(NAME);
    tracer.recordAnnotation(new zipkin.Annotation.ServerRecv());
    tracer.recordBinary('http.status_code', '500');
    tracer.recordBinary('error', 'boom');
    tracer.recordMessage('retry');
    tracer.scoped(() => {
      tracer.setId(tracer.createChildId(parent));
      tracer.recordServiceName(service);
      tracer.recordRpc(CHILD);
      tracer.recordAnnotation(new zipkin.Annotation.ClientSend());
      tracer.recordAnnotation(new zipkin.Annotation.ClientRecv());
    });
    tracer.setId(parent);
    tracer.recordAnnotation(new zipkin.Annotation.ServerSend());
  });
  await sent;
}

async function overOpenTelemetry(service, exporter) {
  const { context, trace, SpanKind, SpanStatusCode } = require('@opentelemetry/api');
  const { BasicTracerProvider, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-base');
  const { Resource } = require('@opentelemetry/resources');
  const provider = new BasicTracerProvider({
    resource: new Resource({ 'service.name': service, 'shop.version': '1.2' }),
    spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const tracer = provider.getTracer('shop', '3');
  const server = tracer.startSpan(NAME, {
    kind: SpanKind.SERVER, attributes: { 'http.status_code': 500, text: 'é', half: 0.5 } });
  server.addEvent('retry', { attempt: 2 });
  tracer.startSpan(CHILD, { kind: SpanKind.CLIENT }, trace.setSpan(context.active(), server)).end();
  server.setStatus({ code: SpanStatusCode.ERROR, message: 'boom' });
  server.end();
  await provider.forceFlush();
  await provider.shutdown();
}

async function send(jaegerHttp, jaegerUdp, zipkinPort, otlpHttp, otlpGrpc) {
  const otlp = (kind) => require(`@opentelemetry/exporter-trace-otlp-${kind}`).OTLPTraceExporter;
  const { JaegerExporter } = require('@opentelemetry/exporter-jaeger');
  const { ZipkinExporter } = require('@opentelemetry/exporter-zipkin');
  const jaegerUrl = `http://127.0.0.1:${jaegerHttp}/api/traces`;
  const zipkinUrl = `http://127.0.0.1:${zipkinPort}/api`;
  await overJaegerClient('jaeger-client-udp', { agentHost: '127.0.0.1', agentPort: Number(jaegerUdp) });
  await overJaegerClient('jaeger-client-http', { collectorEndpoint: jaegerUrl });
  await overZipkinClient('zipkin-v1', `${zipkinUrl}/v1/spans`, 'JSON_V1');
  await overZipkinClient('zipkin-v2', `${zipkinUrl}/v2/spans`, 'JSON_V2');
  await overOpenTelemetry('otel-jaeger-udp', new JaegerExporter({ host: '127.0.0.1', port: Number(jaegerUdp) }));
  await overOpenTelemetry('otel-jaeger-http', new JaegerExporter({ endpoint: jaegerUrl }));
  const url = `http://127.0.0.1:${otlpHttp}/v1/traces`;
  await overOpenTelemetry('otlp-http-json', new (otlp('http'))({ url }));
  await overOpenTelemetry('otlp-http-json-gzip', new (otlp('http'))({ url, compression: 'gzip' }));
  await overOpenTelemetry('otlp-http-proto', new (otlp('proto'))({ url }));
  await overOpenTelemetry('otlp-grpc', new (otlp('grpc'))({ url: `http://127.0.0.1:${otlpGrpc}` }));
  await overOpenTelemetry('otel-zipkin', new ZipkinExporter({ url: `${zipkinUrl}/v2/spans` }));
}

const SERVER = 2;
const CLIENT = 3;
const ERROR = 2;
const JAEGER_TAGS = { 'http.status_code': '500', text: 'é', half: 0.5 };

// this exporter makes tags of resource and scope
const OTEL_TAGS = { ...JAEGER_TAGS, 'shop.version': '1.2', 'otel.library.name': 'shop' };
const OTLP = { tags: JAEGER_TAGS, message: 'boom', resource: { 'shop.version': '1.2' } };
const EXPECTED = {
  'otlp-http-json': OTLP,
  'otlp-http-json-gzip': OTLP,
  'otlp-http-proto': OTLP,
  'otlp-grpc': OTLP,
  'jaeger-client-udp': { tags: JAEGER_TAGS, message: '', resource: { 'shop.version': '1.2' } },
  'jaeger-client-http': { tags: JAEGER_TAGS, message: '', resource: { 'shop.version': '1.2' } },
  'zipkin-v1': { name: NAME.toLowerCase(), tags: { 'http.status_code': '500' }, message: '', resource: {} },
  'zipkin-v2': {
    name: NAME.toLowerCase(), tags: { 'http.status_code': '500', error: 'boom' }, message: '', resource: {} },
  'otel-jaeger-udp': { tags: OTEL_TAGS, message: 'boom', resource: {} },
  'otel-jaeger-http': { tags: OTEL_TAGS, message: 'boom', resource: {} },
  'otel-zipkin': {
    tags: { 'http.status_code': '500', error: 'boom', text: 'é', half: '0.5', 'shop.version': '1.2' },
    message: '', resource: {} },
};

function attributes(list) {
  return Object.fromEntries((list ?? []).map(({ key, value }) => [key, Object.values(value ?? {})[0]]));
}

function read(file) {
  const services = {};
  const lines = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  for (const resourceSpans of lines.flatMap((line) => JSON.parse(line).resourceSpans)) {
    const resource = attributes(resourceSpans.resource?.attributes);
    for (const { spans } of resourceSpans.scopeSpans) {
      for (const span of spans) {
        const service = (services[resource['service.name']] ??= { resource, spans: {} });
        service.spans[span.name] = { ...span, tags: attributes(span.attributes) };
      }
    }
  }
  return services;
}

function check(file) {
  const arrived = read(file);
  let missing = false;
  let faults = 0;
  const expect = (service, what, actual, expected) => {
    if (String(actual) !== String(expected)) {
      console.error(`testbed/node-clients: ${service}: ${what}: ${actual} (expected: ${expected})`);
      faults++;
    }
  };
  for (const [name, wanted] of Object.entries(EXPECTED)) {
    const server = arrived[name]?.spans[wanted.name ?? NAME];
    const child = arrived[name]?.spans[CHILD];
    if (!server || !child) {
      console.error(`testbed/node-clients: ${name}: arrived: ${Object.keys(arrived[name]?.spans ?? {})}`);
      missing = true;
      continue;
    }
    expect(name, 'kind', server.kind, SERVER);
    expect(name, 'kind of the child', child.kind, CLIENT);
    expect(name, 'trace ID of the child', child.traceId, server.traceId);
    expect(name, 'parent of the child', child.parentSpanId, server.spanId);
    expect(name, 'status', server.status?.code, ERROR);
    expect(name, 'status message', server.status?.message ?? '', wanted.message);
    expect(name, 'status of the child', child.status?.code ?? 0, 0);
    expect(name, 'event', server.events?.some((event) => event.name === 'retry'), true);
    expect(name, 'start', Number(server.startTimeUnixNano) > 1.6e18, true);
    expect(name, 'duration', Number(server.endTimeUnixNano) >= Number(server.startTimeUnixNano), true);
    for (const [key, value] of Object.entries(wanted.tags)) {
      expect(name, `tag ${key}`, server.tags[key], value);
    }
    for (const [key, value] of Object.entries(wanted.resource)) {
      expect(name, `resource ${key}`, arrived[name].resource[key], value);
    }
  }
  if (faults > 0) {
    console.error(JSON.stringify(arrived, null, 1));
  }
  return faults > 0 ? 1 : missing ? 2 : 0;
}

const [command, ...rest] = process.argv.slice(2);
if (command === 'send') {
  // timers of the clients do not keep the process alive
  const alive = setInterval(() => {}, 1000);
  send(...rest)
    .catch((e) => {
      console.error(e);
      process.exitCode = 1;
    })
    .finally(() => clearInterval(alive));
} else {
  process.exitCode = check(rest[0]);
}
