// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tailrace.config.ConfigReport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zipkin2.Endpoint;
import zipkin2.Span;
import zipkin2.codec.SpanBytesDecoder;
import zipkin2.codec.SpanBytesEncoder;

/** What comes from Zipkin's clients leaves for a Zipkin server as it came. */
class ZipkinRoundTripIT {

  private static final Duration STOP_WITHIN = Duration.ofSeconds(20);
  private static final long NOW = 1_516_781_775_726_000L;

  private final List<byte[]> received = new CopyOnWriteArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer backend;

  @BeforeEach
  void start() throws IOException {
    backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    backend.createContext(
        "/api/v2/spans",
        exchange -> {
          received.add(exchange.getRequestBody().readAllBytes());
          exchange.sendResponseHeaders(202, -1);
          exchange.close();
        });
    backend.start();
  }

  @AfterEach
  void stop() {
    client.close();
    backend.stop(0);
  }

  /** Names are in lower case, as Zipkin's library has them. */
  private static List<Span> spans() {
    Endpoint shop = Endpoint.newBuilder().serviceName("shop").ip("10.0.0.1").port(8080).build();
    Endpoint peer = Endpoint.newBuilder().serviceName("peer").ip("2001:db8::1").build();
    return List.of(
        span(1).kind(Span.Kind.CLIENT).localEndpoint(shop).remoteEndpoint(peer).build(),
        span(2)
            .kind(Span.Kind.SERVER)
            .localEndpoint(shop)
            .parentId(1)
            .addAnnotation(NOW + 1, "plain")
            .addAnnotation(NOW + 2, "event|{\"k\":\"v\",\"n\":1.5}|2")
            .addAnnotation(NOW + 3, "GET|/x")
            .build(),
        span(3)
            .kind(Span.Kind.PRODUCER)
            .localEndpoint(Endpoint.newBuilder().serviceName("other").build())
            .putTag("host.name", "h")
            .putTag("otel.library.name", "lib")
            .putTag("otel.library.version", "2")
            .putTag("w3c.tracestate", "a=b")
            .build(),
        span(4)
            .kind(Span.Kind.CONSUMER)
            .localEndpoint(shop)
            .putTag("error", "boom")
            .putTag("otel.status_code", "STATUS_CODE_ERROR")
            .putTag("otel.status_description", "why")
            .build(),
        span(5)
            .localEndpoint(Endpoint.newBuilder().serviceName("function").build())
            .putTag("otlp.service.name.source", "faas.name")
            .putTag("span.kind", "internal")
            .putTag("http.status_code", "200")
            .build(),
        span(6)
            .localEndpoint(shop)
            .putTag("otlp.link.0", "0000000000000005000000000000000a|000000000000000b|s=t|{}|0")
            .putTag("otlp.link.1", "0000000000000005000000000000000a|000000000000000b||{\"k\":1}|3")
            .build(),
        Span.newBuilder().traceId("7").id(7).name("no time").duration(5).build());
  }

  private static Span.Builder span(long id) {
    return Span.newBuilder()
        .traceId(id % 2, 0xABC)
        .id(id)
        .name("span " + id)
        .timestamp(NOW + id)
        .duration(10 * id)
        .putTag("text", "äöü € \"quoted\"");
  }

  @ParameterizedTest
  @CsvSource({
    "JSON_V2, application/json, json",
    "PROTO3, application/x-protobuf, json",
    "JSON_V2, application/json, proto",
    "PROTO3, application/x-protobuf, proto",
  })
  void spans_throughReceiverAndExporter_areTheSame(
      SpanBytesEncoder encoder, String type, String format) throws Exception {
    int port = freePort();
    try (var service = service(port, format)) {
      service.start();
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v2/spans"))
              .header("Content-Type", type)
              .POST(BodyPublishers.ofByteArray(encoder.encodeList(spans())))
              .build();
      assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(202);
      assertThat(service.stop(STOP_WITHIN)).isTrue();
    }
    var decoder = format.equals("json") ? SpanBytesDecoder.JSON_V2 : SpanBytesDecoder.PROTO3;
    assertThat(received.stream().flatMap(body -> decoder.decodeList(body).stream()).toList())
        .containsExactlyInAnyOrderElementsOf(
            spans().stream().map(ZipkinRoundTripIT::expected).toList());
  }

  /** A span without an endpoint gets the name that stands for none. */
  private static Span expected(Span sent) {
    return sent.localEndpoint() != null
        ? sent
        : sent.toBuilder()
            .localEndpoint(Endpoint.newBuilder().serviceName("OTLPResourceNoServiceName").build())
            .build();
  }

  private CollectorService service(int port, String format) {
    String yaml =
        """
        receivers:
          zipkin: {endpoint: "127.0.0.1:%d"}
        exporters:
          zipkin: {endpoint: "http://127.0.0.1:%d/api/v2/spans", format: %s}
        service:
          pipelines: {traces: {receivers: [zipkin], exporters: [zipkin]}}
          telemetry: {logs: {level: error}, metrics: {level: none}}
        """
            .formatted(port, backend.getAddress().getPort(), format);
    var sources = new ConfigSources(List.of("yaml:" + yaml), List.of(), List.of());
    return CollectorService.create(sources, Map.of(), Components.catalog(), new ConfigReport());
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
