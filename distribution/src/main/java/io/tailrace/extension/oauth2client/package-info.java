// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The {@code oauth2client} extension: fetches a token with a client's own credentials and gives it
 * to exporters. Requests are made by an HTTP client on threads of its own, never on an event loop.
 */
@NullMarked
package io.tailrace.extension.oauth2client;

import org.jspecify.annotations.NullMarked;
