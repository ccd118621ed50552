// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The forms in which spans leave: OTLP bytes compressed, and OTLP as JSON. Runs on the workers of
 * {@code io.tailrace.exporter.sending}; what is kept between calls is native memory of compressors,
 * released when they are closed.
 */
@NullMarked
package io.tailrace.exporter.encoding;

import org.jspecify.annotations.NullMarked;
