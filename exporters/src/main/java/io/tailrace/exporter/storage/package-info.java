// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Persistent queues: a write-ahead log in segment files for each exporter that asks for one, and
 * the {@code file_storage} extension that owns the directory.
 *
 * <p>{@link io.tailrace.exporter.storage.RequestLog} is the log. Whoever enqueues appends to it,
 * one at a time and as fast as a write to the page cache is; one worker at a time reads; anybody
 * settles. A thread of its own does what may take long: fsync and the deletion of files.
 */
@NullMarked
package io.tailrace.exporter.storage;

import org.jspecify.annotations.NullMarked;
