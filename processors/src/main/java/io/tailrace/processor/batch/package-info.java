// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The {@code batch} processor: makes few large batches of many small ones by putting their bytes
 * one behind the other.
 */
@NullMarked
package io.tailrace.processor.batch;

import org.jspecify.annotations.NullMarked;
