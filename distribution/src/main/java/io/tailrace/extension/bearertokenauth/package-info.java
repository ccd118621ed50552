// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/** The {@code bearertokenauth} extension: tokens that are asked of clients or given to servers. */
@NullMarked
package io.tailrace.extension.bearertokenauth;

import org.jspecify.annotations.NullMarked;
