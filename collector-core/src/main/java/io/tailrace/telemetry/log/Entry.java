// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry.log;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

/**
 * One line of log before it is encoded.
 *
 * @param unixMillis milliseconds since the Unix epoch
 * @param message with its arguments in place
 */
record Entry(
    long unixMillis,
    Level level,
    String logger,
    String message,
    List<KeyValuePair> fields,
    @Nullable Throwable error) {}
