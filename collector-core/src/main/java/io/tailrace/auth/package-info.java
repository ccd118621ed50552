// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Who may send, and how to say who sends: what authenticator extensions are to servers and clients.
 * Called on event loops; nothing here blocks.
 */
@NullMarked
package io.tailrace.auth;

import org.jspecify.annotations.NullMarked;
