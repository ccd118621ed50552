// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import java.util.Optional;

/**
 * The answer to an HTTP request.
 *
 * @param status the status code
 * @param contentType the header {@code Content-Type}
 * @param retryAfter the header {@code Retry-After}
 * @param body the body; only its beginning if it is long
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record HttpAnswer(
    int status, Optional<String> contentType, Optional<String> retryAfter, byte[] body) {}
