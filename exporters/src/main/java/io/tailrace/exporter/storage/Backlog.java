// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.storage;

/**
 * What a log has taken and nobody has read.
 *
 * @param records the number of records
 * @param spans the spans in them
 * @param bytes the bytes of their bodies
 */
public record Backlog(long records, long spans, long bytes) {}
