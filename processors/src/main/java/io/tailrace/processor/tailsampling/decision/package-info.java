// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/** Decisions: what was decided, why, and how votes combine. */
@NullMarked
package io.tailrace.processor.tailsampling.decision;

import org.jspecify.annotations.NullMarked;
