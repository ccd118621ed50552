// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.component.Deadline;
import io.tailrace.net.RpcCode;
import io.tailrace.otlp.TestTraces;
import io.tailrace.pipeline.ConsumeResult;
import io.tailrace.time.SystemClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OTLP/HTTP over raw sockets: what is legal, what is wrong, and what is hostile. */
class OtlpHttpIT {

  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";
  private static final int LIMIT = 100_000;

  private ReceiverFixture fixture =
      ReceiverFixture.start(
          "",
          "max_request_body_size: "
              + LIMIT
              + ", read_header_timeout: 300ms, read_timeout: 600ms, idle_timeout: 900ms,"
              + " response_headers: {X-Served-By: tailrace},"
              + " cors: {allowed_origins: ['https://*.example.com'], allowed_headers: [X-Tenant],"
              + " exposed_headers: [Retry-After], max_age: 60}",
          null);

  private final ExportTraceServiceRequest request =
      TestTraces.request(
          "shop", TestTraces.span(1, 1, 0).build(), TestTraces.span(1, 2, 1).build());
  private final byte[] body = request.toByteArray();

  @AfterEach
  void stop() {
    fixture.close();
  }

  private RawHttp connect() throws IOException {
    return new RawHttp(fixture.httpPort());
  }

  private RawHttp.Response post(String type, byte[] bytes, String headers) throws IOException {
    try (var http = connect()) {
      return http.post(type, bytes, headers).read();
    }
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] compress(String encoding, byte[] bytes) throws IOException {
    return switch (encoding.toLowerCase(java.util.Locale.ROOT)) {
      case "gzip" -> gzip(bytes);
      case "zstd" -> Zstd.compress(bytes);
      case "identity" -> bytes;
      default -> {
        var out = new ByteArrayOutputStream();
        try (var deflate = new DeflaterOutputStream(out)) {
          deflate.write(bytes);
        }
        yield out.toByteArray();
      }
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "GZIP", "zstd", "deflate", "zlib", "identity", "Identity"})
  void post_anyEncoding_arrivesByteIdentical(String encoding) throws IOException {
    var response =
        post(PROTOBUF, compress(encoding, body), "Content-Encoding: " + encoding + "\r\n");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("content-type")).isEqualTo(PROTOBUF);
    assertThat(response.header("x-served-by")).isEqualTo("tailrace");
    assertThat(response.body()).isEmpty();
    var batch = fixture.spans.batches().getFirst();
    assertThat(Arrays.copyOfRange(batch.bytes(), batch.offset(), batch.offset() + batch.length()))
        .isEqualTo(body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-protobuf",
        "Application/X-Protobuf",
        "application/x-protobuf; charset=utf-8",
        "application/x-protobuf;foo=bar"
      })
  void post_contentTypeVariants_areTaken(String type) throws IOException {
    assertThat(post(type, body, "").status()).isEqualTo(200);
  }

  @Test
  void post_gzipOfSeveralMembers_isTaken() throws IOException {
    var out = new ByteArrayOutputStream();
    out.write(gzip(body));
    out.write(gzip(body));
    assertThat(post(PROTOBUF, out.toByteArray(), "Content-Encoding: gzip\r\n").status())
        .isEqualTo(200);
    assertThat(fixture.spans.spans()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd", "deflate"})
  void post_compressedCutOffAnywhere_is400(String encoding) throws IOException {
    byte[] whole = compress(encoding, body);
    try (var http = connect()) {
      for (int length = 1; length < whole.length; length += 7) {
        var response =
            http.post(
                    PROTOBUF,
                    Arrays.copyOf(whole, length),
                    "Content-Encoding: " + encoding + "\r\n")
                .read();
        assertThat(response.status()).as("cut at %d", length).isEqualTo(400);
        assertThat(response.text()).contains("cannot decompress");
      }
    }
    assertThat(fixture.spans.batches()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd", "deflate"})
  void post_bomb_is413(String encoding) throws IOException {
    var response =
        post(
            PROTOBUF,
            compress(encoding, new byte[LIMIT * 100]),
            "Content-Encoding: " + encoding + "\r\n");
    assertThat(response.status()).isEqualTo(413);
    assertThat(response.text()).contains("100000");
  }

  @Test
  void post_trailingGarbageBehindGzip_is400() throws IOException {
    byte[] whole = gzip(body);
    byte[] more = Arrays.copyOf(whole, whole.length + 3);
    assertThat(post(PROTOBUF, more, "Content-Encoding: gzip\r\n").status()).isEqualTo(400);
  }

  @Test
  void post_tooLargeByContentLength_is413BeforeTheBody() throws IOException {
    try (var http = connect()) {
      http.send(
          "POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
              + "Content-Length: 100001\r\n\r\n");
      var response = http.read();
      assertThat(response.status()).isEqualTo(413);
      assertThat(response.header("content-type")).isEqualTo(JSON);
      assertThat(response.text()).startsWith("{\"code\":8,");
      assertThat(http.isClosedByServer()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"application/x-protobuf, 100001", "application/json, 25001"})
  void post_largerThanAllRequestsInFlightMayBe_is413(String type, int length) throws IOException {
    fixture.close();
    fixture = ReceiverFixture.startWithInFlight(100_000);
    var response = post(type, new byte[length], "");
    assertThat(response.status()).isEqualTo(413);
    assertThat(response.header("retry-after")).isNull();
  }

  /** Arrays for bodies grow by doubling; what was not filled is not held against the request. */
  @Test
  void post_jsonThatFitsAlone_isTaken() throws IOException {
    fixture.close();
    fixture = ReceiverFixture.startWithInFlight(1_024_000);
    String body = "{" + " ".repeat(255_998) + "}";
    assertThat(post(JSON, body.getBytes(UTF_8), "").status()).isEqualTo(200);
  }

  @Test
  void post_jsonInUtf16_is400() throws IOException {
    var response = post(JSON, "{}".getBytes(UTF_16LE), "");
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text()).contains("UTF-8");
  }

  @Test
  void post_chunkedWithoutEnd_is413AtTheLimit() throws IOException {
    try (var http = connect()) {
      http.send(
          "POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-protobuf\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n");
      byte[] chunk = new byte[4096];
      for (int i = 0; i < 26; i++) {
        http.send("1000\r\n").send(chunk).send("\r\n");
      }
      assertThat(http.read().status()).isEqualTo(413);
    }
  }

  @Test
  void post_chunkedByteByByte_isTaken() throws IOException {
    try (var http = connect()) {
      http.send(
          "POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-protobuf\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n");
      var all = new ByteArrayOutputStream();
      for (byte b : body) {
        all.write("1;ext=1\r\n".getBytes(UTF_8));
        all.write(b);
        all.write("\r\n".getBytes(UTF_8));
      }
      all.write("0\r\nTrailer: x\r\n\r\n".getBytes(UTF_8));
      http.send(all.toByteArray());
      assertThat(http.read().status()).isEqualTo(200);
    }
    assertThat(fixture.spans.requests()).containsExactly(request);
  }

  @Test
  void post_pipelined_isAnsweredInOrder() throws IOException {
    try (var http = connect()) {
      for (int i = 0; i < 50; i++) {
        http.post(PROTOBUF, body, "").send("GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n");
      }
      for (int i = 0; i < 50; i++) {
        assertThat(http.read().status()).isEqualTo(200);
        assertThat(http.read().status()).isEqualTo(404);
      }
    }
    assertThat(fixture.spans.spans()).hasSize(100);
  }

  @Test
  void post_expectContinue_isInvited() throws IOException {
    try (var http = connect()) {
      http.send(
          "POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-protobuf\r\n"
              + "Expect: 100-continue\r\nContent-Length: "
              + body.length
              + "\r\n\r\n");
      assertThat(http.read().status()).isEqualTo(100);
      http.send(body);
      assertThat(http.read().status()).isEqualTo(200);
    }
  }

  @Test
  void post_http10_isAnsweredAndClosed() throws IOException {
    try (var http = connect()) {
      http.send(
              "POST /v1/traces HTTP/1.0\r\nContent-Type: application/x-protobuf\r\nContent-Length: "
                  + body.length
                  + "\r\n\r\n")
          .send(body);
      assertThat(http.read().status()).isEqualTo(200);
      assertThat(http.isClosedByServer()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /v1/traces HTTP/1.1|405",
        "PUT /v1/traces HTTP/1.1|405",
        "OPTIONS /v1/traces HTTP/1.1|405",
        "POST /v1/metrics HTTP/1.1|404",
        "POST /v1/traces/ HTTP/1.1|404",
        "POST /v1/traces HTTP/1.1|415",
        "POST /v1/traces HTTP/2.0|505",
      })
  void request_notOtlp_isAnswered(String line, int status) throws IOException {
    try (var http = connect()) {
      var response = http.send(line + "\r\nHost: x\r\nContent-Length: 0\r\n\r\n").read();
      assertThat(response.status()).isEqualTo(status);
      assertThat(response.text()).startsWith("{\"code\":").contains("expected");
      if (status == 405) {
        assertThat(response.header("allow")).isEqualTo("POST");
      }
    }
  }

  @Test
  void head_hasNoBody() throws IOException {
    try (var http = connect()) {
      http.send("HEAD /v1/traces HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(new String(http.readAll(), UTF_8)).contains("405").endsWith("\r\n\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
        "Content-Length: 5, 6\r\n\r\nabcde",
        "Content-Length: -1\r\n\r\n",
        "Content-Length: +5\r\n\r\nabcde",
        "Content-Length: 5x\r\n\r\nabcde",
        "Content-Length: 99999999999999999999\r\n\r\n",
        "Content-Length : 5\r\n\r\nabcde",
        "Transfer-Encoding: xchunked\r\n\r\n",
        "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n",
        "Host: y\r\nContent-Length: 0\r\n\r\n",
        "Bad Header: 1\r\n\r\n",
        "X: a\u0000b\r\n\r\n",
      })
  void request_thatCouldBeSmuggled_isRefusedAndClosed(String headers) throws IOException {
    try (var http = connect()) {
      http.send(
          "POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-protobuf\r\n"
              + headers);
      assertThat(http.read().status()).isIn(400, 501);
      assertThat(http.isClosedByServer()).isTrue();
    }
    assertThat(fixture.spans.batches()).isEmpty();
  }

  @Test
  void request_withoutHost_is400() throws IOException {
    try (var http = connect()) {
      assertThat(http.send("GET / HTTP/1.1\r\n\r\n").read().status()).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0016\u0003\u0001\u0002\r\n\r\n",
        "hello\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
      })
  void request_notHttp_isAnsweredAndClosed(String text) throws IOException {
    try (var http = connect()) {
      assertThat(http.send(text).read().status()).isIn(400, 505);
      assertThat(http.isClosedByServer()).isTrue();
    }
  }

  @Test
  void request_longLineOrHeaders_isRefused() throws IOException {
    try (var http = connect()) {
      http.send("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(http.read().status()).isEqualTo(414);
    }
    try (var http = connect()) {
      http.send("GET / HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(50_000) + "\r\n\r\n");
      assertThat(http.read().status()).isEqualTo(431);
    }
  }

  @Test
  void connection_slowHeaders_isEnded() throws IOException {
    try (var http = connect()) {
      http.send("POST /v1/traces HTTP/1.1\r\nHost:");
      assertThat(http.read().status()).isEqualTo(408);
      assertThat(http.isClosedByServer()).isTrue();
    }
    try (var silent = connect()) {
      assertThat(silent.isClosedByServer()).isTrue();
    }
  }

  @Test
  void connection_slowBody_isEnded() throws IOException {
    try (var http = connect()) {
      http.send(
          "POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-protobuf\r\n"
              + "Content-Length: 50000\r\n\r\nabc");
      assertThat(http.read().status()).isEqualTo(408);
      assertThat(http.isClosedByServer()).isTrue();
    }
  }

  @Test
  void connection_idle_isEnded() throws IOException {
    try (var http = connect()) {
      assertThat(http.post(PROTOBUF, body, "").read().status()).isEqualTo(200);
      assertThat(http.isClosedByServer()).isTrue();
    }
  }

  @Test
  void connection_cutOffInBody_leavesNothing() throws Exception {
    try (var http = connect()) {
      http.send(
          "POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-protobuf\r\n"
              + "Content-Length: 50000\r\n\r\nabc");
    }
    ReceiverFixture.await(() -> fixture.memory.used() == 0);
    assertThat(post(PROTOBUF, body, "").status()).isEqualTo(200);
  }

  @Test
  void post_malformed_is400WithOffsetInTheRequestsEncoding() throws IOException {
    var response = post(PROTOBUF, new byte[] {0x0A, 0x7F, 1}, "");
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.header("content-type")).isEqualTo(PROTOBUF);
    assertThat(response.body()[1]).isEqualTo((byte) RpcCode.INVALID_ARGUMENT.number());
    assertThat(response.text()).contains("at byte 1");
    assertThat(post(JSON, "{".getBytes(UTF_8), "").text()).contains("line 1");
  }

  @Test
  void post_empty_is200AndReachesNobody() throws IOException {
    assertThat(post(PROTOBUF, new byte[0], "").status()).isEqualTo(200);
    assertThat(post(JSON, "{}".getBytes(UTF_8), "").text()).isEqualTo("{}");
    assertThat(fixture.spans.batches()).isEmpty();
  }

  @Test
  void post_oneBadSpan_isPartialSuccess() throws Exception {
    Span bad = TestTraces.span(1, 3, 0).clearTraceId().build();
    Span good = TestTraces.span(1, 4, 0).build();
    byte[] mixed = TestTraces.request("shop", bad, good).toByteArray();
    var response = post(PROTOBUF, mixed, "");
    assertThat(response.status()).isEqualTo(200);
    var partial = ExportTraceServiceResponse.parseFrom(response.body()).getPartialSuccess();
    assertThat(partial.getRejectedSpans()).isEqualTo(1);
    assertThat(partial.getErrorMessage()).contains("trace_id: missing");
    assertThat(fixture.spans.spans()).containsExactly(good);
    assertThat(fixture.metric("receiver_rejected_spans", "reason", "invalid_id")).isEqualTo(1);
  }

  @Test
  void post_refused_is429WithRetryAfter() throws IOException {
    fixture.spans.answer(new ConsumeResult.Refused("buffer full", Duration.ofMillis(1500)));
    var response = post(PROTOBUF, body, "");
    assertThat(response.status()).isEqualTo(429);
    assertThat(response.header("retry-after")).isEqualTo("2");
    assertThat(response.text()).contains("buffer full").contains("google.rpc.RetryInfo");
    fixture.spans.answer(new ConsumeResult.Rejected("never"));
    assertThat(post(PROTOBUF, body, "").status()).isEqualTo(400);
  }

  @Test
  void post_noMemoryInFlight_is429() throws IOException {
    fixture.memory.setLimit(io.tailrace.memory.MemoryTag.RECEIVER_IN_FLIGHT, 10);
    var response = post(PROTOBUF, body, "");
    assertThat(response.status()).isEqualTo(429);
    assertThat(response.header("retry-after")).isEqualTo("1");
  }

  @Test
  void post_unknownEncoding_is415WithHint() throws IOException {
    var response = post(PROTOBUF, body, "Content-Encoding: br\r\n");
    assertThat(response.status()).isEqualTo(415);
    assertThat(response.header("accept-encoding")).isEqualTo("deflate, gzip, zstd");
  }

  @Test
  void cors_preflightAndRequest_followTheSettings() throws IOException {
    String preflight =
        "OPTIONS /v1/traces HTTP/1.1\r\nHost: x\r\nOrigin: %s\r\n"
            + "Access-Control-Request-Method: POST\r\n"
            + "Access-Control-Request-Headers: content-type, x-tenant\r\n\r\n";
    try (var http = connect()) {
      var allowed = http.send(preflight.formatted("https://a.example.com")).read();
      assertThat(allowed.status()).isEqualTo(204);
      assertThat(allowed.header("access-control-allow-origin")).isEqualTo("https://a.example.com");
      assertThat(allowed.header("access-control-allow-methods")).isEqualTo("POST");
      assertThat(allowed.header("access-control-allow-headers")).contains("x-tenant");
      assertThat(allowed.header("access-control-max-age")).isEqualTo("60");
      var denied = http.send(preflight.formatted("https://evil.test")).read();
      assertThat(denied.headers()).doesNotContainKey("access-control-allow-origin");
      var actual = http.post(PROTOBUF, body, "Origin: https://a.example.com\r\n").read();
      assertThat(actual.header("access-control-allow-origin")).isEqualTo("https://a.example.com");
      assertThat(actual.header("access-control-expose-headers")).isEqualTo("Retry-After");
      assertThat(actual.header("vary")).isEqualTo("Origin");
    }
  }

  @Test
  void pipelineFault_is500AndTheNextRequestWorks() throws IOException {
    try (var broken =
        ReceiverFixture.start(
            "",
            "",
            _ -> {
              throw new IllegalStateException("on purpose");
            })) {
      try (var http = new RawHttp(broken.httpPort())) {
        assertThat(http.post(PROTOBUF, body, "").read().status()).isEqualTo(500);
        assertThat(http.post(PROTOBUF, new byte[0], "").read().status()).isEqualTo(200);
      }
      assertThat(broken.metric("receiver_failed_spans", "transport", "http")).isEqualTo(2);
    }
  }

  @Test
  void stop_requestHalfSent_isFinishedAndIdleConnectionsAreClosed() throws Exception {
    int port = fixture.httpPort();
    try (var idle = connect();
        var busy = connect();
        var clock = new SystemClock()) {
      assertThat(idle.post(PROTOBUF, body, "").read().status()).isEqualTo(200);
      busy.send(
          "POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-protobuf\r\n"
              + "Content-Length: "
              + body.length
              + "\r\n\r\n");
      busy.send(Arrays.copyOf(body, 10));
      ReceiverFixture.await(() -> fixture.memory.used() > 0);
      var stopped =
          Thread.ofVirtual()
              .start(() -> fixture.receiver.stop(Deadline.after(Duration.ofSeconds(20), clock)));
      assertThat(idle.isClosedByServer()).isTrue();
      busy.send(Arrays.copyOfRange(body, 10, body.length));
      var response = busy.read();
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("connection")).isEqualTo("close");
      assertThat(busy.isClosedByServer()).isTrue();
      stopped.join();
    }
    assertThatThrownBy(() -> new RawHttp(port)).isInstanceOf(java.net.ConnectException.class);
    assertThat(fixture.spans.spans()).hasSize(4);
  }
}
