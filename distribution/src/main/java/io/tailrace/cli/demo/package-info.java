// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * {@code tailrace demo}: a collector, a small shop that sends it traces, and a backend that
 * receives what is kept, in one process and over real OTLP/gRPC. The command's thread starts and
 * stops everything and draws; the shop has a thread of its own.
 */
@NullMarked
package io.tailrace.cli.demo;

import org.jspecify.annotations.NullMarked;
