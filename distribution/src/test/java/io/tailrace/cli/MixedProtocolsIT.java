// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.cli.traffic.OtlpServer;
import io.tailrace.cli.traffic.RequestHandler;
import io.tailrace.config.ConfigReport;
import io.tailrace.net.EventLoops;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A trace whose spans come by several protocols is one trace. */
class MixedProtocolsIT {

  private static final Duration STOP_WITHIN = Duration.ofSeconds(20);
  private static final long WITH_ERROR = 0x1234;
  private static final long WITHOUT_ERROR = 0x5678;

  private static final int I64 = 10;
  private static final int STRING = 11;
  private static final int STRUCT = 12;
  private static final int LIST = 15;

  private final EventLoops eventLoops = new EventLoops(1);
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<byte[]> received = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    client.close();
    eventLoops.close();
  }

  @Test
  void trace_byOtlpJaegerAndZipkin_isSampledAsOne() throws Exception {
    int otlp = freePort();
    int jaeger = freePort();
    int zipkin = freePort();
    try (var backend = OtlpServer.start(0, eventLoops, this::take)) {
      try (var service = service(otlp, jaeger, zipkin, backend.port())) {
        service.start();
        for (long trace : new long[] {WITH_ERROR, WITHOUT_ERROR}) {
          post(otlp, "/v1/traces", "application/x-protobuf", 200, otlpSpan(trace));
          post(jaeger, "/api/traces", "application/x-thrift", 202, jaegerSpan(trace));
          String tags = trace == WITH_ERROR ? "{\"error\":\"true\"}" : "{}";
          post(zipkin, "/api/v2/spans", "application/json", 202, zipkinSpan(trace, tags));
        }
        assertThat(service.stop(STOP_WITHIN)).isTrue();
      }
    }
    assertThat(spans())
        .extracting(span -> span.getName() + " " + span.getTraceId().equals(id(WITH_ERROR)))
        .containsExactlyInAnyOrder("by OTLP true", "by Jaeger true", "by Zipkin true");
  }

  private RequestHandler.Answer take(byte[] bytes, int length) {
    received.add(Arrays.copyOf(bytes, length));
    return RequestHandler.Answer.ACCEPT;
  }

  private static CollectorService service(int otlp, int jaeger, int zipkin, int backend) {
    String yaml =
        """
        receivers:
          otlp: {protocols: {http: {endpoint: "127.0.0.1:%d"}}}
          jaeger: {protocols: {thrift_http: {endpoint: "127.0.0.1:%d"}}}
          zipkin: {endpoint: "127.0.0.1:%d"}
        processors:
          tail_sampling:
            decision_wait: 1h
            buffer: {limit_mib: 16}
            policies: [{name: errors, type: status_code, status_code: {status_codes: [ERROR]}}]
        exporters:
          otlp_grpc: {endpoint: "127.0.0.1:%d", tls: {insecure: true}}
        service:
          pipelines:
            traces:
              receivers: [otlp, jaeger, zipkin]
              processors: [tail_sampling]
              exporters: [otlp_grpc]
          telemetry: {logs: {level: error}, metrics: {level: none}}
        """
            .formatted(otlp, jaeger, zipkin, backend);
    var sources = new ConfigSources(List.of("yaml:" + yaml), List.of(), List.of());
    return CollectorService.create(sources, Map.of(), Components.catalog(), new ConfigReport());
  }

  private void post(int port, String path, String type, int status, byte[] body) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(status);
  }

  private static byte[] otlpSpan(long trace) {
    var request = ExportTraceServiceRequest.newBuilder();
    request
        .addResourceSpansBuilder()
        .addScopeSpansBuilder()
        .addSpansBuilder()
        .setTraceId(id(trace))
        .setSpanId(ByteString.copyFrom(new byte[] {0, 0, 0, 0, 0, 0, 0, 1}))
        .setName("by OTLP");
    return request.build().toByteArray();
  }

  /** A {@code jaeger.thrift} batch of one span in TBinaryProtocol. */
  private static byte[] jaegerSpan(long trace) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    field(out, STRUCT, 1);
    field(out, STRING, 1);
    string(out, "shop");
    out.writeByte(0);
    field(out, LIST, 2);
    out.writeByte(STRUCT);
    out.writeInt(1);
    for (int id = 1; id <= 4; id++) {
      field(out, I64, id);
      out.writeLong(new long[] {trace, 0, 3, 1}[id - 1]);
    }
    field(out, STRING, 5);
    string(out, "by Jaeger");
    out.writeByte(0);
    out.writeByte(0);
    return bytes.toByteArray();
  }

  private static void field(DataOutputStream out, int type, int id) throws IOException {
    out.writeByte(type);
    out.writeShort(id);
  }

  private static void string(DataOutputStream out, String text) throws IOException {
    out.writeInt(text.length());
    out.writeBytes(text);
  }

  private static byte[] zipkinSpan(long trace, String tags) {
    String span =
        "[{\"traceId\":\"%016x\",\"id\":\"2\",\"parentId\":\"1\",\"name\":\"by Zipkin\",\"tags\":%s}]";
    return span.formatted(trace, tags).getBytes(UTF_8);
  }

  private static ByteString id(long trace) {
    return ByteString.copyFrom(ByteBuffer.allocate(16).putLong(0).putLong(trace).flip());
  }

  private List<Span> spans() throws Exception {
    var spans = new ArrayList<Span>();
    for (byte[] request : received) {
      ExportTraceServiceRequest.parseFrom(request).getResourceSpansList().stream()
          .flatMap(resource -> resource.getScopeSpansList().stream())
          .forEach(scope -> spans.addAll(scope.getSpansList()));
    }
    return spans;
  }

  private static int freePort() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
