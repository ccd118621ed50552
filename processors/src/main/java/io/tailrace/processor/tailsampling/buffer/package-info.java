// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Where traces are held: chains of pages outside the heap, an index of trace IDs and interned
 * contexts, all within one bound. Nothing here knows a rule, a thread or a clock; everything
 * belongs to one shard and is used under its lock.
 */
@NullMarked
package io.tailrace.processor.tailsampling.buffer;

import org.jspecify.annotations.NullMarked;
