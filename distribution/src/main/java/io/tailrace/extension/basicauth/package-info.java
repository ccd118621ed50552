// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The {@code basicauth} extension: user names and passwords, asked of clients ({@code htpasswd}) or
 * given to servers ({@code client_auth}). Slow hashes are computed on a thread of the extension,
 * never on an event loop.
 */
@NullMarked
package io.tailrace.extension.basicauth;

import org.jspecify.annotations.NullMarked;
