// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request must keep to, beyond its syntax, before anybody acts on it (RFC 9112). */
final class HttpRequestRules {

  private HttpRequestRules() {}

  /**
   * A rule that a request breaks.
   *
   * @param status the HTTP status that says so
   * @param message what is wrong and what would be right
   */
  record Violation(int status, String message) {}

  static @Nullable Violation violation(HttpRequest request) {
    HttpVersion version = request.protocolVersion();
    if (version.majorVersion() != 1) {
      return new Violation(505, version + " (expected: HTTP/1.1)");
    }
    HttpHeaders headers = request.headers();
    int hosts = headers.getAll(HttpHeaderNames.HOST).size();
    if (hosts > 1 || (hosts == 0 && version.minorVersion() >= 1)) {
      return new Violation(400, hosts + " Host headers (expected: exactly one)");
    }
    List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (!codings.isEmpty()) {
      if (version.minorVersion() == 0) {
        return new Violation(400, "Transfer-Encoding in HTTP/1.0 (expected: Content-Length)");
      }
      if (codings.size() > 1 || !codings.getFirst().strip().equalsIgnoreCase("chunked")) {
        return new Violation(
            501, "Transfer-Encoding: " + String.join(", ", codings) + " (expected: chunked)");
      }
    }
    String expectation = headers.get(HttpHeaderNames.EXPECT);
    if (expectation != null && !expectation.strip().equalsIgnoreCase("100-continue")) {
      return new Violation(417, "Expect: " + expectation + " (expected: 100-continue)");
    }
    return null;
  }
}
