// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.storage;

/**
 * How a {@link RequestLog} uses its disk.
 *
 * @param maxBytes what all its files may have together; {@link Long#MAX_VALUE} for no bound
 * @param segmentBytes when a new file is begun; a record that is larger has a file of its own
 * @param fsync whether what was written is also forced to the device, soon after
 */
public record LogSettings(long maxBytes, long segmentBytes, boolean fsync) {}
