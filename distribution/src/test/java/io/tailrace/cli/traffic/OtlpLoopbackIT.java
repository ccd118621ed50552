// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.net.EventLoops;
import io.tailrace.otlp.OtlpField;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OtlpLoopbackIT {

  private final EventLoops eventLoops = new EventLoops(1);
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    eventLoops.close();
  }

  private SendOutcome send(RequestHandler handler, byte[] request) throws Exception {
    var server = OtlpServer.start(0, eventLoops, handler);
    open.add(server);
    var client = new OtlpClient(server.address(), eventLoops);
    open.add(client);
    var outcome = new CompletableFuture<SendOutcome>();
    client.send(request, request.length, outcome::complete);
    return outcome.get(10, TimeUnit.SECONDS);
  }

  private static byte[] request(long low, int spans) {
    var scopeSpans = new ProtoWriter();
    for (int n = 0; n < spans; n++) {
      scopeSpans.message(
          OtlpField.SCOPE_SPANS_SPAN,
          new ProtoWriter()
              .id(OtlpField.SPAN_TRACE_ID, TraceIds.high(low), low)
              .id(OtlpField.SPAN_SPAN_ID, TraceIds.spanId(low, n)));
    }
    return new ProtoWriter()
        .message(
            OtlpField.REQUEST_RESOURCE_SPANS,
            new ProtoWriter().message(OtlpField.RESOURCE_SPANS_SCOPE_SPANS, scopeSpans))
        .toByteArray();
  }

  @Test
  void verifyingBackend_entersEverySpan() throws Exception {
    var ledger = new TraceLedger(3);
    long low = TraceIds.low(3, TraceKind.ERROR, 5, 77);
    ledger.acknowledge(low, 0b11111);

    assertThat(send(new VerifyingBackend(ledger), request(low, 5)))
        .isEqualTo(new SendOutcome.Accepted(0));
    assertThat(ledger.verdict().tally(TraceKind.ERROR).complete()).isEqualTo(1);
    assertThat(ledger.receivedSpans()).isEqualTo(5);
  }

  @Test
  void verifyingBackend_malformedRequest_isNotRetryable() throws Exception {
    SendOutcome outcome =
        send(new VerifyingBackend(new TraceLedger(3)), new byte[] {0x0A, 0x05, 0x01});

    assertThat(outcome).isInstanceOf(SendOutcome.Failed.class);
    assertThat(outcome.toString()).contains("INVALID_ARGUMENT").contains("length 5");
  }

  @Test
  void server_largeRequest_arrivesWhole() throws Exception {
    byte[] request = new byte[3_000_000];
    request[2_999_999] = 42;
    var seen = new CompletableFuture<byte[]>();
    send(
        (bytes, length) -> {
          seen.complete(java.util.Arrays.copyOf(bytes, length));
          return RequestHandler.Answer.ACCEPT;
        },
        request);

    assertThat(seen.get()).isEqualTo(request);
  }

  @Test
  void server_unavailable_carriesTheDelay() throws Exception {
    var delay = Duration.ofMillis(1500);
    assertThat(send((_, _) -> new RequestHandler.Answer.Unavailable(delay), new byte[1]))
        .isEqualTo(new SendOutcome.Refused("UNAVAILABLE", delay));
  }

  @Test
  void server_acceptAfter_accepts() throws Exception {
    var delay = Duration.ofMillis(20);
    assertThat(send((_, _) -> new RequestHandler.Answer.AcceptAfter(delay), new byte[1]))
        .isEqualTo(new SendOutcome.Accepted(0));
  }
}
