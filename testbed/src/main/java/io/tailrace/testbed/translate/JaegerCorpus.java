// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed.translate;

import io.tailrace.testbed.translate.Jaeger.Batch;
import io.tailrace.testbed.translate.Jaeger.Log;
import io.tailrace.testbed.translate.Jaeger.Origin;
import io.tailrace.testbed.translate.Jaeger.Reference;
import io.tailrace.testbed.translate.Jaeger.Span;
import io.tailrace.testbed.translate.Jaeger.Tag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Batches of Jaeger: one for each row and edge of the mapping, and random ones. */
final class JaegerCorpus {

  private static final long HIGH = 0x0102030405060708L;
  private static final long LOW = 0x1112131415161718L;
  private static final long ID = 0x2122232425262728L;
  private static final long PARENT = 0x3132333435363738L;
  private static final long OTHER = 0x4142434445464748L;
  private static final long START = 1_700_000_000_123_456_000L;
  private static final long DURATION = 1_234_567_000L;
  private static final Origin PROCESS = new Origin("shop", List.of());

  private final Map<String, Batch> batches = new LinkedHashMap<>();

  private JaegerCorpus() {}

  /** The samples, in every format of Jaeger. */
  static List<Sample> samples(long seed, int random) {
    var corpus = new JaegerCorpus();
    corpus.addIdsAndTimes();
    corpus.addReferences();
    corpus.addTags();
    corpus.addStatus();
    corpus.addLogs();
    corpus.addProcesses();
    corpus.addRandom(new Random(seed), random);
    var samples = new ArrayList<Sample>();
    corpus.batches.forEach(
        (name, batch) -> {
          String text = batch.toString();
          samples.add(new Sample(name, Wire.JAEGER_GRPC, JaegerWriter.proto(batch), text));
          samples.add(new Sample(name, Wire.JAEGER_HTTP, JaegerWriter.thrift(batch), text));
          samples.add(
              new Sample(
                  name,
                  Wire.JAEGER_COMPACT,
                  JaegerWriter.datagram(new ThriftOut.Compact(), batch),
                  text));
          samples.add(
              new Sample(
                  name,
                  Wire.JAEGER_BINARY,
                  JaegerWriter.datagram(new ThriftOut.Binary(), batch),
                  text));
        });
    return samples;
  }

  private static Span span(List<Reference> references, List<Tag> tags, List<Log> logs) {
    return new Span(HIGH, LOW, ID, 0, "op", references, 1, START, DURATION, tags, logs, null);
  }

  private void add(String name, Span... spans) {
    batches.put(name, new Batch(PROCESS, List.of(spans)));
  }

  private void addTags(String name, Tag... tags) {
    add(name, span(List.of(), List.of(tags), List.of()));
  }

  private void addIds(String name, long high, long low, long id, long parent) {
    add(
        name,
        new Span(
            high, low, id, parent, "op", List.of(), 0, START, DURATION, List.of(), List.of(),
            null));
  }

  private void addTimes(String name, long start, long duration, int flags) {
    add(
        name,
        new Span(
            HIGH, LOW, ID, 0, "op", List.of(), flags, start, duration, List.of(), List.of(), null));
  }

  private void addIdsAndTimes() {
    addIds("ids 128 bit", HIGH, LOW, ID, 0);
    addIds("ids high 0", 0, LOW, ID, 0);
    addIds("ids negative", -1, -2, -3, -4);
    addIds("ids trace 0", 0, 0, ID, 0);
    addIds("ids span 0", HIGH, LOW, 0, 0);
    addIds("ids parent", HIGH, LOW, ID, PARENT);
    addIds("ids own parent", HIGH, LOW, ID, ID);
    addTimes("time duration 0", START, 0, 1);
    addTimes("time duration negative", START, -5_000_000, 1);
    addTimes("time start 0", 0, DURATION, 1);
    addTimes("time before 1970", -1_000_000_000, DURATION, 1);
    addTimes("time odd nanoseconds", START + 789, 1_001, 1);
    for (int flags : new int[] {0, 1, 2, 3, 4, 255, 256, -1}) {
      addTimes("flags " + flags, START, DURATION, flags);
    }
    add(
        "blank span",
        new Span(0, 0, 0, 0, "", List.of(), 0, 0, 0, List.of(), List.of(), null),
        span(List.of(), List.of(), List.of()));
    add(
        "empty name",
        new Span(HIGH, LOW, ID, 0, "", List.of(), 0, START, DURATION, List.of(), List.of(), null));
    batches.put("no spans", new Batch(PROCESS, List.of()));
    add(
        "name of several alphabets",
        new Span(
            HIGH,
            LOW,
            ID,
            0,
            "\u00fc \u4e2d \ud83d\ude00",
            List.of(),
            0,
            START,
            DURATION,
            List.of(),
            List.of(),
            null));
  }

  private static Reference childOf(long span) {
    return new Reference(true, HIGH, LOW, span);
  }

  private static Reference followsFrom(long span) {
    return new Reference(false, HIGH, LOW, span);
  }

  private void addReferences(String name, Reference... references) {
    add(name, span(List.of(references), List.of(), List.of()));
    add(
        name + ", parent field",
        new Span(
            HIGH,
            LOW,
            ID,
            PARENT,
            "op",
            List.of(references),
            1,
            START,
            DURATION,
            List.of(),
            List.of(),
            null));
  }

  private void addReferences() {
    var elsewhere = new Reference(true, OTHER, OTHER, PARENT);
    addReferences("reference child of", childOf(PARENT));
    addReferences("reference follows from", followsFrom(PARENT));
    addReferences("reference child of another trace", elsewhere);
    addReferences("reference follows another trace", new Reference(false, OTHER, OTHER, PARENT));
    addReferences("references two parents", childOf(PARENT), childOf(OTHER));
    addReferences("references two predecessors", followsFrom(PARENT), followsFrom(OTHER));
    addReferences("references predecessor, parent", followsFrom(OTHER), childOf(PARENT));
    addReferences("references parent, predecessor", childOf(PARENT), followsFrom(OTHER));
    addReferences("references the same twice", childOf(PARENT), childOf(PARENT));
    addReferences("references parent as both", childOf(PARENT), followsFrom(PARENT));
    addReferences("references elsewhere, parent", elsewhere, childOf(PARENT));
    addReferences(
        "references parent, elsewhere with another span",
        childOf(PARENT),
        new Reference(true, OTHER, OTHER, OTHER));
    addReferences("reference child of itself", childOf(ID));
    addReferences("reference span 0", childOf(0));
    addReferences("reference trace 0", new Reference(true, 0, 0, PARENT));
    addReferences("reference low half only", new Reference(true, 0, LOW, PARENT));
  }

  private void addTags() {
    addTags("tag string", Tag.of("k", "v"));
    addTags("tag empty string", Tag.of("k", ""));
    addTags("tag bool", Tag.of("a", true), Tag.of("b", false));
    addTags("tag long", Tag.of("a", Long.MAX_VALUE), Tag.of("b", Long.MIN_VALUE), Tag.of("c", 0L));
    addTags(
        "tag double",
        Tag.of("a", 1.5),
        Tag.of("b", -0.0),
        Tag.of("c", Double.NaN),
        Tag.of("d", Double.NEGATIVE_INFINITY),
        Tag.of("e", 0.0));
    addTags("tag binary", Tag.of("a", new byte[] {0, -1, 127}), Tag.of("b", new byte[0]));
    addTags("tag unknown type", new Tag("a", Jaeger.Type.UNKNOWN, "x"));
    addTags(
        "tag type without its value",
        new Tag("a", Jaeger.Type.LONG, "x"),
        new Tag("b", Jaeger.Type.STRING, 5L),
        new Tag("c", Jaeger.Type.BOOL, "true"));
    addTags("tag empty key", Tag.of("", "v"));
    addTags("tag twice", Tag.of("k", "first"), Tag.of("x", "y"), Tag.of("k", "last"));
    addTags("tag twice with other type", Tag.of("k", "first"), Tag.of("k", 5L));
    for (String kind :
        List.of(
            "client",
            "server",
            "producer",
            "consumer",
            "internal",
            "CLIENT",
            "Server",
            "other",
            "",
            "unspecified",
            "local")) {
      addTags("tag span.kind '" + kind + "'", Tag.of("span.kind", kind), Tag.of("x", "y"));
    }
    addTags("tag span.kind long", Tag.of("span.kind", 1L));
    addTags("tag span.kind twice", Tag.of("span.kind", "client"), Tag.of("span.kind", "server"));
    addTags("tag tracestate", Tag.of("w3c.tracestate", "a=b,c=d"));
    addTags("tag tracestate long", Tag.of("w3c.tracestate", 5L));
    addTags("scope name", Tag.of("otel.scope.name", "lib"));
    addTags(
        "scope name and version",
        Tag.of("otel.scope.name", "lib"),
        Tag.of("otel.scope.version", "1.2"));
    addTags(
        "scope version before name",
        Tag.of("otel.scope.version", "1.2"),
        Tag.of("otel.scope.name", "lib"));
    addTags("scope version alone", Tag.of("otel.scope.version", "1.2"));
    addTags("scope name twice", Tag.of("otel.scope.name", "a"), Tag.of("otel.scope.name", "b"));
    addTags("scope name empty", Tag.of("otel.scope.name", ""), Tag.of("otel.scope.version", "1"));
    addTags(
        "scope library", Tag.of("otel.library.name", "lib"), Tag.of("otel.library.version", "1"));
    add(
        "scopes of two spans",
        span(List.of(), List.of(Tag.of("otel.scope.name", "a")), List.of()),
        span(List.of(), List.of(Tag.of("otel.scope.name", "b")), List.of()),
        span(List.of(), List.of(), List.of()));
  }

  private void addStatus() {
    addTags("error true", Tag.of("error", true));
    addTags("error false", Tag.of("error", false));
    addTags("error 'true'", Tag.of("error", "true"));
    addTags("error 1", Tag.of("error", 1L));
    addTags(
        "error with descriptions",
        Tag.of("error", true),
        Tag.of("otel.status_description", "a"),
        Tag.of("http.status_message", "b"));
    addTags(
        "error with message of http", Tag.of("error", true), Tag.of("http.status_message", "b"));
    addTags(
        "error with description long",
        Tag.of("error", true),
        Tag.of("otel.status_description", 5L));
    addTags("description alone", Tag.of("otel.status_description", "a"));
    for (String code :
        List.of("OK", "ERROR", "ok", "Error", "UNSET", "", "2", "STATUS_CODE_ERROR")) {
      addTags(
          "otel.status_code '" + code + "'",
          Tag.of("otel.status_code", code),
          Tag.of("otel.status_description", "d"));
      addTags(
          "error and otel.status_code '" + code + "'",
          Tag.of("otel.status_code", code),
          Tag.of("error", true));
    }
    addTags("otel.status_code long", Tag.of("otel.status_code", 2L));
    addTags(
        "otel.status_code and http 500",
        Tag.of("otel.status_code", "OK"),
        Tag.of("http.status_code", 500L));
    for (String code :
        List.of(
            "0",
            "99",
            "100",
            "200",
            "301",
            "398",
            "399",
            "400",
            "404",
            "499",
            "500",
            "599",
            "600",
            "-1",
            "+500",
            "0500",
            " 500",
            "404x",
            "",
            "99999999999999999999",
            "4.5")) {
      addTags(
          "http code string '" + code + "'",
          Tag.of("http.status_code", code),
          Tag.of("http.status_message", "m"));
    }
    for (String kind : List.of("client", "server", "internal", "consumer", "producer", "none")) {
      for (long code : new long[] {0, 99, 100, 200, 399, 400, 404, 499, 500, 600, -1}) {
        addTags(
            "http code " + code + " " + kind,
            Tag.of("http.status_code", code),
            Tag.of("span.kind", kind));
      }
    }
    addTags("http code double", Tag.of("http.status_code", 500.0));
    addTags("http code and error false", Tag.of("http.status_code", 500L), Tag.of("error", false));
    addTags(
        "http code and error 'true'", Tag.of("http.status_code", 200L), Tag.of("error", "true"));
    addTags("http.response.status_code", Tag.of("http.response.status_code", 500L));
    addTags(
        "http.response.status_code and old",
        Tag.of("http.response.status_code", 500L),
        Tag.of("http.status_code", 200L));
    addTags(
        "http old and http.response.status_code",
        Tag.of("http.status_code", 500L),
        Tag.of("http.response.status_code", 200L));
    addTags("http.response.status_code string", Tag.of("http.response.status_code", "503"));
  }

  private void addLogs(String name, Log... logs) {
    add(name, span(List.of(), List.of(), List.of(logs)));
  }

  private void addLogs() {
    addLogs("log event", new Log(START, List.of(Tag.of("event", "e"), Tag.of("k", "v"))));
    addLogs("log without event", new Log(START, List.of(Tag.of("message", "m"))));
    addLogs("log without fields", new Log(START, List.of()));
    addLogs("log two events", new Log(START, List.of(Tag.of("event", "a"), Tag.of("event", "b"))));
    addLogs("log event long", new Log(START, List.of(Tag.of("event", 5L))));
    addLogs("log event empty", new Log(START, List.of(Tag.of("event", ""))));
    addLogs(
        "log of every type",
        new Log(
            START,
            List.of(
                Tag.of("a", 1L),
                Tag.of("b", 1.5),
                Tag.of("c", true),
                Tag.of("d", new byte[] {1, 2}),
                new Tag("e", Jaeger.Type.UNKNOWN, "x"))));
    addLogs("log field twice", new Log(START, List.of(Tag.of("k", "a"), Tag.of("k", "b"))));
    addLogs("log time 0", new Log(0, List.of(Tag.of("event", "e"))));
    addLogs(
        "log http.response.status_code",
        new Log(START, List.of(Tag.of("http.response.status_code", 500L))));
    addLogs(
        "logs, order kept",
        new Log(START + 2_000, List.of(Tag.of("event", "b"))),
        new Log(START, List.of(Tag.of("event", "a"))));
    addLogs(
        "log with error",
        new Log(
            START,
            List.of(Tag.of("event", "error"), Tag.of("error", true), Tag.of("error.object", "x"))));
  }

  private void addProcess(String name, Origin process) {
    batches.put(
        name, new Batch(process, List.of(span(List.of(), List.of(Tag.of("k", "v")), List.of()))));
  }

  private void addProcesses() {
    batches.put("process missing", new Batch(null, List.of(span(List.of(), List.of(), List.of()))));
    addProcess("process without name", new Origin("", List.of()));
    addProcess("process without name with tags", new Origin("", List.of(Tag.of("k", "v"))));
    addProcess(
        "process tags of every type",
        new Origin(
            "s",
            List.of(
                Tag.of("a", "s"),
                Tag.of("b", 5L),
                Tag.of("c", 1.5),
                Tag.of("d", true),
                Tag.of("e", new byte[] {9}))));
    addProcess("process hostname", new Origin("s", List.of(Tag.of("hostname", "h"))));
    addProcess(
        "process hostname and host.name",
        new Origin("s", List.of(Tag.of("hostname", "h"), Tag.of("host.name", "n"))));
    addProcess(
        "process host.name and hostname",
        new Origin("s", List.of(Tag.of("host.name", "n"), Tag.of("hostname", "h"))));
    addProcess("process hostname long", new Origin("s", List.of(Tag.of("hostname", 5L))));
    addProcess("process version", new Origin("s", List.of(Tag.of("jaeger.version", "Go-2.1"))));
    addProcess(
        "process version and target",
        new Origin(
            "s",
            List.of(Tag.of("jaeger.version", "x"), Tag.of("opencensus.exporterversion", "y"))));
    addProcess("process version long", new Origin("s", List.of(Tag.of("jaeger.version", 7L))));
    addProcess(
        "process ip",
        new Origin("s", List.of(Tag.of("ip", "10.0.0.1"), Tag.of("client-uuid", "u"))));
    addProcess("process service.name tag", new Origin("s", List.of(Tag.of("service.name", "t"))));
    addProcess("process tag twice", new Origin("s", List.of(Tag.of("k", "a"), Tag.of("k", "b"))));
    addProcess(
        "process no service", new Origin("OTLPResourceNoServiceName", List.of(Tag.of("k", "v"))));
    addProcess(
        "process http.response.status_code",
        new Origin("s", List.of(Tag.of("http.response.status_code", 5L))));
    addProcess(
        "process span.kind",
        new Origin("s", List.of(Tag.of("span.kind", "client"), Tag.of("error", true))));
    var own = new Origin("other", List.of(Tag.of("k", "v")));
    add(
        "process of the span",
        new Span(HIGH, LOW, ID, 0, "own", List.of(), 1, START, DURATION, List.of(), List.of(), own),
        span(List.of(), List.of(), List.of()),
        new Span(
            HIGH, LOW, PARENT, 0, "own 2", List.of(), 1, START, DURATION, List.of(), List.of(),
            own));
  }

  private void addRandom(Random random, int count) {
    for (int i = 0; i < count; i++) {
      var spans = new ArrayList<Span>();
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        spans.add(randomSpan(random));
      }
      batches.put(
          "random " + i, new Batch(new Origin("s" + random.nextInt(3), tags(random, 3)), spans));
    }
  }

  private static Span randomSpan(Random random) {
    var references = new ArrayList<Reference>();
    for (int n = random.nextInt(3); n > 0; n--) {
      references.add(new Reference(random.nextBoolean(), HIGH, LOW, 1 + random.nextInt(3)));
    }
    var logs = new ArrayList<Log>();
    for (int n = random.nextInt(3); n > 0; n--) {
      logs.add(new Log(START + random.nextInt(1_000) * 1_000L, tags(random, 3)));
    }
    return new Span(
        HIGH,
        LOW,
        random.nextLong(),
        random.nextInt(3),
        "op" + random.nextInt(5),
        references,
        random.nextInt(4),
        START + random.nextInt(1_000_000) * 1_000L,
        random.nextInt(1_000_000) * 1_000L,
        tags(random, 6),
        logs,
        null);
  }

  private static final List<String> KEYS =
      List.of(
          "a",
          "b",
          "http.status_code",
          "span.kind",
          "error",
          "otel.status_code",
          "otel.status_description",
          "http.status_message",
          "event",
          "hostname",
          "jaeger.version",
          "http.response.status_code",
          "otel.scope.version",
          "peer.ip");
  private static final List<String> VALUES =
      List.of("x", "", "true", "client", "server", "OK", "ERROR", "404", "500", "200");

  private static List<Tag> tags(Random random, int most) {
    var tags = new ArrayList<Tag>();
    for (int n = random.nextInt(most + 1); n > 0; n--) {
      String key = KEYS.get(random.nextInt(KEYS.size()));
      tags.add(
          switch (random.nextInt(6)) {
            case 0 -> Tag.of(key, random.nextBoolean());
            case 1 -> Tag.of(key, (long) random.nextInt(700));
            case 2 -> Tag.of(key, random.nextInt(1_000) / 8.0);
            default -> Tag.of(key, VALUES.get(random.nextInt(VALUES.size())));
          });
    }
    return tags;
  }
}
