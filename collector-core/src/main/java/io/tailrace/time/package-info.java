// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/** Time that tests can move. */
@NullMarked
package io.tailrace.time;

import org.jspecify.annotations.NullMarked;
