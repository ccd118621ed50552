// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

/**
 * How spans are translated.
 *
 * @param conventions under which names
 * @param parsesTags whether strings that show a number or a boolean become one
 */
record TranslationSettings(SemanticConventions conventions, boolean parsesTags) {}
