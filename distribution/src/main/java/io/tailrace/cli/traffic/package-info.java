// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Known traffic: traces whose IDs say what they are, a client and a server of OTLP/gRPC that handle
 * raw bytes, and the ledger that compares what was acknowledged with what arrived. Used by the demo
 * and by the testbed; not part of the collector.
 */
@NullMarked
package io.tailrace.cli.traffic;

import org.jspecify.annotations.NullMarked;
