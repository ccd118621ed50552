// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What all receivers share on the way into a pipeline: requests as OTLP bytes are scanned on the
 * thread that received them and handed on, and what became of every span is counted.
 */
@NullMarked
package io.tailrace.receiver.intake;

import org.jspecify.annotations.NullMarked;
