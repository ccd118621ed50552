// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/** Micro-benchmarks; nothing depends on them. */
@NullMarked
package io.tailrace.jmh;

import org.jspecify.annotations.NullMarked;
