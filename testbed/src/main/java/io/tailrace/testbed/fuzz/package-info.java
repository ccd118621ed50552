// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Damaged messages for the decoders of the receivers, the same for the same seed, and what may
 * become of them: a clear refusal, or OTLP that others read, in bounded memory and time.
 */
@NullMarked
package io.tailrace.testbed.fuzz;

import org.jspecify.annotations.NullMarked;
