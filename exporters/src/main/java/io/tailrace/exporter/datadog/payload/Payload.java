// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.payload;

import io.tailrace.net.Body;

/**
 * One payload, ready to be sent.
 *
 * @param body compressed; belongs to who has the payload
 * @param spans its spans, by their place in the batch, ascending
 * @param traces the number of its chunks
 * @param language of its spans; empty if they are of several or do not say
 * @param containerId of its spans; empty if they are of several or do not say
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record Payload(Body body, int[] spans, int traces, String language, String containerId) {}
