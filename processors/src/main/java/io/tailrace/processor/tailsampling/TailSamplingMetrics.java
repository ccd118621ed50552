// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling;

import io.tailrace.component.ComponentId;
import io.tailrace.processor.tailsampling.decision.Decision;
import io.tailrace.processor.tailsampling.decision.DecisionMaker;
import io.tailrace.processor.tailsampling.decision.DecisionReason;
import io.tailrace.processor.tailsampling.policy.Vote;
import io.tailrace.telemetry.Counter;
import io.tailrace.telemetry.Distribution;
import io.tailrace.telemetry.Label;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.telemetry.MetricSpec;
import java.util.function.DoubleSupplier;

/**
 * The metrics of a {@code tail_sampling} processor: the collector's, under the collector's names,
 * and those that only a buffer bounded in bytes can have.
 */
final class TailSamplingMetrics {

  private static final String PREFIX = "processor_tail_sampling_";
  private static final long HOUR_NANOS = 3_600_000_000_000L;

  private static final double[] AGE_SECONDS = {1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800};
  private static final double[] TICK_MILLIS = {
    1, 2, 5, 10, 25, 50, 75, 100, 150, 200, 300, 400, 500, 750, 1000, 2000, 3000, 4000, 5000, 10000,
    20000, 30000, 50000
  };
  private static final double[] LAG_SECONDS = {
    0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 5, 10, 30, 60
  };

  private final MetricRegistry registry;
  private final Label processor;

  final Counter newTraces;
  final Counter evaluationErrors;
  final Counter droppedTooEarly;
  final Counter tooLarge;
  final Counter earlySampledSpans;
  final Counter earlyNotSampledSpans;
  final Counter lateSpansDropped;
  final Counter refusedSpans;
  final Counter undeliveredSpans;
  final Counter unparseableTraceState;
  final Distribution decisionTimer;
  final Distribution lateSpanAge;
  final Distribution removalAge;
  final Distribution decisionLag;

  private final Counter[] decisions = new Counter[Decision.values().length];
  private final Counter[] reasons = new Counter[DecisionReason.values().length];
  private final Counter[][] votes = new Counter[Decision.values().length][];
  private final Counter[] executions;
  private final Counter[] executionMicros;

  TailSamplingMetrics(MetricRegistry registry, ComponentId id, DecisionMaker policies) {
    this.registry = registry;
    processor = new Label("processor", id.toString());
    newTraces = counter("new_trace_id_received", "{traces}", "New traces received.");
    evaluationErrors =
        counter(
            "sampling_policy_evaluation_error",
            "{errors}",
            "Policies that could not be evaluated.");
    droppedTooEarly =
        counter(
            "sampling_trace_dropped_too_early",
            "{traces}",
            "Traces dropped undecided because num_traces was reached.");
    tooLarge =
        counter(
            "traces_dropped_too_large",
            "{traces}",
            "Traces not sampled because they grew beyond maximum_trace_size_bytes.");
    earlySampledSpans = early(true);
    earlyNotSampledSpans = early(false);
    lateSpansDropped =
        counter(
            "late_spans_dropped", "{spans}", "Spans that came after their trace was not sampled.");
    refusedSpans =
        counter(
            "refused_spans", "{spans}", "Spans refused because nothing could leave the buffer.");
    undeliveredSpans =
        counter(
            "undelivered_spans",
            "{spans}",
            "Sampled spans that the next component refused for good, or until the shutdown's deadline.");
    unparseableTraceState =
        counter(
            "count_spans_with_unparseable_tracestate",
            "{spans}",
            "Spans whose tracestate could not be parsed.");
    decisionTimer =
        distribution(
            "sampling_decision_timer_latency", "ms", "Time of one tick.", TICK_MILLIS, 1e-6);
    lateSpanAge =
        distribution(
            "sampling_late_span_age",
            "s",
            "Time from the decision to the arrival of a late span.",
            AGE_SECONDS,
            1e-9);
    removalAge =
        distribution(
            "sampling_trace_removal_age",
            "s",
            "Time from the arrival of a trace to its removal from the buffer.",
            AGE_SECONDS,
            1e-9);
    decisionLag =
        distribution(
            "decision_lag", "s", "Time from a trace being due to its decision.", LAG_SECONDS, 1e-9);
    for (Decision decision : Decision.values()) {
      decisions[decision.ordinal()] = decisions(decision);
      votes[decision.ordinal()] = votes(decision, policies, id);
    }
    for (DecisionReason reason : DecisionReason.values()) {
      reasons[reason.ordinal()] =
          counter(
              "decisions",
              "{traces}",
              "Traces by the reason why they were decided when they were.",
              new Label("reason", reason.label()));
    }
    executions = perPolicy("execution_count", "{executions}", "Executions.", policies, id);
    executionMicros = perPolicy("execution_time_sum", "us", "Time spent.", policies, id);
  }

  private Counter decisions(Decision decision) {
    return counter(
        "global_count_traces_sampled",
        "{traces}",
        "Traces by final decision.",
        sampled(decision),
        new Label("decision", decision.label()));
  }

  private static Label sampled(Decision decision) {
    return new Label("sampled", Boolean.toString(decision == Decision.SAMPLED));
  }

  private Counter early(boolean sampled) {
    return counter(
        "early_releases_from_cache_decision",
        "{spans}",
        "Spans that were decided on arrival by a decision cache.",
        new Label("sampled", Boolean.toString(sampled)));
  }

  private Counter[] votes(Decision decision, DecisionMaker policies, ComponentId id) {
    var counters = new Counter[policies.policyCount()];
    for (int i = 0; i < counters.length; i++) {
      counters[i] =
          counter(
              "count_traces_sampled",
              "{traces}",
              "Votes of each policy.",
              policyLabel(policies, i, id),
              sampled(decision),
              new Label("decision", decision.label()));
    }
    return counters;
  }

  private Counter[] perPolicy(
      String what, String unit, String text, DecisionMaker policies, ComponentId id) {
    var counters = new Counter[policies.policyCount()];
    for (int i = 0; i < counters.length; i++) {
      counters[i] =
          counter(
              "sampling_policy_" + what, unit, text + " Per policy.", policyLabel(policies, i, id));
    }
    return counters;
  }

  /** As in the collector: {@code <component name>.<policy>} if the processor has a name. */
  private static Label policyLabel(DecisionMaker policies, int i, ComponentId id) {
    String name = policies.policy(i).name();
    return new Label("policy", id.name().isEmpty() ? name : id.name() + "." + name);
  }

  private Counter counter(String name, String unit, String description, Label... labels) {
    return registry.counter(new MetricSpec(PREFIX + name, unit, description), with(labels));
  }

  private Distribution distribution(
      String name, String unit, String description, double[] bounds, double unitsPerNano) {
    return registry.distribution(
        new MetricSpec(PREFIX + name, unit, description),
        bounds,
        unitsPerNano,
        HOUR_NANOS,
        processor);
  }

  void gauge(String name, String unit, String description, DoubleSupplier value) {
    registry.gauge(new MetricSpec(PREFIX + name, unit, description), value, processor);
  }

  private Label[] with(Label... labels) {
    var all = new Label[labels.length + 1];
    all[0] = processor;
    System.arraycopy(labels, 0, all, 1, labels.length);
    return all;
  }

  /** Counts a decision that policies made, and their votes. */
  void decided(Decision decision, DecisionReason reason, DecisionMaker policies) {
    decisions[decision.ordinal()].increment();
    reasons[reason.ordinal()].increment();
    for (int i = 0; i < policies.evaluated(); i++) {
      executions[i].increment();
      Vote vote = policies.vote(i);
      if (vote == Vote.ERROR) {
        evaluationErrors.increment();
      } else {
        votes[decisionOf(vote).ordinal()][i].increment();
      }
    }
  }

  private static Decision decisionOf(Vote vote) {
    return switch (vote) {
      case SAMPLED, INVERT_SAMPLED -> Decision.SAMPLED;
      case DROPPED -> Decision.DROPPED;
      case NOT_SAMPLED, INVERT_NOT_SAMPLED, ERROR -> Decision.NOT_SAMPLED;
    };
  }

  /** Counts a trace that left without the policies being asked. */
  void undecided(DecisionReason reason) {
    reasons[reason.ordinal()].increment();
  }

  long decided(DecisionReason reason) {
    return reasons[reason.ordinal()].value();
  }

  long decided(Decision decision) {
    return decisions[decision.ordinal()].value();
  }

  void addExecutionMicros(int policy, long micros) {
    executionMicros[policy].add(micros);
  }
}
