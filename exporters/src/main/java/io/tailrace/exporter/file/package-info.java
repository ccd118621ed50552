// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/** The {@code file} exporter: OTLP as JSON lines or as length-prefixed messages in a file. */
@NullMarked
package io.tailrace.exporter.file;

import org.jspecify.annotations.NullMarked;
