// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The process's logs: an SLF4J provider that writes lines as the OpenTelemetry Collector's logger
 * (zap) does, to the console or to files, and starts without reading anything.
 */
@NullMarked
package io.tailrace.telemetry.log;

import org.jspecify.annotations.NullMarked;
