// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The corpus of spans in the formats of Jaeger and Zipkin that two collectors are compared on, and
 * what came out of them as text. Nothing here opens a connection.
 */
@NullMarked
package io.tailrace.testbed.translate;

import org.jspecify.annotations.NullMarked;
