// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Things that are made of files (certificates, tokens) and made anew when those change. Files are
 * looked at by the clock's time, on a thread of their own.
 */
@NullMarked
package io.tailrace.reload;

import org.jspecify.annotations.NullMarked;
