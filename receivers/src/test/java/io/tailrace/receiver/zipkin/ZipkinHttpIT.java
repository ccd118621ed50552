// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.tailrace.memory.MemoryTag;
import io.tailrace.pipeline.ConsumeResult;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zipkin2.Span;
import zipkin2.codec.SpanBytesEncoder;

/** Requests and answers. */
class ZipkinHttpIT {

  private static final String V1 = "/api/v1/spans";
  private static final String V2 = "/api/v2/spans";
  private static final List<Span> SPANS =
      List.of(Span.newBuilder().traceId("1").id("2").name("a").timestamp(1).duration(1).build());
  private static final String SMALL = "{\"traceId\":\"1\",\"id\":\"1\"}";
  private static final String MANY = "[" + (SMALL + ",").repeat(1000) + "null]";
  private static final byte[] JSON = SpanBytesEncoder.JSON_V2.encodeList(SPANS);

  private final ZipkinFixture fixture = new ZipkinFixture("max_request_body_size: 100000");
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    client.close();
    fixture.close();
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String type, byte[] body) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(fixture.url(path)))
            .POST(BodyPublishers.ofByteArray(body));
    return send(type.isEmpty() ? request : request.header("Content-Type", type));
  }

  private HttpResponse<String> post(String json) throws Exception {
    return post(V2, "application/json", json.getBytes(UTF_8));
  }

  private double rejected(String reason) {
    return fixture.metric("receiver_rejected_requests", "reason", reason);
  }

  @ParameterizedTest
  @CsvSource({
    "JSON_V2, /api/v2/spans, application/json, http_v2_json",
    "JSON_V2, /api/v2/spans, application/json; charset=utf-8, http_v2_json",
    "JSON_V2, /api/v2/spans, '', http_v2_json",
    "JSON_V2, /api/v2/spans, text/plain, http_v2_json",
    "PROTO3, /api/v2/spans, application/x-protobuf, http_v2_proto",
    "PROTO3, /api/v2/spans, Application/X-Protobuf; a=b, http_v2_proto",
    "PROTO3, /api/v2/spans?x=y, application/protobuf, http_v2_proto",
    "JSON_V1, /api/v1/spans, application/json, http_v1_json",
    "JSON_V1, /api/v1/spans, '', http_v1_json",
    "THRIFT, /api/v1/spans, application/x-thrift, http_v1_thrift",
    "THRIFT, /api/v1/spans, APPLICATION/X-THRIFT; charset=x, http_v1_thrift",
  })
  void post_everyFormat_isAccepted(
      SpanBytesEncoder encoder, String path, String type, String transport) throws Exception {
    var response = post(path, type, encoder.encodeList(SPANS));
    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(response.body()).isEmpty();
    assertThat(fixture.spans.spans()).singleElement().returns("a", span -> span.getName());
    assertThat(fixture.metric("receiver_accepted_spans", "transport", transport)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v2/spans, application/json, 405",
    "PUT, /api/v1/spans, application/json, 405",
    "POST, /api/v2/spans/, application/json, 404",
    "POST, /, application/json, 404",
    "POST, /api/v2/trace, application/json, 404",
    "POST, /api/v2/spans, application/x-thrift, 415",
    "POST, /api/v1/spans, application/x-protobuf, 415",
  })
  void request_notZipkins_isRefused(String method, String path, String type, int status)
      throws Exception {
    var response =
        send(
            HttpRequest.newBuilder(URI.create(fixture.url(path)))
                .method(method, BodyPublishers.ofByteArray(JSON))
                .header("Content-Type", type));
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).contains("expected: ");
    assertThat(rejected("not_zipkin")).isEqualTo(1);
    assertThat(fixture.spans.spans()).isEmpty();
  }

  private static byte[] compressed(String encoding) throws IOException {
    var bytes = new ByteArrayOutputStream();
    if (encoding.equals("zstd")) {
      return Zstd.compress(JSON);
    }
    try (OutputStream out =
        switch (encoding) {
          case "gzip" -> new GZIPOutputStream(bytes);
          case "deflate", "zlib" -> new DeflaterOutputStream(bytes);
          default -> bytes;
        }) {
      out.write(JSON);
    }
    return bytes.toByteArray();
  }

  private HttpResponse<String> post(String encoding, byte[] body) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(fixture.url(V2)))
            .POST(BodyPublishers.ofByteArray(body))
            .header("Content-Encoding", encoding));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "zlib", "zstd", "identity"})
  void post_compressed_isAccepted(String encoding) throws Exception {
    assertThat(post(encoding, compressed(encoding)).statusCode()).isEqualTo(202);
    assertThat(fixture.spans.spans()).hasSize(1);
  }

  @Test
  void post_cutOffGzip_isRefusedWhole() throws Exception {
    byte[] body = compressed("gzip");
    assertThat(post("gzip", Arrays.copyOf(body, body.length - 4)).statusCode()).isEqualTo(400);
    assertThat(fixture.spans.spans()).isEmpty();
  }

  @Test
  void post_chunked_isAccepted() throws Exception {
    var response =
        send(
            HttpRequest.newBuilder(URI.create(fixture.url(V2)))
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(JSON))));
    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(fixture.spans.spans()).hasSize(1);
  }

  @Test
  void post_tooLarge_isRefused() throws Exception {
    String spans = new String(JSON, UTF_8);
    String many = "[" + (spans.substring(1, spans.length() - 1) + ",").repeat(2000) + "null]";
    assertThat(post(many).statusCode()).isEqualTo(413);
    assertThat(rejected("too_large")).isEqualTo(1);
  }

  @Test
  void post_malformed_isRefusedWithThePlace() throws Exception {
    var response = post("[\n {\"traceId\": \"1\", \"id\": }]");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("line 2, column 25", "expected: a value");
    assertThat(rejected("malformed")).isEqualTo(1);
  }

  @Test
  void post_spansWithBadIds_takesTheOthers() throws Exception {
    var response =
        post("[{\"traceId\":\"zz\",\"id\":\"1\"},{\"traceId\":\"1\",\"id\":\"1\"},{\"id\":\"1\"}]");
    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(response.body()).contains("2 spans rejected", "span 1", "traceId: \"zz\"");
    assertThat(fixture.spans.spans()).hasSize(1);
    assertThat(fixture.metric("receiver_rejected_spans", "reason", "invalid_id")).isEqualTo(2);
  }

  @Test
  void post_badIdsOnly_isRefused() throws Exception {
    var response = post("[{\"traceId\":\"1\",\"id\":5}]");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("id: \"5\" (expected: a string of 1 to 16");
  }

  @Test
  void post_repairedSpans_areCounted() throws Exception {
    byte[] body = "[{\"traceId\":\"1\",\"id\":\"1\",\"name\":\"?\",\"kind\":1}]".getBytes(UTF_8);
    body[new String(body, UTF_8).indexOf('?')] = (byte) 0xFF;
    assertThat(post(V2, "application/json", body).statusCode()).isEqualTo(202);
    assertThat(fixture.spans.spans()).singleElement().returns("\uFFFD", span -> span.getName());
    assertThat(fixture.metric("receiver_repaired_spans", "reason", "invalid_utf8")).isEqualTo(1);
    assertThat(fixture.metric("receiver_repaired_spans", "reason", "invalid_value")).isEqualTo(1);
  }

  @Test
  void post_pipelineRefuses_saysWhenToTryAgain() throws Exception {
    fixture.spans.answer(new ConsumeResult.Refused("full", Duration.ofSeconds(3)));
    var response = post(new String(JSON, UTF_8));
    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(response.headers().firstValue("retry-after")).contains("3");
  }

  @Test
  void post_noMemory_saysWhenToTryAgain() throws Exception {
    fixture.memory.setLimit(MemoryTag.RECEIVER_IN_FLIGHT, 1 << 20);
    fixture.memory.reserve(MemoryTag.RECEIVER_IN_FLIGHT, 1000 << 10);
    var response = post(MANY);
    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(response.headers().firstValue("retry-after")).isPresent();
    assertThat(rejected("no_memory")).isEqualTo(1);
    fixture.memory.release(MemoryTag.RECEIVER_IN_FLIGHT, 1000 << 10);
    assertThat(fixture.memory.used(MemoryTag.RECEIVER_IN_FLIGHT)).isZero();
  }

  @Test
  void post_neverRoom_isRefusedForGood() throws Exception {
    fixture.memory.setLimit(MemoryTag.RECEIVER_IN_FLIGHT, 70_000);
    var response = post(MANY);
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.headers().firstValue("retry-after")).isEmpty();
    assertThat(response.body())
        .contains(MANY.length() + " bytes")
        .contains("expected: at most 70000 bytes");
    assertThat(rejected("too_large")).isEqualTo(1);
    assertThat(fixture.memory.used(MemoryTag.RECEIVER_IN_FLIGHT)).isZero();
  }

  /** What a request is estimated to need is more than there is, but not what it does need. */
  @Test
  void post_roomForThisRequestAlone_isTaken() throws Exception {
    fixture.memory.setLimit(MemoryTag.RECEIVER_IN_FLIGHT, 320_000);
    assertThat(post("[" + " ".repeat(90_000) + SMALL + "]").statusCode()).isEqualTo(202);
  }

  @Test
  void post_emptyList_isAccepted() throws Exception {
    assertThat(post("[]").statusCode()).isEqualTo(202);
    assertThat(post(V2, "application/x-protobuf", new byte[0]).statusCode()).isEqualTo(202);
  }

  @Test
  void post_sameConnection_isUsedAgain() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(post(new String(JSON, UTF_8)).headers().firstValue("connection")).isEmpty();
    }
    assertThat(fixture.spans.spans()).hasSize(3);
    assertThat(post(V1, "", "[null]".getBytes(UTF_8)).statusCode()).isEqualTo(400);
  }
}
