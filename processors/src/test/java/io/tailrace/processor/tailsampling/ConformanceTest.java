// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling;

import static io.tailrace.processor.tailsampling.ConformanceCases.map;
import static io.tailrace.processor.tailsampling.ConformanceCases.maps;
import static io.tailrace.processor.tailsampling.ConformanceCases.strings;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.config.ConfigNodes;
import io.tailrace.config.ConfigReport;
import io.tailrace.otlp.MalformedOtlpException;
import io.tailrace.otlp.OtlpScanner;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.SpanIndex;
import io.tailrace.pipeline.RecordingConsumer;
import io.tailrace.processor.tailsampling.decision.Decision;
import io.tailrace.processor.tailsampling.decision.DecisionMaker;
import io.tailrace.processor.tailsampling.policy.CompiledPolicies;
import io.tailrace.processor.tailsampling.policy.Policy;
import io.tailrace.processor.tailsampling.policy.TraceFacts;
import io.tailrace.processor.tailsampling.policy.Vote;
import io.tailrace.processor.tailsampling.tracestate.Thresholds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs the conformance cases of the collector's processor, as they stand. */
class ConformanceTest {

  private static final long T0_MILLIS = 1_577_880_000_000L;
  private static final String ANY_ID = "0102030405060708090a0b0c0d0e0f10";

  private static Stream<DynamicTest> tests(String kind, CaseRunner runner) {
    return ConformanceCases.ofKind(kind)
        .map(c -> DynamicTest.dynamicTest((String) c.get("id"), () -> runner.run(c)));
  }

  @FunctionalInterface
  private interface CaseRunner {
    void run(Map<String, Object> conformanceCase) throws Exception;
  }

  @TestFactory
  Stream<DynamicTest> votes() {
    return tests("votes", ConformanceTest::runVotes);
  }

  private static void runVotes(Map<String, Object> c) {
    var asked = new ArrayList<String>();
    List<Policy> stubs =
        maps(c.get("votes")).stream().<Policy>map(v -> new StubPolicy(v, asked)).toList();
    boolean firstMatch = Boolean.TRUE.equals(c.get("sample_on_first_match"));
    var maker = new DecisionMaker(stubs, firstMatch, () -> 0);
    Map<String, Object> expect = map(c.get("expect"));

    Decision decision = maker.decide(new TraceFacts());

    assertThat(decision.label()).isEqualTo(expect.get("decision"));
    assertThat(asked).isEqualTo(strings(expect.get("evaluated")));
    assertThat(policyName(maker)).isEqualTo(expect.get("policy"));
    long errors =
        java.util.stream.IntStream.range(0, maker.evaluated())
            .filter(i -> maker.vote(i) == Vote.ERROR)
            .count();
    assertThat(errors).isEqualTo(((Number) expect.getOrDefault("policy_errors", 0)).longValue());
  }

  private static String policyName(DecisionMaker maker) {
    int policy = maker.decidingPolicy();
    return policy == DecisionMaker.NO_POLICY ? null : maker.policy(policy).name();
  }

  private static final class StubPolicy extends Policy {
    private final Vote vote;
    private final boolean drop;
    private final List<String> asked;

    StubPolicy(Map<String, Object> from, List<String> asked) {
      super((String) from.get("policy"));
      vote = Vote.valueOf(((String) from.get("vote")).toUpperCase(Locale.ROOT));
      drop = Boolean.TRUE.equals(from.get("is_drop_policy"));
      this.asked = asked;
    }

    @Override
    public boolean isDrop() {
      return drop;
    }

    @Override
    public Vote vote(TraceFacts trace) {
      asked.add(name());
      return vote;
    }
  }

  @TestFactory
  Stream<DynamicTest> configs() {
    return tests("config", ConformanceTest::runConfig);
  }

  private static void runConfig(Map<String, Object> c) {
    var report = new ConfigReport();
    parse(c, report);
    Map<String, Object> expect = map(c.get("expect"));

    assertThat(report.errors().isEmpty()).isEqualTo(expect.get("valid"));
    if (expect.containsKey("error_contains")) {
      assertThat(report.errors().toString()).contains((String) expect.get("error_contains"));
    }
  }

  private static TailSamplingConfig parse(Map<String, Object> c, ConfigReport report) {
    var processor = new LinkedHashMap<>(map(c.get("processor")));
    processor.put("policies", c.get("policies"));
    var node = ConfigNodes.parse(ConformanceCases.yaml(processor), report);
    TailSamplingConfig config = TailSamplingConfig.parse(node);
    node.finish();
    return config;
  }

  private static TailSamplingConfig parse(Map<String, Object> c) {
    var report = new ConfigReport();
    TailSamplingConfig config = parse(c, report);
    assertThat(report.errors()).isEmpty();
    return config;
  }

  @TestFactory
  Stream<DynamicTest> decisions() {
    return tests("decision", ConformanceTest::runDecision);
  }

  private static void runDecision(Map<String, Object> c) throws MalformedOtlpException {
    TailSamplingConfig config = parse(c);
    CompiledPolicies compiled = CompiledPolicies.of(config.policies());
    var maker = new DecisionMaker(compiled.policies(), config.sampleOnFirstMatch(), () -> 0);
    boolean gate = strings(c.get("feature_gates")).contains("+" + TailSampler.USE_TRACE_STATE);
    Map<String, Object> trace = map(c.get("trace"));
    String id = (String) trace.get("id");
    var unparseable = new AtomicLong();
    var thresholds = new Thresholds(unparseable::addAndGet);
    byte[] bytes =
        ConformanceCases.request(trace.get("resources"), id.matches("0+") ? ANY_ID : id, T0_MILLIS)
            .toByteArray();
    var index = new SpanIndex();
    OtlpScanner.scan(bytes, 0, bytes.length, index);
    TraceFacts facts = facts(id, index, compiled, gate ? thresholds : null);
    Map<String, Object> expect = map(c.get("expect"));

    Decision decision = maker.decide(facts);

    assertThat(decision.label()).isEqualTo(expect.get("decision"));
    assertThat(votes(maker)).isEqualTo(expect.get("votes"));
    assertThat(policyName(maker)).isEqualTo(expect.get("policy"));
    if (gate && decision == Decision.SAMPLED) {
      rememberAll(thresholds, index, maker);
      SpanBatch out = thresholds.apply(SpanBatch.borrowed(index));
      assertThat(traceStates(out)).isEqualTo(expect.get("outgoing_trace_state"));
      assertThat(unparseable.get())
          .isEqualTo(((Number) expect.get("spans_with_unparseable_tracestate")).longValue());
    }
  }

  private static void rememberAll(Thresholds thresholds, SpanIndex index, DecisionMaker maker) {
    for (int i = 0; i < index.spanCount(); i++) {
      thresholds.remember(
          index.traceIdHigh(i),
          index.traceIdLow(i),
          maker.policy(maker.decidingPolicy()).threshold());
    }
  }

  private static Map<String, String> traceStates(SpanBatch batch) {
    var recorder = new RecordingConsumer();
    recorder.consume(batch);
    var states = new TreeMap<String, String>();
    recorder
        .spans()
        .forEach(
            s ->
                states.put(
                    java.util.HexFormat.of().formatHex(s.getSpanId().toByteArray()),
                    s.getTraceState()));
    return states;
  }

  private static TraceFacts facts(
      String id, SpanIndex index, CompiledPolicies compiled, Thresholds thresholds) {
    var facts = new TraceFacts();
    facts.idHigh = Long.parseUnsignedLong(id.substring(0, 16), 16);
    facts.idLow = Long.parseUnsignedLong(id.substring(16), 16);
    long earliest = 0;
    long latest = 0;
    for (int i = 0; i < index.spanCount(); i++) {
      long start = index.startUnixNano(i);
      long end = index.endUnixNano(i);
      earliest = earliest == 0 || Long.compareUnsigned(start, earliest) < 0 ? start : earliest;
      latest = latest == 0 || Long.compareUnsigned(end, latest) > 0 ? end : latest;
      facts.predicates =
          compiled.predicates().afterSpan(facts.predicates, index.statusCode(i), earliest, latest);
    }
    facts.spans = index.spanCount();
    if (thresholds != null) {
      facts.randomness = thresholds.observe(facts.randomness, index, 0, index.spanCount());
    }
    return facts;
  }

  private static Map<String, Object> votes(DecisionMaker maker) {
    var votes = new LinkedHashMap<String, Object>();
    for (int i = 0; i < maker.evaluated(); i++) {
      votes.put(maker.policy(i).name(), maker.vote(i).name().toLowerCase(Locale.ROOT));
    }
    return votes;
  }

  @TestFactory
  Stream<DynamicTest> scenarios() {
    return tests("scenario", c -> new ConformanceScenario(c, parse(c)).run());
  }
}
