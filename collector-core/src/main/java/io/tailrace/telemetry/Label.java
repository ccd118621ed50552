// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry;

/**
 * A dimension of a metric.
 *
 * @param name such as {@code receiver}
 * @param value such as {@code otlp/2}
 */
public record Label(String name, String value) {}
