// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/** The collector's own metrics and logs. */
@NullMarked
package io.tailrace.telemetry;

import org.jspecify.annotations.NullMarked;
