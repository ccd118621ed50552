// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The {@code tail_sampling} processor: shards that hold traces until they are decided, and the
 * thread that decides them. A shard is used under its lock, by event loops to append and by the
 * sampling thread to decide.
 */
@NullMarked
package io.tailrace.processor.tailsampling;

import org.jspecify.annotations.NullMarked;
