// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.netty.handler.codec.http.HttpRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The request line and headers of an HTTP request. */
public final class HttpHead {

  private final HttpRequest request;
  private final String path;

  HttpHead(HttpRequest request) {
    this.request = request;
    path = path(request.uri());
  }

  private static String path(String target) {
    int start = 0;
    int scheme = target.indexOf("://");
    if (scheme > 0 && !target.startsWith("/")) {
      start = target.indexOf('/', scheme + 3);
      if (start < 0) {
        return "/";
      }
    }
    int end = target.indexOf('?', start);
    return end < 0 ? target.substring(start) : target.substring(start, end);
  }

  /** The method, such as {@code POST}. */
  public String method() {
    return request.method().name();
  }

  /** The path without query. */
  public String path() {
    return path;
  }

  /** The query without its question mark; empty if there is none. */
  public String query() {
    int mark = request.uri().indexOf('?');
    return mark < 0 ? "" : request.uri().substring(mark + 1);
  }

  /** The first header of this name, whatever its case; null if there is none. */
  public @Nullable String header(String name) {
    return request.headers().get(name);
  }

  /**
   * The media type of the body, in lower case and without parameters; empty if none is stated
   * (source: RFC 9110 section 8.3.1).
   */
  public String mediaType() {
    String type = header("content-type");
    if (type == null) {
      return "";
    }
    int parameters = type.indexOf(';');
    return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
  }

  HttpRequest request() {
    return request;
  }
}
