// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.demo;

import io.tailrace.cli.traffic.ProtoWriter;
import io.tailrace.cli.traffic.TraceLedger;
import io.tailrace.otlp.OtlpField;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What one service sends in one request: spans of several traces, grouped by library, as the batch
 * processor of an SDK does it.
 */
final class ServiceBatch {

  private final Service service;
  private final Map<Scope, ProtoWriter> scopes = new EnumMap<>(Scope.class);
  private final List<Item> items = new ArrayList<>();

  private record Item(long low, int n) {}

  ServiceBatch(Service service) {
    this.service = service;
  }

  /** Adds span {@code n} of a trace. */
  void add(Scope scope, long low, int n, ProtoWriter span) {
    scopes
        .computeIfAbsent(
            scope, s -> new ProtoWriter().message(OtlpField.SCOPE_SPANS_SCOPE, s.message()))
        .message(OtlpField.SCOPE_SPANS_SPAN, span);
    items.add(new Item(low, n));
  }

  /** The number of spans. */
  int spans() {
    return items.size();
  }

  /** The encoded request. */
  byte[] request() {
    var resourceSpans =
        new ProtoWriter().message(OtlpField.RESOURCE_SPANS_RESOURCE, service.resource());
    for (ProtoWriter scopeSpans : scopes.values()) {
      resourceSpans.message(OtlpField.RESOURCE_SPANS_SCOPE_SPANS, scopeSpans);
    }
    return new ProtoWriter().message(OtlpField.REQUEST_RESOURCE_SPANS, resourceSpans).toByteArray();
  }

  /** Enters every span as acknowledged. */
  void acknowledge(TraceLedger ledger) {
    for (Item item : items) {
      ledger.acknowledge(item.low, 1 << item.n);
    }
  }
}
