// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Exporters that speak OTLP: {@code otlp_grpc} (also {@code otlp}) and {@code otlp_http} (also
 * {@code otlphttp}). Spans leave with the bytes with which they came.
 */
@NullMarked
package io.tailrace.exporter.otlp;

import org.jspecify.annotations.NullMarked;
