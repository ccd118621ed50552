// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.service;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentException;
import io.tailrace.component.ComponentType;
import io.tailrace.component.ComponentType.Stability;
import io.tailrace.component.Connector;
import io.tailrace.component.Deadline;
import io.tailrace.component.Exporter;
import io.tailrace.component.Extension;
import io.tailrace.component.Factory;
import io.tailrace.component.Processor;
import io.tailrace.component.Receiver;
import io.tailrace.config.ConfigNode;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.net.EventLoops;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.pipeline.ConsumeResult;
import io.tailrace.pipeline.Consumer;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.time.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A catalog of components that only write down what happens to them: {@code start exporter/fake}.
 */
public final class FakeComponents {

  /** What happened, in order. */
  public final List<String> events = new ArrayList<>();

  /** The consumers of the receivers, in the order of creation. */
  public final List<Consumer> entrances = new ArrayList<>();

  public final FakeClock clock = new FakeClock();

  /**
   * The configuration of every fake.
   *
   * @param fail what the component fails at: {@code create}, {@code start}, {@code stop}
   */
  public record FakeConfig(String fail) {}

  /** The factories: one type {@code fake} of each kind, the exporter also called {@code copy}. */
  public List<Factory<?>> factories() {
    return List.of(
        new Receivers(), new Processors(), new Exporters(), new Connectors(), new Extensions());
  }

  public ComponentCatalog catalog() {
    return new ComponentCatalog(factories());
  }

  /** Builds the graph of a configuration. */
  public PipelineGraph graph(CollectorConfig config) {
    return PipelineGraph.build(
        config,
        (kind, id) ->
            new ComponentContext(
                id,
                kind,
                new MetricRegistry(),
                new MemoryBudget(1 << 30),
                clock,
                new EventLoops(1),
                Set.of()));
  }

  private final class Fake implements Receiver, Processor, Exporter, Connector {

    private final String title;
    private final String fail;
    private final Consumer next;

    Fake(ComponentContext context, FakeConfig config, Consumer next) {
      title = context.kind().label() + " " + context.id();
      fail = config.fail();
      this.next = next;
      failAt("create");
      events.add("create " + title);
    }

    private void failAt(String moment) {
      if (fail.equals(moment)) {
        throw new ComponentException(moment + " went wrong");
      }
      if (fail.equals("fault at " + moment)) {
        throw new IllegalStateException("a fault");
      }
    }

    @Override
    public ConsumeResult consume(SpanBatch batch) {
      events.add(title + " takes " + batch.spanCount());
      return next.consume(batch);
    }

    @Override
    public void start() {
      failAt("start");
      events.add("start " + title);
    }

    @Override
    public void stop(Deadline deadline) {
      events.add("stop " + title);
      failAt("stop");
    }
  }

  private final class FakeExtension implements Extension {

    private final Fake fake;
    private final String title;

    FakeExtension(ComponentContext context, FakeConfig config) {
      fake = new Fake(context, config, END);
      title = fake.title;
    }

    @Override
    public void start() {
      fake.start();
    }

    @Override
    public void stop(Deadline deadline) {
      fake.stop(deadline);
    }

    @Override
    public void ready() {
      events.add("ready " + title);
    }

    @Override
    public void notReady() {
      events.add("not ready " + title);
    }
  }

  private static final Consumer END = _ -> ConsumeResult.ACCEPTED;

  private static ComponentType fakeType(String... aliases) {
    return new ComponentType("fake", List.of(aliases), Stability.ALPHA, "For tests");
  }

  private static FakeConfig config(ConfigNode node) {
    node.secret("token");
    node.duration("wait", Duration.ZERO);
    return new FakeConfig(node.string("fail", ""));
  }

  private final class Receivers implements Factory.OfReceiver<FakeConfig> {
    @Override
    public ComponentType type() {
      return fakeType();
    }

    @Override
    public FakeConfig parseConfig(ConfigNode node) {
      return config(node);
    }

    @Override
    public Receiver create(FakeConfig config, ComponentContext context, Consumer next) {
      entrances.add(next);
      return new Fake(context, config, next);
    }
  }

  private final class Processors implements Factory.OfProcessor<FakeConfig> {
    @Override
    public ComponentType type() {
      return fakeType();
    }

    @Override
    public FakeConfig parseConfig(ConfigNode node) {
      return config(node);
    }

    @Override
    public Processor create(FakeConfig config, ComponentContext context, Consumer next) {
      return new Fake(context, config, next);
    }
  }

  private final class Exporters implements Factory.OfExporter<FakeConfig> {
    @Override
    public ComponentType type() {
      return fakeType("copy");
    }

    @Override
    public FakeConfig parseConfig(ConfigNode node) {
      return config(node);
    }

    @Override
    public Exporter create(FakeConfig config, ComponentContext context) {
      return new Fake(context, config, END);
    }
  }

  private final class Connectors implements Factory.OfConnector<FakeConfig> {
    @Override
    public ComponentType type() {
      return fakeType();
    }

    @Override
    public FakeConfig parseConfig(ConfigNode node) {
      return config(node);
    }

    @Override
    public Connector create(FakeConfig config, ComponentContext context, Consumer next) {
      return new Fake(context, config, next);
    }
  }

  private final class Extensions implements Factory.OfExtension<FakeConfig> {
    @Override
    public ComponentType type() {
      return fakeType();
    }

    @Override
    public FakeConfig parseConfig(ConfigNode node) {
      return config(node);
    }

    @Override
    public Extension create(FakeConfig config, ComponentContext context) {
      return new FakeExtension(context, config);
    }
  }

  /** A deadline one second away. */
  public Deadline deadline() {
    return Deadline.after(Duration.ofSeconds(1), clock);
  }
}
