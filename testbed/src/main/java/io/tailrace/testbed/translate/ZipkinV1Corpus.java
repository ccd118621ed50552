// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed.translate;

import static io.tailrace.testbed.translate.Zipkin.ABSENT;

import io.tailrace.testbed.translate.Zipkin.Annotation;
import io.tailrace.testbed.translate.Zipkin.Binary;
import io.tailrace.testbed.translate.Zipkin.Endpoint;
import io.tailrace.testbed.translate.Zipkin.V1Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Requests of Zipkin v1: one for each row and edge of the mapping, and random ones. */
final class ZipkinV1Corpus {

  private static final String TRACE = "0102030405060708090a0b0c0d0e0f10";
  private static final String ID = "2122232425262728";
  private static final String PARENT = "3132333435363738";
  private static final long START = 1_700_000_000_123_456L;
  private static final long DURATION = 1_234_567;
  private static final Endpoint SHOP = new Endpoint("shop", "10.0.0.1", null, 8080);

  private final Map<String, List<V1Span>> requests = new LinkedHashMap<>();

  private ZipkinV1Corpus() {}

  /** The samples, in JSON where it has the types, and in Thrift. */
  static List<Sample> samples(long seed, int random) {
    var corpus = new ZipkinV1Corpus();
    corpus.addSpans();
    corpus.addAnnotations();
    corpus.addBinaries();
    corpus.addStatus();
    corpus.addRandom(new Random(seed), random);
    var samples = new ArrayList<Sample>();
    corpus.requests.forEach(
        (name, spans) -> {
          String json = ZipkinWriter.jsonV1(spans);
          boolean isText =
              spans.stream()
                  .flatMap(span -> span.binaries().stream())
                  .allMatch(binary -> binary.type() == Zipkin.Type.STRING);
          if (isText) {
            samples.add(
                new Sample(name, Wire.ZIPKIN_V1_JSON, json.getBytes(StandardCharsets.UTF_8), json));
          }
          samples.add(
              new Sample(
                  name, Wire.ZIPKIN_V1_THRIFT, ZipkinWriter.thrift(spans), spans.toString()));
        });
    RawJson.v1()
        .forEach((name, json) -> samples.add(RawJson.sample(name, Wire.ZIPKIN_V1_JSON, json)));
    return samples;
  }

  private void add(String name, List<Annotation> annotations, Binary... binaries) {
    requests.put(
        name,
        List.of(
            new V1Span(
                TRACE, PARENT, ID, "op", START, DURATION, annotations, List.of(binaries), false)));
  }

  private void addIds(String name, String trace, String parent, String id) {
    requests.put(
        name,
        List.of(
            new V1Span(
                trace,
                parent.isEmpty() ? null : parent,
                id,
                "op",
                START,
                DURATION,
                List.of(),
                List.of(),
                false)));
  }

  private void addTimes(String name, long micros, long duration, Annotation... annotations) {
    requests.put(
        name,
        List.of(
            new V1Span(
                TRACE, null, ID, "op", micros, duration, List.of(annotations), List.of(), false)));
  }

  private static Annotation at(long offset, String value, Endpoint endpoint) {
    return new Annotation(START + offset, value, endpoint);
  }

  private void addSpans() {
    addIds("ids 128 bit", TRACE, "", ID);
    addIds("ids 64 bit", "1112131415161718", "", ID);
    addIds("ids parent", TRACE, PARENT, ID);
    addIds("ids own parent", TRACE, ID, ID);
    addIds("ids parent 0", TRACE, "0".repeat(16), ID);
    addTimes("time absent", ABSENT, ABSENT);
    addTimes(
        "time of annotations",
        ABSENT,
        ABSENT,
        at(7, "sr", SHOP),
        at(50, "ss", SHOP),
        at(20, "x", SHOP));
    addTimes("time overrides annotations", START, DURATION, at(7, "sr", SHOP), at(50, "ss", SHOP));
    addTimes("time without duration", START, ABSENT, at(7, "sr", SHOP), at(50, "ss", SHOP));
    addTimes("duration without time", ABSENT, DURATION, at(7, "sr", SHOP), at(50, "ss", SHOP));
    addTimes("duration alone", ABSENT, DURATION);
    addTimes("duration 0", START, 0);
    addTimes("time 0", 0, DURATION);
    requests.put("no spans", List.of());
    requests.put(
        "debug",
        List.of(new V1Span(TRACE, null, ID, "op", START, DURATION, List.of(), List.of(), true)));
    requests.put(
        "empty name",
        List.of(new V1Span(TRACE, null, ID, "", START, DURATION, List.of(), List.of(), false)));
    requests.put(
        "two services",
        List.of(
            new V1Span(
                TRACE,
                null,
                ID,
                "a",
                START,
                DURATION,
                List.of(at(0, "sr", SHOP)),
                List.of(),
                false),
            new V1Span(
                TRACE,
                ID,
                PARENT,
                "b",
                START,
                DURATION,
                List.of(at(0, "sr", Endpoint.of("cart"))),
                List.of(),
                false),
            new V1Span(
                TRACE,
                ID,
                "00000000000000ff",
                "c",
                START,
                DURATION,
                List.of(at(0, "cs", SHOP)),
                List.of(),
                false)));
  }

  private void addAnnotations() {
    for (String core : List.of("cs", "cr", "sr", "ss", "ms", "mr", "ws", "wr", "CS", "")) {
      add("core annotation '" + core + "'", List.of(at(0, core, SHOP)));
    }
    add("core annotations of both sides", List.of(at(0, "cs", SHOP), at(1, "sr", SHOP)));
    add("annotation before core", List.of(at(0, "x", Endpoint.of("other")), at(1, "sr", SHOP)));
    add("annotation alone", List.of(at(3, "cache miss", SHOP)));
    add("annotation with bars", List.of(at(3, "a|{}|0", SHOP)));
    add("annotation without endpoint", List.of(Annotation.of(START, "sr")));
    add("annotation without service", List.of(at(0, "sr", new Endpoint(null, "1.2.3.4", null, 1))));
    add("annotation with empty service", List.of(at(0, "sr", Endpoint.of("")), at(1, "ss", SHOP)));
    add("endpoint ipv6", List.of(at(0, "sr", new Endpoint("s", null, "2001:db8::1", 80))));
    add("endpoint both", List.of(at(0, "sr", new Endpoint("s", "1.2.3.4", "2001:db8::1", 80))));
    add("endpoint port 65535", List.of(at(0, "sr", new Endpoint("s", "1.2.3.4", null, 65_535))));
    add("endpoint port 40000", List.of(at(0, "sr", new Endpoint("s", "1.2.3.4", null, 40_000))));
    add(
        "endpoint high address",
        List.of(at(0, "sr", new Endpoint("s", "254.253.252.251", null, 0))));
    add("endpoints differ", List.of(at(0, "cs", Endpoint.of("a")), at(1, "cr", Endpoint.of("b"))));
  }

  private static Binary string(String key, String value, Endpoint endpoint) {
    return new Binary(key, Zipkin.Type.STRING, value, endpoint);
  }

  private void addBinaries() {
    add("binary string", List.of(), Binary.of("k", "v"));
    add("binary empty", List.of(), Binary.of("k", ""), Binary.of("", "v"));
    add("binary twice", List.of(), Binary.of("k", "a"), Binary.of("k", "b"));
    add("binary with service", List.of(), string("k", "v", SHOP));
    add(
        "binaries with services",
        List.of(),
        string("k", "v", Endpoint.of("a")),
        string("l", "v", Endpoint.of("b")));
    add(
        "binaries, last service empty",
        List.of(),
        string("k", "v", Endpoint.of("a")),
        string("l", "v", Endpoint.of("")));
    add(
        "binary and core annotation",
        List.of(at(0, "sr", SHOP)),
        string("k", "v", Endpoint.of("other")));
    add("component", List.of(), string("lc", "worker", Endpoint.of("svc")));
    add("component without service", List.of(), Binary.of("lc", "worker"));
    add("component empty", List.of(), string("lc", "", Endpoint.of("svc")));
    add("binary span.kind", List.of(), Binary.of("span.kind", "client"));
    add("binary tracestate", List.of(), Binary.of("w3c.tracestate", "a=b"));
    add(
        "binary bool",
        List.of(),
        new Binary("a", Zipkin.Type.BOOL, true, null),
        new Binary("b", Zipkin.Type.BOOL, false, null));
    add("binary bytes", List.of(), new Binary("a", Zipkin.Type.BYTES, new byte[] {0, -1}, null));
    for (long value : new long[] {0, 5, 32_767, -1}) {
      add("binary i16 " + value, List.of(), new Binary("a", Zipkin.Type.I16, value, null));
      add("binary i32 " + value, List.of(), new Binary("a", Zipkin.Type.I32, value, null));
      add("binary i64 " + value, List.of(), new Binary("a", Zipkin.Type.I64, value, null));
    }
    add("binary double", List.of(), new Binary("a", Zipkin.Type.DOUBLE, 1.5, null));
    add("binary bool of no bytes", List.of(), new Binary("a", Zipkin.Type.BOOL, new byte[0], null));
    add("binary i32 of two bytes", List.of(), new Binary("a", Zipkin.Type.I32, new byte[2], null));
    add(
        "binary address",
        List.of(at(0, "cs", SHOP)),
        new Binary("sa", Zipkin.Type.BOOL, true, Endpoint.of("db")));
  }

  private void addStatus() {
    for (String code : List.of("0", "1", "2", "5", "x", "")) {
      add(
          "census.status_code '" + code + "'",
          List.of(),
          Binary.of("census.status_code", code),
          Binary.of("census.status_description", "c"));
      add(
          "otel.status_code '" + code + "'",
          List.of(),
          Binary.of("otel.status_code", code),
          Binary.of("otel.status_description", "o"));
    }
    for (String code : List.of("OK", "ERROR", "Ok", "500")) {
      add("otel.status_code '" + code + "'", List.of(), Binary.of("otel.status_code", code));
    }
    for (String error : List.of("true", "false", "", "boom")) {
      add("error '" + error + "'", List.of(), Binary.of("error", error));
    }
    for (String code : List.of("0", "99", "100", "200", "399", "400", "404", "500", "x", "")) {
      add(
          "http.status_code '" + code + "'",
          List.of(),
          Binary.of("http.status_code", code),
          Binary.of("http.status_message", "h"));
    }
    add(
        "census over otel",
        List.of(),
        Binary.of("otel.status_code", "1"),
        Binary.of("census.status_code", "2"),
        Binary.of("error", "x"));
    add("otel over error", List.of(), Binary.of("error", "x"), Binary.of("otel.status_code", "1"));
    add(
        "error over http",
        List.of(),
        Binary.of("http.status_code", "200"),
        Binary.of("error", "x"));
    add(
        "opencensus description",
        List.of(),
        Binary.of("census.status_code", "2"),
        Binary.of("opencensus.status_description", "d"));
    add(
        "descriptions alone",
        List.of(),
        Binary.of("census.status_description", "a"),
        Binary.of("otel.status_description", "b"),
        Binary.of("http.status_message", "c"));
    add("http.response.status_code", List.of(), Binary.of("http.response.status_code", "500"));
  }

  private static final List<String> KEYS =
      List.of(
          "a",
          "b",
          "http.status_code",
          "error",
          "census.status_code",
          "otel.status_description",
          "http.status_message",
          "lc");
  private static final List<String> VALUES = List.of("x", "true", "0", "1", "2", "404", "200");
  private static final List<String> EVENTS = List.of("cs", "cr", "sr", "ss", "x", "y");

  private void addRandom(Random random, int count) {
    for (int i = 0; i < count; i++) {
      var spans = new ArrayList<V1Span>();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        var annotations = new ArrayList<Annotation>();
        for (int m = random.nextInt(4); m > 0; m--) {
          annotations.add(at(random.nextInt(100), EVENTS.get(random.nextInt(EVENTS.size())), SHOP));
        }
        var binaries = new ArrayList<Binary>();
        for (String key :
            Set.copyOf(
                List.of(KEYS.get(random.nextInt(4)) + "", KEYS.get(4 + random.nextInt(4)) + "."))) {
          binaries.add(
              string(
                  key.endsWith(".") ? key.substring(0, key.length() - 1) : key,
                  VALUES.get(random.nextInt(VALUES.size())),
                  SHOP));
        }
        spans.add(
            new V1Span(
                TRACE,
                random.nextBoolean() ? PARENT : null,
                "%016x".formatted(1 + random.nextLong(1L << 60)),
                "op" + n,
                START + n,
                DURATION,
                annotations,
                binaries,
                random.nextBoolean()));
      }
      requests.put("random " + i, spans);
    }
  }
}
