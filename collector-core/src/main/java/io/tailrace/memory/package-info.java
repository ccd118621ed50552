// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Memory that is counted: the budget of the process and the slab of pages outside the heap. The
 * only package that uses {@code java.lang.foreign}.
 */
@NullMarked
package io.tailrace.memory;

import org.jspecify.annotations.NullMarked;
