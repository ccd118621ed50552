// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed.translate;

import static io.tailrace.testbed.translate.Zipkin.ABSENT;

import io.tailrace.testbed.translate.Zipkin.Annotation;
import io.tailrace.testbed.translate.Zipkin.Endpoint;
import io.tailrace.testbed.translate.Zipkin.Span;
import io.tailrace.testbed.translate.Zipkin.Tag;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Requests of Zipkin v2: one for each row and edge of the mapping, and random ones. */
final class ZipkinV2Corpus {

  private static final String TRACE = "0102030405060708090a0b0c0d0e0f10";
  private static final String ID = "2122232425262728";
  private static final String PARENT = "3132333435363738";
  private static final long START = 1_700_000_000_123_456L;
  private static final long DURATION = 1_234_567;
  private static final Endpoint LOCAL = Endpoint.of("shop");

  private static final List<String> RESOURCE_KEYS =
      List.of(
          "cloud.provider",
          "cloud.account.id",
          "cloud.region",
          "cloud.availability_zone",
          "cloud.platform",
          "cloud.resource_id",
          "cloud.zone",
          "container.name",
          "container.id",
          "container.runtime",
          "container.image.name",
          "container.image.tag",
          "container.image.tags",
          "deployment.environment",
          "deployment.environment.name",
          "device.id",
          "device.model.identifier",
          "device.model.name",
          "faas.name",
          "faas.id",
          "faas.version",
          "faas.instance",
          "faas.max_memory",
          "host.id",
          "host.name",
          "host.type",
          "host.arch",
          "host.ip",
          "host.image.name",
          "host.image.id",
          "host.image.version",
          "k8s.cluster.name",
          "k8s.node.name",
          "k8s.node.uid",
          "k8s.namespace.name",
          "k8s.pod.uid",
          "k8s.pod.name",
          "k8s.container.name",
          "k8s.container.restart_count",
          "k8s.replicaset.uid",
          "k8s.replicaset.name",
          "k8s.deployment.uid",
          "k8s.deployment.name",
          "k8s.statefulset.uid",
          "k8s.statefulset.name",
          "k8s.daemonset.uid",
          "k8s.daemonset.name",
          "k8s.job.uid",
          "k8s.job.name",
          "k8s.cronjob.uid",
          "k8s.cronjob.name",
          "os.type",
          "os.description",
          "os.name",
          "os.version",
          "process.pid",
          "process.executable.name",
          "process.executable.path",
          "process.command",
          "process.command_line",
          "process.command_args",
          "process.owner",
          "process.runtime.name",
          "process.runtime.version",
          "process.runtime.description",
          "service.name",
          "service.namespace",
          "service.instance.id",
          "service.version",
          "service.criticality",
          "telemetry.sdk.name",
          "telemetry.sdk.language",
          "telemetry.sdk.version",
          "telemetry.auto.version",
          "telemetry.distro.version",
          "webengine.name",
          "webengine.version",
          "webengine.description",
          "opencensus.starttime",
          "opencensus.exporterversion",
          "opencensus.resourcetype",
          "opencensus.pid",
          "aws.ecs.container.arn",
          "aws.ecs.cluster.arn",
          "aws.ecs.launchtype",
          "aws.ecs.task.arn",
          "aws.ecs.task.family",
          "aws.ecs.task.revision",
          "aws.eks.cluster.arn",
          "aws.log.group.names",
          "aws.log.group.arns",
          "aws.log.stream.names",
          "aws.log.stream.arns",
          "message.type");

  private final Map<String, List<Span>> requests = new LinkedHashMap<>();

  private ZipkinV2Corpus() {}

  /** The samples, in JSON and in Protocol Buffers. */
  static List<Sample> samples(long seed, int random) {
    var corpus = new ZipkinV2Corpus();
    corpus.addIdsAndTimes();
    corpus.addEndpoints();
    corpus.addTags();
    corpus.addStatus();
    corpus.addLinks();
    corpus.addAnnotations();
    corpus.addGroups();
    corpus.addRandom(new Random(seed), random);
    var samples = new ArrayList<Sample>();
    corpus.requests.forEach(
        (name, spans) -> {
          String json = ZipkinWriter.json(spans);
          samples.add(
              new Sample(name, Wire.ZIPKIN_V2_JSON, json.getBytes(StandardCharsets.UTF_8), json));
          samples.add(new Sample(name, Wire.ZIPKIN_V2_PROTO, ZipkinWriter.proto(spans), json));
        });
    RawJson.v2()
        .forEach((name, json) -> samples.add(RawJson.sample(name, Wire.ZIPKIN_V2_JSON, json)));
    return samples;
  }

  private static Span span(String id, Endpoint local, List<Annotation> annotations, Tag... tags) {
    return new Span(
        TRACE,
        null,
        id,
        null,
        "op",
        START,
        DURATION,
        local,
        null,
        annotations,
        List.of(tags),
        false,
        false);
  }

  private void add(String name, Span... spans) {
    requests.put(name, List.of(spans));
  }

  private void addTags(String name, String... keysAndValues) {
    var tags = new ArrayList<Tag>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      tags.add(new Tag(keysAndValues[i], keysAndValues[i + 1]));
    }
    add(name, span(ID, LOCAL, List.of(), tags.toArray(Tag[]::new)));
  }

  private void addIds(String name, String trace, String parent, String id) {
    add(
        name,
        new Span(
            trace,
            parent.isEmpty() ? null : parent,
            id,
            null,
            "op",
            START,
            DURATION,
            LOCAL,
            null,
            List.of(),
            List.of(),
            false,
            false));
  }

  private void addTimes(String name, long micros, long duration) {
    add(
        name,
        new Span(
            TRACE, null, ID, null, "op", micros, duration, LOCAL, null, List.of(), List.of(), false,
            false));
  }

  private void addIdsAndTimes() {
    addIds("ids 128 bit", TRACE, "", ID);
    addIds("ids 64 bit", "1112131415161718", "", ID);
    addIds("ids parent", TRACE, PARENT, ID);
    addIds("ids own parent", TRACE, ID, ID);
    addIds("ids parent 0", TRACE, "0".repeat(16), ID);
    addIds("ids trace 0", "0".repeat(32), "", ID);
    addIds("ids span 0", TRACE, "", "0".repeat(16));
    addTimes("time absent", ABSENT, DURATION);
    addTimes("time and duration absent", ABSENT, ABSENT);
    addTimes("time 0", 0, DURATION);
    addTimes("duration absent", START, ABSENT);
    addTimes("duration 0", START, 0);
    addTimes("duration 1", START, 1);
    for (String kind : List.of("CLIENT", "SERVER", "PRODUCER", "CONSUMER")) {
      add(
          "kind " + kind,
          new Span(
              TRACE,
              null,
              ID,
              kind,
              "op",
              START,
              DURATION,
              LOCAL,
              null,
              List.of(),
              List.of(new Tag("span.kind", "internal")),
              false,
              false));
    }
    add(
        "name absent",
        new Span(
            TRACE, null, ID, null, null, START, DURATION, LOCAL, null, List.of(), List.of(), false,
            false));
    add(
        "name empty",
        new Span(
            TRACE, null, ID, null, "", START, DURATION, LOCAL, null, List.of(), List.of(), false,
            false));
    add(
        "name in capitals and other alphabets",
        new Span(
            TRACE,
            null,
            ID,
            null,
            "GET \u00fc \u4e2d \ud83d\ude00 \"",
            START,
            DURATION,
            LOCAL,
            null,
            List.of(),
            List.of(),
            false,
            false));
    add(
        "debug and shared",
        new Span(
            TRACE, PARENT, ID, "SERVER", "op", START, DURATION, LOCAL, null, List.of(), List.of(),
            true, true));
    requests.put("no spans", List.of());
  }

  private void addEndpoints(String name, Endpoint endpoint) {
    add(
        "local " + name,
        new Span(
            TRACE, null, ID, null, "op", START, DURATION, endpoint, null, List.of(), List.of(),
            false, false));
    add(
        "remote " + name,
        new Span(
            TRACE, null, ID, "CLIENT", "op", START, DURATION, LOCAL, endpoint, List.of(), List.of(),
            false, false));
  }

  private void addEndpoints() {
    addEndpoints("name", Endpoint.of("svc"));
    addEndpoints("name in capitals", Endpoint.of("SVC-A"));
    addEndpoints("name empty", Endpoint.of(""));
    addEndpoints("empty", new Endpoint(null, null, null, 0));
    addEndpoints("ipv4", new Endpoint("svc", "10.0.0.1", null, 0));
    addEndpoints("ipv6", new Endpoint("svc", null, "2001:db8::1", 0));
    addEndpoints("ipv6 loopback", new Endpoint("svc", null, "::1", 0));
    addEndpoints("both", new Endpoint("svc", "10.0.0.1", "2001:db8::1", 80));
    addEndpoints("port", new Endpoint("svc", null, null, 8080));
    addEndpoints("port 65535", new Endpoint("svc", "1.2.3.4", null, 65_535));
    addEndpoints("addresses without name", new Endpoint(null, "10.0.0.1", null, 443));
    addEndpoints("no service", Endpoint.of("OTLPResourceNoServiceName"));
    add(
        "local absent",
        new Span(
            TRACE,
            null,
            ID,
            null,
            "op",
            START,
            DURATION,
            null,
            null,
            List.of(),
            List.of(new Tag("a", "b")),
            false,
            false));
    add(
        "remote and tag peer.service",
        new Span(
            TRACE,
            null,
            ID,
            "CLIENT",
            "op",
            START,
            DURATION,
            LOCAL,
            new Endpoint("svc", "10.0.0.1", null, 80),
            List.of(),
            List.of(
                new Tag("peer.service", "x"),
                new Tag("service.peer.name", "y"),
                new Tag("network.peer.address", "z"),
                new Tag("net.peer.port", "9")),
            false,
            false));
  }

  private void addTags() {
    addTags("tag", "k", "v");
    addTags("tag empty", "k", "");
    addTags("tag empty key", "", "v");
    addTags(
        "tags that look like numbers",
        "a",
        "5",
        "b",
        "1.5",
        "c",
        "true",
        "d",
        "-7",
        "e",
        "007",
        "f",
        "1e5");
    for (String kind :
        List.of("internal", "INTERNAL", "client", "server", "producer", "consumer", "", "x")) {
      addTags("tag span.kind '" + kind + "'", "span.kind", kind);
    }
    addTags("tag tracestate", "w3c.tracestate", "a=b");
    addTags("tag tracestate empty", "w3c.tracestate", "");
    addTags("library", "otel.library.name", "l", "otel.library.version", "1");
    addTags("library name", "otel.library.name", "l");
    addTags("library version alone", "otel.library.version", "1");
    addTags("scope", "otel.scope.name", "s", "otel.scope.version", "2");
    addTags("scope name", "otel.scope.name", "s");
    addTags("scope version alone", "otel.scope.version", "2");
    addTags(
        "scope and library",
        "otel.scope.name",
        "s",
        "otel.scope.version",
        "2",
        "otel.library.name",
        "l",
        "otel.library.version",
        "1");
    addTags("scope name and library version", "otel.scope.name", "s", "otel.library.version", "1");
    addTags("service source", "otlp.service.name.source", "faas.name");
    addTags("service source empty", "otlp.service.name.source", "");
    for (String key : RESOURCE_KEYS) {
      addTags("resource key " + key, key, "v", "x", "y");
    }
    addTags("starttime", "opencensus.starttime", "2020-01-01T00:00:00Z", "process.pid", "123");
    addTags("absent field tag", "otel.zipkin.absentField.startTime", "true");
  }

  private void addStatus() {
    for (String code :
        List.of(
            "STATUS_CODE_UNSET",
            "STATUS_CODE_OK",
            "STATUS_CODE_ERROR",
            "Unset",
            "Ok",
            "Error",
            "OK",
            "ERROR",
            "ok",
            "error",
            "",
            "2",
            "x")) {
      addTags(
          "otel.status_code '" + code + "'",
          "otel.status_code",
          code,
          "otel.status_description",
          "d");
      addTags("error and otel.status_code '" + code + "'", "otel.status_code", code, "error", "e");
    }
    for (String error : List.of("true", "false", "", "boom", "TRUE", "1")) {
      addTags("error '" + error + "'", "error", error);
      addTags(
          "error '" + error + "' with description", "error", error, "otel.status_description", "d");
    }
    addTags("description alone", "otel.status_description", "d");
    addTags("http.status_code", "http.status_code", "500", "http.status_message", "m");
    addTags("http.response.status_code", "http.response.status_code", "500");
    addTags("census.status_code", "census.status_code", "2");
  }

  private void addLinks() {
    String link = TRACE + "|" + ID + "|";
    addTags("link", "otlp.link.0", link + "a=b|{}|0");
    addTags(
        "link attributes", "otlp.link.0", link + "|{\"k\":\"v\",\"i\":5,\"d\":1.5,\"b\":true}|3");
    addTags("link bar in json", "otlp.link.0", link + "|{\"k\":\"a|b\"}|0");
    addTags("links", "otlp.link.0", link + "|{}|0", "otlp.link.1", link + "x=y|{}|1");
    addTags("links with a gap", "otlp.link.0", link + "|{}|0", "otlp.link.2", link + "|{}|0");
    addTags("link without 0", "otlp.link.1", link + "|{}|0");
    addTags("link of four parts", "otlp.link.0", link + "|{}");
    addTags("link bad hex", "otlp.link.0", "xyz|" + ID + "||{}|0");
    addTags("link bad span", "otlp.link.0", TRACE + "|12||{}|0");
    addTags("link bad json", "otlp.link.0", link + "|{x|0");
    addTags("link bad count", "otlp.link.0", link + "|{}|x");
    addTags("link nested json", "otlp.link.0", link + "|{\"k\":{\"a\":1},\"l\":[1],\"n\":null}|0");
    addTags("link 64 bit trace", "otlp.link.0", ID + "|" + ID + "||{}|0");
  }

  private void addAnnotation(String name, String value) {
    add("annotation " + name, span(ID, LOCAL, List.of(Annotation.of(START + 5, value))));
  }

  private void addAnnotations() {
    addAnnotation("plain", "cache miss");
    addAnnotation("empty", "");
    addAnnotation("with attributes", "ev|{\"k\":\"v\",\"i\":5,\"d\":1.5,\"b\":true,\"w\":2.0}|3");
    addAnnotation("empty object", "ev|{}|0");
    addAnnotation("bar in json", "ev|{\"k\":\"a|b\"}|1");
    addAnnotation("two parts", "a|b");
    addAnnotation("three parts, no json", "a|b|c");
    addAnnotation("four parts", "GET|/x|200|ok");
    addAnnotation("bad count", "ev|{}|x");
    addAnnotation("big number", "ev|{\"k\":1e20}|0");
    addAnnotation("nested", "ev|{\"k\":{\"a\":1},\"l\":[1,2],\"n\":null}|0");
    addAnnotation("bars only", "||");
    addAnnotation("without name", "|{}|0");
    add(
        "annotations",
        span(
            ID,
            LOCAL,
            List.of(
                Annotation.of(START + 9, "b"),
                Annotation.of(START, "a"),
                Annotation.of(0, "zero"))));
  }

  private void addGroups() {
    add(
        "two services",
        span(ID, Endpoint.of("b"), List.of()),
        span(PARENT, Endpoint.of("a"), List.of()),
        span("00000000000000ff", Endpoint.of("b"), List.of()));
    add(
        "two scopes",
        span(ID, LOCAL, List.of(), new Tag("otel.library.name", "l")),
        span(PARENT, LOCAL, List.of()),
        span("00000000000000ff", LOCAL, List.of(), new Tag("otel.library.name", "k")));
    add(
        "resource equal",
        span(ID, LOCAL, List.of(), new Tag("host.name", "h")),
        span(PARENT, LOCAL, List.of(), new Tag("host.name", "h")));
    add(
        "resource differs",
        span(ID, LOCAL, List.of(), new Tag("host.name", "h")),
        span(PARENT, LOCAL, List.of(), new Tag("host.name", "i")));
    add(
        "resource without service",
        span(ID, new Endpoint(null, null, null, 0), List.of(), new Tag("host.name", "h")));
    add(
        "scope versions differ",
        span(
            ID,
            LOCAL,
            List.of(),
            new Tag("otel.scope.name", "l"),
            new Tag("otel.scope.version", "1")),
        span(
            PARENT,
            LOCAL,
            List.of(),
            new Tag("otel.scope.name", "l"),
            new Tag("otel.scope.version", "2")));
    add(
        "client and server share an id",
        new Span(
            TRACE,
            null,
            ID,
            "CLIENT",
            "c",
            START,
            DURATION,
            Endpoint.of("a"),
            null,
            List.of(),
            List.of(),
            false,
            false),
        new Span(
            TRACE,
            null,
            ID,
            "SERVER",
            "s",
            START,
            DURATION,
            Endpoint.of("b"),
            null,
            List.of(),
            List.of(),
            false,
            true));
  }

  private static final List<String> KEYS =
      List.of(
          "a",
          "b",
          "http.status_code",
          "error",
          "otel.status_code",
          "otel.status_description",
          "span.kind",
          "w3c.tracestate",
          "http.method",
          "otel.library.name",
          "net.peer.ip");
  private static final List<String> VALUES =
      List.of("x", "", "true", "Ok", "Error", "STATUS_CODE_OK", "500", "internal", "5");

  private void addRandom(Random random, int count) {
    for (int i = 0; i < count; i++) {
      var spans = new ArrayList<Span>();
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        spans.add(randomSpan(random));
      }
      requests.put("random " + i, spans);
    }
  }

  private static Span randomSpan(Random random) {
    var tags = new LinkedHashMap<String, Tag>();
    for (int n = random.nextInt(6); n > 0; n--) {
      String key = KEYS.get(random.nextInt(KEYS.size()));
      tags.put(key, new Tag(key, VALUES.get(random.nextInt(VALUES.size()))));
    }
    var annotations = new ArrayList<Annotation>();
    for (int n = random.nextInt(3); n > 0; n--) {
      annotations.add(Annotation.of(START + random.nextInt(1_000), "e" + random.nextInt(3)));
    }
    String kind = random.nextBoolean() ? null : "CLIENT";
    var endpoint =
        new Endpoint(
            "s" + random.nextInt(2),
            random.nextBoolean() ? "10.0.0.7" : null,
            null,
            random.nextInt(3) * 1_000);
    return new Span(
        TRACE,
        random.nextBoolean() ? PARENT : null,
        "%016x".formatted(1 + random.nextLong(1L << 60)),
        kind,
        "op" + random.nextInt(3),
        START + random.nextInt(1_000_000),
        random.nextInt(1_000_000),
        endpoint,
        random.nextBoolean() ? endpoint : null,
        annotations,
        List.copyOf(tags.values()),
        random.nextBoolean(),
        random.nextBoolean());
  }
}
