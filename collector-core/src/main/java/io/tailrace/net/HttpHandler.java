// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import org.jspecify.annotations.Nullable;

/**
 * Answers the requests of an {@link HttpServer}. Called on event loops, by several at once; never
 * blocks.
 */
public interface HttpHandler {

  /**
   * Looks at a request before its body is taken in.
   *
   * @return the answer, if it is certain without the body (unknown path, wrong method, wrong type);
   *     null to have the body read
   */
  @Nullable HttpReply admit(HttpHead head);

  /**
   * Answers a request.
   *
   * @param body holds the body at {@code [0, length)}, decompressed; lent for the duration of the
   *     call
   */
  HttpReply handle(HttpHead head, byte[] body, int length);

  /**
   * Words a failure that the server found: too large, cut off, not HTTP, shutting down.
   *
   * @param head the request; null if it could not be read
   * @param status the HTTP status
   * @param message what is wrong and what would be right
   */
  HttpReply fault(@Nullable HttpHead head, int status, String message);
}
