// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An HTTP response.
 *
 * @param status the status code
 * @param contentType the media type of the body; empty if there is no body
 * @param body the body; not changed any more
 * @param headers further headers
 */
@SuppressWarnings("ArrayRecordComponent")
public record HttpReply(int status, String contentType, byte[] body, Map<String, String> headers) {

  private static final byte[] NO_BODY = {};

  public HttpReply(int status, String contentType, byte[] body) {
    this(status, contentType, body, Map.of());
  }

  /** A response without body. */
  public static HttpReply empty(int status) {
    return new HttpReply(status, "", NO_BODY);
  }

  /** The same response with one more header. */
  public HttpReply with(String name, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new HttpReply(status, contentType, body, more);
  }
}
