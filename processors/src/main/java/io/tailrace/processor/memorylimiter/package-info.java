// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The {@code memory_limiter} processor: refuses spans while the process retains more memory than
 * configured.
 */
@NullMarked
package io.tailrace.processor.memorylimiter;

import org.jspecify.annotations.NullMarked;
